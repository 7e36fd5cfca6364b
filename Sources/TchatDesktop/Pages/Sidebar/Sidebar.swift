import GLibSupport
import Localization
import TchatPresentation

/// The list of hosts, and of the selected one's conversations where there are several.
final class Sidebar {
    let widget: Widget
    /// Asks to show what was chosen, where there is room for one page only.
    var onChosen: Handler?

    private let model: DesktopModel
    let header = HeaderBar()
    let list = ListBox(selection: .single)
    private let failure = Label(role: .alert)
    private let observer = Observer()
    private var entries: [Entry] = []
    /// Whether the list is being changed by the program, not by the user.
    private var isUpdating = false

    /// A row, by what it stands for.
    private enum Entry {
        case host(HostRow)
        case conversation(ConversationRow)

        var widget: ListBoxRow {
            switch self {
            case .host(let row): row.widget
            case .conversation(let row): row.widget
            }
        }

        var key: ObjectIdentifier {
            switch self {
            case .host(let row): ObjectIdentifier(row.host)
            case .conversation(let row): ObjectIdentifier(row.conversation)
            }
        }
    }

    init(_ model: DesktopModel) {
        self.model = model
        let add = Button(icon: "list-add-symbolic", tooltip: tr("Add Host"))
        add.setAction("win.add-host")
        let menu = MenuButton(icon: "open-menu-symbolic", tooltip: tr("Main Menu"), menu: Self.mainMenu)
        menu.isPrimary = true
        let help = Button("?")
        help.addClass("flat")
        help.addClass("help-button")
        help.tooltip = tr("Help")
        help.setAccessibleLabel(tr("Help"))
        help.setAction("win.help")
        header.titleWidget = WindowTitle(tr("Tchat"))
        header.packStart(add)
        header.packEnd(menu)
        header.packEnd(help)

        failure.wraps = true
        failure.xAlign = 0
        // The list is as wide without it.
        failure.maximumWidthInCharacters = 20
        failure.addClass("failure")
        list.addClass("navigation-sidebar")
        list.setAccessibleLabel(tr("Hosts"))
        list.setPlaceholder(Self.placeholder)
        let scroll = ScrolledWindow(list)
        scroll.setPolicy(horizontal: .never, vertical: .automatic)
        scroll.expandsVertically = true
        widget = Box(.vertical, [header, failure, scroll])
        widget.setSizeRequest(width: 290)

        list.onRowSelected { [weak self] row in self?.selected(row) }
        list.onRowActivated { [weak self] _ in self?.onChosen?() }
        observer.track { [weak self] in self?.updateRows() }
        observer.track { [weak self] in self?.updateSelection() }
        observer.track { [weak self] in self?.updateFailure() }
    }

    /// Whether the window's own buttons at the end belong here: when there is room for one page only.
    var showsEndTitleButtons: Bool {
        get { header.showsEndTitleButtons }
        set { header.showsEndTitleButtons = newValue }
    }

    /// Goes to the conversation, or the host without several, before or after the one that is looked at.
    func move(by step: Int) {
        let places = entries.filter { entry in
            guard case .host(let row) = entry else { return true }
            return !isExpanded(row.host)
        }
        guard let key = selectedKey, let current = places.firstIndex(where: { $0.key == key }) else { return }
        let next = current + step
        guard places.indices.contains(next) else { return }
        choose(places[next])
    }

    private static var mainMenu: Menu {
        Menu([
            Menu.Section(nil, [Menu.Item(tr("Add Host…"), action: "win.add-host")]),
            Menu.Section(
                nil,
                [
                    Menu.Item(tr("Keyboard Shortcuts"), action: "win.shortcuts"),
                    Menu.Item(tr("Help"), action: "win.help"),
                    Menu.Item(tr("About Tchat"), action: "win.about"),
                ]
            ),
            Menu.Section(nil, [Menu.Item(tr("Quit"), action: "app.quit")]),
        ])
    }

    private static var placeholder: Widget {
        let label = Label(tr("No hosts yet"))
        label.addClass("dim-label")
        label.margins = Margins(24)
        return label
    }

    private func isExpanded(_ host: HostModel) -> Bool {
        host === model.selectedHost && host.isOperated && !host.conversations.isEmpty
    }

    /// What is looked at.
    private var selectedKey: ObjectIdentifier? {
        guard model.page == .host, let host = model.selectedHost else { return nil }
        if isExpanded(host), let conversation = host.selectedConversation { return ObjectIdentifier(conversation) }
        return ObjectIdentifier(host)
    }

    // MARK: Rows

    /// What the rows are called, from above.
    var names: [String] {
        entries.map { entry in
            switch entry {
            case .host(let row): row.host.title
            case .conversation(let row): row.conversation.title
            }
        }
    }

    /// Makes the rows those of the model, and touches only those that come, go or move.
    private func updateRows() {
        isUpdating = true
        defer { isUpdating = false }
        var known = Dictionary(entries.map { ($0.key, $0) }) { first, _ in first }
        let wanted = model.hosts.flatMap { host -> [Entry] in
            let row = known.removeValue(forKey: ObjectIdentifier(host)) ?? .host(HostRow(host))
            guard isExpanded(host) else { return [row] }
            return [row]
                + host.conversations.map { conversation in
                    known.removeValue(forKey: ObjectIdentifier(conversation))
                        ?? .conversation(ConversationRow(conversation, of: host))
                }
        }
        for gone in known.values { list.remove(gone.widget) }
        var present = entries.filter { known[$0.key] == nil }
        for (index, entry) in wanted.enumerated() {
            if present.indices.contains(index), present[index].key == entry.key { continue }
            let hadFocus = entry.widget.hasFocus
            if let old = present.firstIndex(where: { $0.key == entry.key }) {
                // A row that is taken out selected could not be selected again.
                if entry.widget.isSelected { list.selectedRow = nil }
                list.remove(entry.widget)
                present.remove(at: old)
            }
            list.insert(entry.widget, at: index)
            present.insert(entry, at: index)
            if hadFocus { entry.widget.grabFocus() }
        }
        entries = wanted
        showSelection()
    }

    // MARK: Selection

    private func updateSelection() {
        isUpdating = true
        defer { isUpdating = false }
        showSelection()
    }

    private func showSelection() {
        let key = selectedKey
        list.selectedRow = entries.first { $0.key == key }?.widget
    }

    private func selected(_ row: ListBoxRow?) {
        guard !isUpdating, let row, let entry = entries.first(where: { $0.widget == row }) else { return }
        choose(entry)
    }

    private func choose(_ entry: Entry) {
        switch entry {
        case .host(let row):
            if row.host !== model.selectedHost || model.page != .host { model.select(row.host) }
        case .conversation(let row):
            if row.host !== model.selectedHost || model.page != .host { model.select(row.host) }
            if row.conversation !== row.host.selectedConversation { row.host.select(row.conversation) }
        }
    }

    private func updateFailure() {
        failure.text = model.failure ?? ""
        failure.isVisible = model.failure != nil
    }
}
