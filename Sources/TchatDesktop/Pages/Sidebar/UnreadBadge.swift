import GLibSupport
import Localization

/// How many messages are not read, as a pill; nothing when all are.
final class UnreadBadge {
    let widget = Label()

    init() {
        widget.addClass("unread-badge")
        widget.addClass("numeric")
        widget.verticalAlign = .center
        // The row says it in words.
        widget.setAccessibleState(.hidden(true))
        widget.isVisible = false
    }

    /// The same in words; nil for nothing.
    var sentence: String? {
        count > 0 ? trn("{count} unread message", "{count} unread messages", count) : nil
    }

    /// The number; 0 for nothing.
    var count = 0 {
        didSet {
            guard count != oldValue else { return }
            widget.text = count > 99 ? "99+" : "\(count)"
            widget.isVisible = count > 0
        }
    }
}
