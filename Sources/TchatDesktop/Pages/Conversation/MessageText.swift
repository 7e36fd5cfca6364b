import GLibSupport

/// A text of any length in a row of the list, which is laid out quickly.
///
/// How narrow it can get, a label that wraps finds by breaking its text between all letters: that takes longer than all else
/// that a row does. So it is told here, and a text that is short anyway doesn't wrap. And what has an alignment, or stands in a
/// horizontal box, is asked how wide it wants to be for a height, for which a label tries many widths: so these labels, and all
/// that they are in, fill vertical boxes and cells of grids.
final class MessageText {
    let widget = Label()

    /// How narrow a text gets that can go on in further lines.
    private static let leastCharacters = 7
    private let unbroken: Int

    /// A label without a text.
    ///
    /// - Parameters:
    ///   - maximum: For how many characters of a line it asks for room.
    ///   - unbroken: How many characters never go on in a further line; what is a little longer may be given more room than it
    ///     takes, so more of them for what is to end where others end.
    init(maximum: Int = 60, unbroken: Int = leastCharacters, classes: [String] = []) {
        self.unbroken = unbroken
        for name in classes { widget.addClass(name) }
        widget.fillsLines = true
        // A key or a path that is copied by eye would be wrong with one.
        widget.breaksWithoutHyphen()
        widget.xAlign = 0
        widget.maximumWidthInCharacters = maximum
    }

    /// The text; white space at its end isn't shown.
    ///
    /// GTK (4.8) takes a label that wraps for narrower than it is, and complains, when its text ends in a space.
    var text: String {
        get { widget.text }
        set {
            let shown = newValue.lastIndex { !$0.isWhitespace }.map { newValue[...$0] } ?? ""
            guard shown != widget.text else { return }
            let wraps = shown.utf8.count > unbroken
            if widget.wraps != wraps {
                widget.wraps = wraps
                widget.widthInCharacters = wraps ? Self.leastCharacters : -1
            }
            widget.text = String(shown)
        }
    }
}
