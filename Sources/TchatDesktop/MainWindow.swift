import GLibSupport
import Localization
import TchatModel
import TchatPresentation

/// The window: the hosts on the one side, the selected one on the other.
final class MainWindow {
    let window: ApplicationWindow
    let model: DesktopModel
    /// Tells that the window closes.
    var onClosed: Handler?

    private let leaflet = Leaflet()
    let sidebar: Sidebar
    let host = HostPage()
    let content: ContentPage
    private let headers: EqualHeights
    private let observer = Observer()
    private var styleHandlers: [SignalHandler] = []
    private var hasShownConversation = false

    init(_ application: Application, _ model: DesktopModel) {
        self.model = model
        window = ApplicationWindow(application)
        sidebar = Sidebar(model)
        content = ContentPage(model, host)
        headers = EqualHeights([sidebar.header, content.header])

        window.iconName = DesktopProgram.id
        window.setSizeRequest(width: 360, height: 360)
        leaflet.append(sidebar.widget, name: "sidebar")
        leaflet.append(Separator(.vertical), isNavigatable: false)
        leaflet.append(content.widget, name: "content")
        leaflet.canNavigateBack = true
        window.content = leaflet
        restoreState()
        addActions()
        connectHandlers()
        updateContrast()
        updateFolding()
        observer.track { [weak self] in self?.updateTitle() }
        observer.track { [weak self] in self?.updateVisiblePage() }
        observer.track { [weak self] in self?.focusFirstConversation() }
    }

    /// Shows what a notification told of.
    func open(_ target: DesktopNotification.Target) {
        model.open(target)
        showContent()
    }

    /// Asks, where that is called for, and does it.
    func control(_ offer: ControlOffer) {
        guard let host = model.selectedHost else { return }
        guard !offer.isImmediate else { return host.control(offer.action) }
        let confirmation = Confirmation(
            heading: offer.heading,
            consequence: offer.consequence,
            confirmation: offer.confirmation,
            isDestructive: offer.isDestructive
        )
        confirmation.present(over: window) { host.control(offer.action) }
    }

    /// Asks, and forgets the host.
    func forget(_ host: HostModel) {
        let consequence = tr(
            "Its key, your access to it and the copies of its conversations on this computer are deleted, and what "
                + "was not delivered yet is lost. To talk with it again, you need a new code."
        )
        let confirmation = Confirmation(
            heading: tr("Forget {host}?", ["host": host.title]),
            // Two machines may have the same name.
            consequence: host.subtitle + "\n\n" + consequence,
            confirmation: tr("Forget"),
            isDestructive: true
        )
        confirmation.present(over: window) { [weak self] in self?.model.forget(host) }
    }

    // MARK: State

    private func restoreState() {
        let state = model.windowState
        window.defaultSize = (state.width, state.height)
        if state.isMaximized { window.isMaximized = true }
        content.isInformationWanted = state.isInformationShown
    }

    private func keepState() {
        var state = model.windowState
        (state.width, state.height) = window.defaultSize
        state.isMaximized = window.isMaximized
        if state != model.windowState { model.windowState = state }
    }

    // MARK: Handlers

    private func connectHandlers() {
        window.onCloseRequest { [weak self] in
            self?.close()
            return false
        }
        window.onScreenChanged { [weak self] in
            guard let self else { return }
            model.setVisible(window.isOnScreen)
        }
        window.onActiveChanged { [weak self] in
            guard let self else { return }
            model.setActive(window.isActive)
        }
        styleHandlers = StyleManager.shared.onChanged { [weak self] in self?.updateContrast() }
        leaflet.onFoldedChanged { [weak self] in self?.updateFolding() }
        sidebar.onChosen = { [weak self] in
            self?.showContent()
            self?.focusComposerSoon()
        }
        content.onBack = { [weak self] in self?.goBack() }
        content.onForget = { [weak self] in self?.forget($0) }
        content.onInformationWanted = { [weak self] in self?.model.windowState.isInformationShown = $0 }
        host.conversation.onControl = { [weak self] in self?.control($0) }
        model.onAnnouncement = { [weak self] text in
            // The focus may move with what is told of, and screen readers hear only of where it is.
            MainLoop.idle { self?.window.announce(text) }
        }
    }

    private func close() {
        keepState()
        for handler in styleHandlers { handler.disconnect() }
        model.setVisible(false)
        onClosed?()
    }

    private func addActions() {
        add("add-host") { $0.addHost() }
        add("search") { $0.content.openSearch() }
        add("information") { $0.content.toggleInformation() }
        add("previous-conversation") { $0.move(by: -1) }
        add("next-conversation") { $0.move(by: 1) }
        add("connect") { $0.model.selectedHost?.connect() }
        add("help") { HelpWindow.present(over: $0.window) }
        add("shortcuts") { Shortcuts.present(over: $0.window) }
        add("about") { About.present(over: $0.window) }
        window.addAction("host") { [weak self] (number: String) in self?.selectHost(number) }
        window.addAction("control") { [weak self] (action: String) in self?.control(named: action) }
        window.addAction("forget") { [weak self] (id: String) in self?.forget(id) }
    }

    private func add(_ name: String, _ act: @escaping @MainActor (MainWindow) -> Void) {
        window.addAction(name) { [weak self] in
            if let self { act(self) }
        }
    }

    private func addHost() {
        model.addHost()
        showContent()
    }

    private func selectHost(_ number: String) {
        guard let number = Int(number), model.hosts.indices.contains(number - 1) else { return }
        model.select(model.hosts[number - 1])
        showContent()
        focusComposerSoon()
    }

    private func move(by step: Int) {
        sidebar.move(by: step)
        focusComposerSoon()
    }

    private func control(named name: String) {
        guard let action = ControlAction(rawValue: name),
            let offer = model.selectedHost?.controls.first(where: { $0.action == action })
        else { return }
        control(offer)
    }

    private func forget(_ id: String) {
        guard let id = HostModel.ID(text: id), let host = model.hosts.first(where: { $0.id == id }) else { return }
        forget(host)
    }

    // MARK: Pages

    private func showContent() {
        leaflet.visibleName = "content"
    }

    /// When the pages have followed the model: then whoever goes somewhere can write at once.
    private func focusComposerSoon() {
        MainLoop.idle { [weak self] in self?.host.conversation.focusComposer() }
    }

    /// A window that opens with a conversation is ready to be written in.
    private func focusFirstConversation() {
        guard !hasShownConversation, model.page == .host else { return }
        guard model.selectedHost?.selectedConversation != nil else { return }
        hasShownConversation = true
        focusComposerSoon()
    }

    private func goBack() {
        if model.page == .connection {
            model.leaveConnectionForm()
            guard model.page == .host else { return }
        }
        if leaflet.isFolded { leaflet.visibleName = "sidebar" }
    }

    /// The style sheet can't ask itself.
    private func updateContrast() {
        window.setClass("high-contrast", StyleManager.shared.isHighContrast)
    }

    private func updateFolding() {
        let isFolded = leaflet.isFolded
        sidebar.showsEndTitleButtons = isFolded
        content.isAlone = isFolded
    }

    /// Nothing can be chosen from an empty list.
    private func updateVisiblePage() {
        if model.hosts.isEmpty { showContent() }
    }

    private func updateTitle() {
        let host = model.page == .host ? model.selectedHost?.title ?? "" : ""
        window.title = host.isEmpty ? tr("Tchat") : tr("{host} – Tchat", ["host": host])
    }
}
