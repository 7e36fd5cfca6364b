import GLibSupport

/// A field of a form in a list, with one sentence below it when it is at fault.
final class FieldRow {
    let entry: EntryRow
    /// Stands right below the field, in the same list.
    let errorRow: ListBoxRow
    /// Tells what the user has typed.
    var onTyped: ((String) -> Void)?
    private let errorLabel = Label()
    private var isSetting = false

    init(_ title: String) {
        entry = EntryRow(title)
        errorLabel.xAlign = 0
        errorLabel.wraps = true
        errorLabel.fillsLines = true
        errorLabel.addClass("error")
        errorLabel.addClass("caption")
        let icon = Image(icon: "dialog-warning-symbolic")
        icon.addClass("error")
        icon.verticalAlign = .start
        icon.setAccessibleState(.hidden(true))
        let box = Box(.horizontal, spacing: 6, [icon, errorLabel])
        box.margins = Margins(top: 3, bottom: 9, start: 12, end: 12)
        errorRow = ListBoxRow(box)
        errorRow.isActivatable = false
        errorRow.isSelectable = false
        errorRow.isFocusable = false
        errorRow.isVisible = false
        entry.onChanged { [weak self] in
            guard let self, !isSetting else { return }
            onTyped?(entry.text)
        }
    }

    /// What is wrong with what stands in the field; nil when nothing is.
    var error: String? {
        get { errorRow.isVisible ? errorLabel.text : nil }
        set {
            guard newValue != error else { return }
            errorLabel.text = newValue ?? ""
            errorRow.isVisible = newValue != nil
            entry.isInvalid = newValue != nil
            entry.setClass("with-error", newValue != nil)
            for widget in [entry, entry.field].compactMap(\.self) { widget.setAccessibleDescription(newValue ?? "") }
        }
    }

    /// What stands in the field; set only when it is something else, so that the cursor stays.
    var text: String {
        get { entry.text }
        set {
            guard entry.text != newValue else { return }
            // GTK tells of it twice: when the old text goes, and when the new one is there.
            isSetting = true
            entry.text = newValue
            isSetting = false
        }
    }
}
