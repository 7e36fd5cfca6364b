import GLibSupport
import Localization
import TchatPresentation

/// Why there is no conversation of a host to show, and what can be done.
final class HostStatusPage {
    let widget: Widget
    private let page = StatusPage(title: "")
    private let spinner = Spinner()
    private let button = Button()
    private let observer = Observer()
    private var host: HostModel?

    init() {
        spinner.setSizeRequest(width: 32, height: 32)
        spinner.horizontalAlign = .center
        spinner.setAccessibleState(.hidden(true))
        button.isVisible = false
        button.horizontalAlign = .center
        button.addClass("pill")
        page.child = Box(.vertical, spacing: 24, [spinner, button])
        page.addClass("compact")
        widget = page
        button.onClicked { [weak self] in self?.host?.connect() }
    }

    func show(_ host: HostModel?) {
        guard host !== self.host else { return }
        self.host = host
        observer.stop()
        guard host != nil else {
            // GTK would go on to draw 60 times a second for a spinner that nobody sees.
            spinner.isSpinning = false
            // Nor is the keyboard to find a button there that does nothing.
            button.isVisible = false
            return
        }
        observer.track { [weak self] in self?.update() }
    }

    private func update() {
        guard let host else { return }
        page.iconName = "computer-symbolic"
        page.title = host.title
        var action: String?
        switch host.state {
        case .connecting:
            page.pageDescription = tr("Connecting…")
        case .away(let reason):
            page.iconName = "network-offline-symbolic"
            page.pageDescription = reason
            action = tr("Try Again")
        case .disconnected:
            page.iconName = "network-offline-symbolic"
            page.pageDescription = tr(
                "You left this host. Its conversation is kept, and goes on when you connect again."
            )
            action = tr("Connect")
        case .live where host.isOperated:
            page.iconName = "chat-message-new-symbolic"
            page.pageDescription = tr("Nobody has written yet. A conversation appears here with the first message.")
        case .live, .keyChanged, .shutOut:
            page.pageDescription = tr("There is no conversation yet.")
        }
        spinner.isVisible = host.state == .connecting
        spinner.isSpinning = host.state == .connecting
        button.isVisible = action != nil
        button.label = action ?? ""
        button.setClass("suggested-action", host.state == .disconnected)
    }
}
