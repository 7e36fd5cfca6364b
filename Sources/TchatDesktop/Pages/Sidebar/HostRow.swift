import GLibSupport
import Localization
import TchatPresentation

/// A host in the sidebar.
final class HostRow {
    let widget: ListBoxRow
    let host: HostModel

    private let dot = Box(.horizontal)
    private let title = Label()
    let subtitle = Label()
    private let sparkline = Sparkline()
    /// No label: for that, GTK would lay the whole window out with each second's figure.
    private let load = Inscription(characters: 7...7)
    private let badge = UnreadBadge()
    private let observer = Observer()
    private var menu: PopoverMenu?

    init(_ host: HostModel) {
        self.host = host
        let icon = Image(icon: "computer-symbolic")
        icon.pixelSize = 24
        dot.addClass("presence-dot")
        dot.horizontalAlign = .end
        dot.verticalAlign = .end
        let picture = Overlay(icon)
        picture.addOverlay(dot)
        picture.verticalAlign = .center
        picture.setAccessibleState(.hidden(true))

        title.xAlign = 0
        title.ellipsis = .end
        title.expandsHorizontally = true
        // With larger text, the sidebar becomes wider rather than the names shorter.
        title.widthInCharacters = 7
        subtitle.xAlign = 0
        // An address ends with its port.
        subtitle.ellipsis = .middle
        subtitle.expandsHorizontally = true
        subtitle.addClass("caption")
        subtitle.addClass("dim-label")
        sparkline.widget.setSizeRequest(width: 40, height: 16)
        sparkline.widget.verticalAlign = .center
        load.addClass("caption")
        load.addClass("numeric")
        load.addClass("dim-label")
        load.xAlign = 1
        // Figures beside the name, so that the address has a line of its own, but for what is unread, as in a conversation's row.
        let titleLine = Box(.horizontal, spacing: 6, [title, sparkline.widget, load])
        let lines = Box(.vertical, spacing: 2, [titleLine, Box(.horizontal, spacing: 6, [subtitle, badge.widget])])
        lines.verticalAlign = .center

        let box = Box(.horizontal, spacing: 9, [picture, lines])
        box.margins = Margins(horizontal: 0, vertical: 6)
        widget = ListBoxRow(box)
        widget.addClass("host-row")

        observer.track { [weak self] in self?.showTexts() }
        observer.track { [weak self] in self?.showLoad() }
        if case .paired = host.id { addMenu() }
    }

    private func showTexts() {
        let state = StateText(host)
        title.text = host.title
        subtitle.text = state.subtitle
        badge.count = host.unread
        for style in StateText.Dot.allCases { dot.setClass(style.rawValue, style == state.dot) }
        widget.tooltip = state.sentence
        widget.setAccessibleLabel(host.title)
        widget.setAccessibleDescription(sentences(state.subtitle, state.sentence, badge.sentence))
    }

    private func showLoad() {
        let information = host.information
        let isShown = host.state == .live && information.cpuText != nil
        for widget in [sparkline.widget, load] { widget.isVisible = isShown }
        guard isShown else { return }
        sparkline.values = information.recentCPUPercent
        let text = information.cpuText ?? ""
        if load.text != text { load.text = text }
    }

    /// What can be done with a host that isn't this computer's own, by a secondary click or the keyboard.
    private func addMenu() {
        widget.onPressed(.secondary) { [weak self] _, x, y in self?.openMenu(x: x, y: y) }
        for keys in ["Menu", "<Shift>F10"] {
            widget.addShortcut(keys) { [weak self] in
                self?.openMenu(x: 24, y: 24)
                return true
            }
        }
    }

    private func openMenu(x: Double, y: Double) {
        let menu = menu ?? makeMenu()
        menu.open(x: x, y: y)
    }

    private func makeMenu() -> PopoverMenu {
        let made = PopoverMenu(Menu([Menu.Item(tr("Forget Host…"), action: "win.forget", target: host.id.text)]))
        made.hasArrow = false
        made.attach(to: widget)
        menu = made
        return made
    }
}
