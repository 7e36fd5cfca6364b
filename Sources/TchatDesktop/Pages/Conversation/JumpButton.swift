import GLibSupport
import Localization

/// Goes back to the newest message, and says how many are unread there.
final class JumpButton {
    let widget = Revealer(transition: .crossfade)
    private let button = Button()
    private let count = Label()

    init() {
        count.addClass("numeric")
        let content = Box(.horizontal, spacing: 6, [Image(icon: "go-bottom-symbolic"), count])
        content.horizontalAlign = .center
        button.child = content
        button.addClass("pill")
        button.addClass("jump")
        widget.child = button
        widget.horizontalAlign = .center
        widget.verticalAlign = .end
        widget.canTarget = false
        showCount()
    }

    /// How many messages are unread.
    var unread = 0 {
        didSet { if unread != oldValue { showCount() } }
    }

    /// Whether it is there.
    var isShown = false {
        didSet {
            guard isShown != oldValue else { return }
            widget.isRevealed = isShown
            widget.canTarget = isShown
            widget.canFocus = isShown
        }
    }

    func onClicked(_ handler: @escaping Handler) {
        button.onClicked(handler)
    }

    private func showCount() {
        count.isVisible = unread > 0
        count.text = trn("{count} new", "{count} new", unread)
        button.tooltip = tr("Go to the newest message")
        button.setClass("suggested-action", unread > 0)
        let name = tr("Newest messages")
        button.setAccessibleLabel(unread > 0 ? "\(name), \(count.text)" : name)
    }
}
