import CAdwaita

/// A row of a form, with a title.
///
/// Titles and subtitles are never read as markup, so any text is safe.
public class PreferencesRow: ListBoxRow {
    /// What it is about.
    public var title: String {
        get { String(c: adw_preferences_row_get_title(pointer())) }
        set { adw_preferences_row_set_title(pointer(), newValue) }
    }

    fileprivate func showPlain(_ title: String) {
        adw_preferences_row_set_use_markup(pointer(), 0)
        self.title = title
    }
}

/// A row with a title, a subtitle, and widgets at its ends.
public final class ActionRow: PreferencesRow {
    /// A row with texts.
    public convenience init(_ title: String, subtitle: String = "") {
        self.init(sinking: adw_action_row_new())
        showPlain(title)
        self.subtitle = subtitle
    }

    /// What stands below the title.
    public var subtitle: String {
        get { String(c: adw_action_row_get_subtitle(pointer())) }
        set { adw_action_row_set_subtitle(pointer(), newValue) }
    }

    /// Adds a widget before the title.
    public func addPrefix(_ widget: Widget) {
        adw_action_row_add_prefix(pointer(), widget.pointer())
    }

    /// Adds a widget at the end.
    public func addSuffix(_ widget: Widget) {
        adw_action_row_add_suffix(pointer(), widget.pointer())
    }

    /// Takes one of them out.
    public func remove(_ widget: Widget) {
        adw_action_row_remove(pointer(), widget.pointer())
    }

    /// Calls the handler when it is activated; it must be activatable.
    @discardableResult public func onActivated(_ handler: @escaping Handler) -> SignalHandler {
        connect("activated", handler)
    }
}

/// A row in which a text is entered.
public class EntryRow: PreferencesRow, Editable {
    /// An empty row that says what belongs there.
    public convenience init(_ title: String) {
        self.init(sinking: adw_entry_row_new())
        showPlain(title)
        // Screen readers hear where the focus is, which the text inside has; without a role, libadwaita 1.2 hides it from them.
        guard let field else { return }
        shim_set_role(field.raw, GTK_ACCESSIBLE_ROLE_TEXT_BOX)
        field.setAccessibleLabel(title)
    }

    /// What has the focus, and what a screen reader speaks of, while something is entered.
    public var field: Widget? {
        gtk_editable_get_delegate(pointer()).map { Widget(borrowing: UnsafeMutableRawPointer($0)) }
    }

    /// Whether what was entered can't be right: it is marked, also for screen readers.
    public var isInvalid: Bool {
        get { hasClass("error") }
        set {
            setClass("error", newValue)
            setAccessibleState(.invalid(newValue))
            field?.setAccessibleState(.invalid(newValue))
        }
    }

    /// Adds a widget at the end.
    public func addSuffix(_ widget: Widget) {
        adw_entry_row_add_suffix(pointer(), widget.pointer())
    }

    /// Adds a widget before the text.
    public func addPrefix(_ widget: Widget) {
        adw_entry_row_add_prefix(pointer(), widget.pointer())
    }

    /// Calls the handler when Enter is pressed.
    @discardableResult public func onEntryActivated(_ handler: @escaping Handler) -> SignalHandler {
        connect("entry-activated", handler)
    }
}

/// A row in which something secret is entered.
public final class PasswordEntryRow: EntryRow {
    /// An empty row that says what belongs there.
    public convenience init(_ title: String) {
        self.init(sinking: adw_password_entry_row_new())
        showPlain(title)
    }
}

/// Rows that belong together.
public final class PreferencesGroup: Widget {
    /// A group with these rows.
    public convenience init(_ title: String = "", description: String = "", _ children: [Widget] = []) {
        self.init(sinking: adw_preferences_group_new())
        self.title = title
        self.groupDescription = description
        for child in children { add(child) }
    }

    /// What stands above them.
    public var title: String {
        get { Markup.plain(String(c: adw_preferences_group_get_title(pointer()))) }
        set { adw_preferences_group_set_title(pointer(), Markup.escape(newValue)) }
    }

    /// What stands below the title.
    public var groupDescription: String {
        get { Markup.plain(String(c: adw_preferences_group_get_description(pointer()))) }
        set { adw_preferences_group_set_description(pointer(), newValue.isEmpty ? nil : Markup.escape(newValue)) }
    }

    /// Adds a row.
    public func add(_ child: Widget) {
        adw_preferences_group_add(pointer(), child.pointer())
    }

    /// Takes a row out.
    public func remove(_ child: Widget) {
        adw_preferences_group_remove(pointer(), child.pointer())
    }
}

/// A page that says that there is nothing, and what to do.
public final class StatusPage: Widget {
    /// A page with texts.
    public convenience init(icon: String = "", title: String, description: String = "", child: Widget? = nil) {
        self.init(sinking: adw_status_page_new())
        if !icon.isEmpty { iconName = icon }
        self.title = title
        self.pageDescription = description
        self.child = child
    }

    /// The large icon.
    public var iconName: String {
        get { String(c: adw_status_page_get_icon_name(pointer())) }
        set { adw_status_page_set_icon_name(pointer(), newValue) }
    }

    /// What there is to know.
    public var title: String {
        get { Markup.plain(String(c: adw_status_page_get_title(pointer()))) }
        set { adw_status_page_set_title(pointer(), Markup.escape(newValue)) }
    }

    /// What to do about it.
    public var pageDescription: String {
        get { Markup.plain(String(c: adw_status_page_get_description(pointer()))) }
        set { adw_status_page_set_description(pointer(), newValue.isEmpty ? nil : Markup.escape(newValue)) }
    }

    /// What stands below: a button.
    public var child: Widget? {
        get { adw_status_page_get_child(pointer()).map { Widget(borrowing: $0) } }
        set { adw_status_page_set_child(pointer(), newValue?.pointer()) }
    }
}
