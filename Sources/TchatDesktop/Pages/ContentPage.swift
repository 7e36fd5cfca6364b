import GLibSupport
import Localization
import TchatModel
import TchatPresentation

/// What fills the window beside the sidebar: its header bar, and below it what the model says.
final class ContentPage {
    let widget: Widget
    /// Asks to go back: from the form, or to the sidebar where there is room for one page only.
    var onBack: Handler?
    /// Asks to forget a host.
    var onForget: ((HostModel) -> Void)?

    private let model: DesktopModel
    let header = HeaderBar()
    private let title = WindowTitle(tr("Tchat"))
    private let backButton = Button(icon: "go-previous-symbolic", tooltip: tr("Back"))
    let searchButton = ToggleButton(icon: "system-search-symbolic", tooltip: tr("Search"))
    private let informationButton = ToggleButton(icon: "sidebar-show-right-symbolic", tooltip: tr("Information"))
    let controlButton = MenuButton(icon: "view-more-symbolic", tooltip: tr("Control"))
    let pages = Stack(transition: .crossfade)
    private let host: HostPage
    private let observer = Observer()
    private var connection: ConnectionPage?
    private var blocked: BlockedPage?
    private var shown: Shown?

    /// The pages of the stack, by their names there.
    private enum Shown: String {
        case welcome
        case connection
        case host
        case blocked
    }

    init(_ model: DesktopModel, _ host: HostPage) {
        self.model = model
        self.host = host
        for button in [searchButton, backButton] { button.isVisible = false }
        // With large text, two lines would fill the bar from edge to edge.
        title.margins = Margins(horizontal: 6, vertical: 4)
        header.titleWidget = title
        header.packStart(backButton)
        header.packEnd(controlButton)
        header.packEnd(informationButton)
        header.packEnd(searchButton)
        pages.expandsVertically = true
        pages.setHomogeneous(horizontally: false, vertically: false)
        widget = Box(.vertical, [header, pages])
        widget.expandsHorizontally = true
        pages.add(host.widget, name: Shown.host.rawValue)
        connectHandlers()
        observer.track { [weak self] in self?.updatePage() }
        observer.track { [weak self] in self?.updateTitle() }
        observer.track { [weak self] in self?.updateMenu() }
    }

    /// Whether there is room for one page only, so that the window's own buttons and the way back belong here.
    var isAlone = false {
        didSet {
            header.showsStartTitleButtons = isAlone
            updateBackButton()
            updateTitle()
            updateSearchButton()
            updateMenu()
        }
    }

    /// Whether the information panel is meant to be open where there is room for it.
    var isInformationWanted: Bool {
        get { host.isInformationWanted }
        set { host.isInformationWanted = newValue }
    }

    /// Calls the handler each time the user opens or closes the information panel.
    var onInformationWanted: ((Bool) -> Void)? {
        get { host.onInformationWanted }
        set { host.onInformationWanted = newValue }
    }

    /// Opens or closes the information panel.
    func toggleInformation() {
        guard shown == .host else { return }
        host.isInformationRevealed.toggle()
    }

    /// Opens the search in the conversation that is shown.
    func openSearch() {
        guard canSearch else { return }
        host.conversation.openSearch()
    }

    private func connectHandlers() {
        backButton.onClicked { [weak self] in self?.onBack?() }
        searchButton.onToggled { [weak self] in
            guard let self, host.conversation.isSearchOpen != searchButton.isActive else { return }
            if searchButton.isActive { openSearch() } else { host.conversation.closeSearch() }
        }
        host.conversation.onSearchToggled = { [weak self] in
            guard let self else { return }
            searchButton.isActive = host.conversation.isSearchOpen
            updateSearchButton()
        }
        informationButton.onToggled { [weak self] in
            guard let self, host.isInformationRevealed != informationButton.isActive else { return }
            host.isInformationRevealed = informationButton.isActive
        }
        host.onInformationRevealed = { [weak self] isRevealed in
            guard let self, informationButton.isActive != isRevealed else { return }
            informationButton.isActive = isRevealed
        }
        informationButton.isActive = host.isInformationRevealed
    }

    // MARK: Following the model

    private func updatePage() {
        let page = page(of: model)
        host.show(page == .host ? model.selectedHost : nil)
        blocked?.show(page == .blocked ? model.selectedHost : nil)
        switch page {
        case .welcome: addPage(.welcome) { WelcomePage().widget }
        case .connection: addPage(.connection, makeConnectionPage)
        case .blocked: addPage(.blocked, makeBlockedPage)
        case .host: break
        }
        if shown != page {
            let takesFocus = page == .connection || (shown != nil && !isFocusElsewhere)
            shown = page
            pages.visibleName = page.rawValue
            updateBackButton()
            if takesFocus { focus(page) }
        }
        updateSearchButton()
        informationButton.isVisible = page == .host
    }

    /// Whether the keyboard is in the sidebar; what is no longer shown can't have it.
    private var isFocusElsewhere: Bool { widget.window?.focus != nil && !widget.containsFocus }

    /// Goes on with the keyboard on a page that has taken another's place.
    private func focus(_ page: Shown) {
        switch page {
        case .connection: connection?.focus()
        case .blocked: blocked?.focus()
        case .welcome: _ = pages.moveFocus(.forward)
        // When the page has followed the model, too.
        case .host:
            MainLoop.idle { [weak self] in
                if let self, shown == .host { host.conversation.focusComposer() }
            }
        }
    }

    private func page(of model: DesktopModel) -> Shown {
        switch model.page {
        case .welcome: return .welcome
        case .connection: return .connection
        case .host:
            guard let host = model.selectedHost else { return .welcome }
            switch host.state {
            case .keyChanged, .shutOut: return .blocked
            case .connecting, .live, .away, .disconnected: return .host
            }
        }
    }

    private var canSearch: Bool { page(of: model) == .host && model.selectedHost?.selectedConversation != nil }

    /// Where there is room for one page only, the title needs that of the button: the menu has the search then.
    private func updateSearchButton() {
        searchButton.isVisible = canSearch && (!isAlone || host.conversation.isSearchOpen)
    }

    /// Makes a page when it is first shown: most of them never are.
    private func addPage(_ page: Shown, _ make: () -> Widget) {
        guard pages.child(named: page.rawValue) == nil else { return }
        pages.add(make(), name: page.rawValue)
    }

    private func makeConnectionPage() -> Widget {
        let page = ConnectionPage(model.connectionForm)
        page.onLeave = { [weak self] in self?.onBack?() }
        connection = page
        return page.widget
    }

    private func makeBlockedPage() -> Widget {
        let page = BlockedPage()
        page.onPairAgain = { [weak self] in self?.model.pairAgain($0) }
        page.onForget = { [weak self] in self?.onForget?($0) }
        page.show(model.selectedHost)
        blocked = page
        return page.widget
    }

    private func updateTitle() {
        switch page(of: model) {
        case .welcome:
            // Beside the sidebar, which has the name already, it would stand there twice.
            title.title = isAlone ? tr("Tchat") : ""
            title.subtitle = ""
        case .connection:
            title.title = tr("Add Host")
            title.subtitle = ""
        case .blocked:
            title.title = model.selectedHost?.title ?? ""
            title.subtitle = ""
        case .host:
            guard let host = model.selectedHost else { return }
            let conversation = host.selectedConversation
            title.title = conversation?.title ?? host.title
            title.subtitle = subtitle(of: host, conversation)
        }
    }

    private func subtitle(of host: HostModel, _ conversation: ConversationModel?) -> String {
        let state = StateText(host)
        guard host.state == .live else { return state.subtitle }
        return conversation?.presenceSummary ?? state.subtitle
    }

    private func updateMenu() {
        guard let host = model.selectedHost, model.page == .host else {
            controlButton.isVisible = false
            return
        }
        let search = isAlone && canSearch ? [Menu.Item(tr("Search"), action: "win.search")] : []
        let controls = host.controls.map { Menu.Item($0.title, action: "win.control", target: $0.action.rawValue) }
        var sections = [Menu.Section(nil, search), Menu.Section(nil, controls)]
        if host.state == .disconnected {
            sections.append(Menu.Section(nil, [Menu.Item(tr("Connect"), action: "win.connect")]))
        }
        if case .paired = host.id {
            let forget = Menu.Item(tr("Forget Host…"), action: "win.forget", target: host.id.text)
            sections.append(Menu.Section(nil, [forget]))
        }
        sections.removeAll { $0.items.isEmpty }
        controlButton.isVisible = !sections.isEmpty
        controlButton.menu = Menu(sections)
    }

    private func updateBackButton() {
        backButton.isVisible = isAlone || shown == .connection
    }
}
