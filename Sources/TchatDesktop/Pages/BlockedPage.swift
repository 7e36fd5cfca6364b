import GLibSupport
import Localization
import TchatPresentation

/// The full stop: a host whose key changed, or that doesn't let the user in any more.
final class BlockedPage {
    let widget: Widget
    var onPairAgain: ((HostModel) -> Void)?
    var onForget: ((HostModel) -> Void)?

    let page = StatusPage(title: "")
    let keys = ListBox()
    let expected = KeyRow(tr("Key it was paired with"))
    let seen = KeyRow(tr("Key it shows now"))
    let tryButton = Button(tr("Try Again"))
    let pairButton = Button(tr("Pair Again…"))
    let forgetButton = Button(tr("Forget Host…"))
    private let advice = Label()
    private let observer = Observer()
    private var host: HostModel?

    init() {
        keys.addClass("boxed-list")
        keys.append(expected.widget)
        keys.append(seen.widget)
        keys.setAccessibleLabel(tr("Keys"))
        advice.wraps = true
        // As what stands above it.
        advice.justification = .center
        tryButton.addClass("pill")
        pairButton.addClass("pill")
        forgetButton.addClass("pill")
        let buttons = Box(.vertical, spacing: 9, [tryButton, pairButton, forgetButton])
        buttons.horizontalAlign = .center
        let box = Box(.vertical, spacing: 18, [keys, advice, buttons])
        page.child = Clamp(box, maximumSize: 640)
        page.addClass("compact")
        widget = page
        tryButton.onClicked { [weak self] in self?.host?.connect() }
        pairButton.onClicked { [weak self] in
            guard let self, let host else { return }
            onPairAgain?(host)
        }
        forgetButton.onClicked { [weak self] in
            guard let self, let host else { return }
            onForget?(host)
        }
    }

    /// Puts the focus where nothing is lost by it.
    func focus() {
        tryButton.grabFocus()
    }

    func show(_ host: HostModel?) {
        guard host !== self.host else { return }
        self.host = host
        observer.stop()
        guard host != nil else { return }
        observer.track { [weak self] in self?.update() }
    }

    private func update() {
        guard let host else { return }
        switch host.state {
        case .keyChanged(let expectedKey, let seenKey):
            page.iconName = "dialog-warning-symbolic"
            page.title = tr("{host} shows another key", ["host": host.title])
            page.pageDescription = tr(
                "What answers there is not the machine that you paired with, or it was installed anew. "
                    + "Nothing was sent to it."
            )
            expected.key = expectedKey
            seen.key = seenKey
            keys.isVisible = true
            pairButton.setClass("suggested-action", false)
            advice.text = tr(
                "Ask whoever looks after the machine whether its key was made anew. If so, have them give you a new "
                    + "code with tchat pair, and pair again. If not, do not: another machine may have its address for "
                    + "now, or somebody stands between you and the machine."
            )
        case .shutOut:
            page.iconName = "changes-prevent-symbolic"
            page.title = tr("{host} no longer lets you in", ["host": host.title])
            page.pageDescription = tr("Your access was taken back, or the host was set up anew.")
            keys.isVisible = false
            pairButton.setClass("suggested-action", true)
            advice.text = tr(
                "Ask whoever looks after the machine for a new code, and pair again. What you wrote and what was not "
                    + "delivered yet stays on this computer until you forget the host."
            )
        case .connecting, .live, .away, .disconnected:
            break
        }
    }
}

/// A key with what it is, to be compared and copied.
final class KeyRow {
    let widget: ListBoxRow
    let label = Label()
    /// So many bytes stand on a line, so that those of two keys stand below each other.
    private static let bytesPerLine = 16

    var key = "" {
        didSet {
            let bytes = key.split(separator: ":")
            let lines = stride(from: 0, to: bytes.count, by: Self.bytesPerLine).map { start in
                bytes[start..<min(start + Self.bytesPerLine, bytes.count)].joined(separator: ":")
            }
            label.text = lines.joined(separator: "\n")
        }
    }

    init(_ title: String) {
        let caption = Label(title)
        caption.xAlign = 0
        caption.addClass("caption")
        caption.addClass("dim-label")
        label.xAlign = 0
        label.wraps = true
        label.isSelectable = true
        label.addClass("monospace")
        label.setLabelled(by: caption)
        let box = Box(.vertical, spacing: 4, [caption, label])
        box.margins = Margins(horizontal: 12, vertical: 8)
        widget = ListBoxRow(box)
        widget.isActivatable = false
        widget.isFocusable = false
    }
}
