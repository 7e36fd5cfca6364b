import GLibSupport
import TchatPresentation

/// What stands between the user and the host for now, above the conversation; it goes away by itself.
final class BannerBar {
    let widget: Revealer
    private let text = Label(role: .status)
    private let button = Button()
    private var host: HostModel?
    private let observer = Observer()

    init() {
        text.wraps = true
        text.xAlign = 0
        text.expandsHorizontally = true
        button.verticalAlign = .center
        let row = Box(.horizontal, spacing: 12, [text, button])
        row.addClass("banner")
        widget = Revealer(row)
        button.onClicked { [weak self] in self?.host?.connect() }
    }

    /// Follows another host.
    func show(_ host: HostModel?) {
        guard host !== self.host else { return }
        observer.stop()
        self.host = host
        widget.isRevealed = false
        guard let host else { return }
        observer.track { [weak self] in self?.show(host.banner) }
    }

    private func show(_ banner: HostModel.Banner?) {
        widget.isRevealed = banner != nil
        // While it slides away it still says what it said.
        guard let banner else { return }
        text.text = banner.text
        button.isVisible = banner.action != nil
        button.label = banner.action ?? ""
    }
}
