import FoundationEssentials
import Localization
public import Observation
import TchatClient
import TchatModel

/// Everything the window shows and decides.
@Observable public final class DesktopModel {
    /// What fills the window beside the list of hosts.
    public nonisolated enum Page: Equatable {
        /// No host is known yet: says what Tchat is, and offers to connect.
        case welcome
        /// The form that adds a host.
        case connection
        /// The selected host: its conversation, or why there is none.
        case host
    }

    /// The hosts: this computer first while its server runs (or ran since the window opened), then the paired ones.
    public private(set) var hosts: [HostModel] = []
    /// The host that is looked at.
    public private(set) var selectedHost: HostModel? {
        didSet {
            guard selectedHost !== oldValue else { return }
            oldValue?.information.isShown = false
            selectedHost?.information.isShown = true
        }
    }
    /// What is shown.
    public private(set) var page = Page.welcome
    /// The form that adds a host.
    public let connectionForm: ConnectionForm
    /// Why the list of paired hosts, or the window's state, can't be used; one sentence.
    public private(set) var failure: String?
    /// What the window remembers.
    public var windowState: WindowState {
        didSet { if windowState != oldValue { stateChanges.continuation.yield() } }
    }
    /// Tells of something to notify of, or to withdraw; set by the window.
    @ObservationIgnored public var onNotification: ((DesktopNotification) -> Void)?
    /// Tells of something to say to a screen reader; set by the window.
    @ObservationIgnored public var onAnnouncement: ((String) -> Void)?

    /// The state as it is kept.
    @ObservationIgnored private var rememberedState: WindowState
    @ObservationIgnored private let surroundings: Surroundings
    @ObservationIgnored private let work = WorkQueue()
    @ObservationIgnored private let stateChanges = AsyncStream.makeStream(
        of: Void.self,
        bufferingPolicy: .bufferingNewest(1)
    )
    /// Whether this computer's server is looked for.
    @ObservationIgnored private let isSought = Switch()
    /// Whether the list of paired hosts was looked at, so that it is known which of all hosts to show.
    @ObservationIgnored private var isLoaded = false
    /// How often something was paired or forgotten here.
    @ObservationIgnored private var changes = 0
    /// Whether its socket was there the last time.
    @ObservationIgnored private var wasLocalServerThere = false
    @ObservationIgnored private var isVisible = false
    @ObservationIgnored private var isActive = false
    /// What is notified of and was not read yet.
    @ObservationIgnored private var shown: Set<DesktopNotification.Target> = []

    /// How often this computer's server is looked for while the window can be seen and the server is not heard.
    private static let searchInterval = Duration.seconds(2)
    /// How long the window's state has to stay as it is before it is written: a window is not resized at one go.
    private static let restingTime = Duration.seconds(1)

    /// Makes the model of a window that is not open yet.
    public init(_ surroundings: Surroundings = .live) {
        self.surroundings = surroundings
        let state = surroundings.windowState() ?? WindowState()
        (windowState, rememberedState) = (state, state)
        connectionForm = ConnectionForm(pair: surroundings.pair)
        connectionForm.onPaired = { [weak self] host, isAwaited in self?.take(host, isAwaited: isAwaited) }
    }

    /// Follows the hosts until the task is cancelled.
    public func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.work.run() }
            group.addTask { await self.connectionForm.run() }
            group.addTask { await self.isSought.whileOn { _ in await self.seekLocalServer() } }
            group.addTask { await self.rememberState() }
            lookForLocalServer()
            await loadKnownHosts()
            updateSearch()
        }
        await rememberStateNow()
    }

    /// Shows a host.
    public func select(_ host: HostModel) {
        show(host)
        windowState.selectedHost = host.id.text
        windowState.selectedConversation = host.selectedConversation?.name
    }

    /// Shows the form that adds a host.
    public func addHost() {
        page = .connection
        updateAttention()
    }

    /// Shows the form for a host whose key changed or that doesn't let the user in: its address stands there already.
    public func pairAgain(_ host: HostModel) {
        guard let known = host.known else { return }
        connectionForm.prepare(for: known.address)
        addHost()
    }

    /// Goes back from the form to what was shown before.
    public func leaveConnectionForm() {
        connectionForm.cancel()
        page = selectedHost == nil ? .welcome : .host
        updateAttention()
    }

    /// Forgets a paired host: its token, its key and the copies of its conversations.
    public func forget(_ host: HostModel) {
        guard let known = host.known else { return }
        work.add { [self] in
            do {
                try await surroundings.forgetHost(known.id)
                changes += 1
                remove(host)
                try await host.removeKept()
                failure = nil
            } catch is CancellationError {
            } catch {
                failure = "\(error)"
            }
        }
    }

    /// Opens what a notification told of.
    public func open(_ target: DesktopNotification.Target) {
        guard let host = hosts.first(where: { $0.id == target.host }) else {
            // The program was started by the notification, and the hosts are still to come.
            guard selectedHost == nil else { return }
            windowState.selectedHost = target.host.text
            windowState.selectedConversation = target.conversation
            return
        }
        if let conversation = host.conversations.first(where: { $0.name == target.conversation }) {
            host.select(conversation)
        } else {
            host.wantedConversation = target.conversation
        }
        select(host)
        withdraw(target)
    }

    /// Tells whether the window can be seen at all; hidden, nothing is sampled and nothing wakes up.
    public func setVisible(_ isVisible: Bool) {
        guard isVisible != self.isVisible else { return }
        self.isVisible = isVisible
        for host in hosts { host.isVisible = isVisible }
        updateSearch()
    }

    /// Tells whether the window has the focus; only then is something read.
    public func setActive(_ isActive: Bool) {
        guard isActive != self.isActive else { return }
        self.isActive = isActive
        updateAttention()
        // Another program, such as `tchat connect`, may have paired or forgotten meanwhile.
        if isActive { work.add { [self] in await loadKnownHosts() } }
    }
}

// MARK: - Hosts

extension DesktopModel {
    private var localHost: HostModel? { hosts.first { $0.id == .thisComputer } }

    /// Takes over the list of paired hosts.
    private func loadKnownHosts() async {
        defer {
            isLoaded = true
            selectSomething()
        }
        var known: [KnownHost] = []
        do {
            var before = -1
            // A list from before something was paired or forgotten here would undo that.
            while before != changes {
                before = changes
                known = try await surroundings.knownHosts()
            }
            failure = nil
        } catch is CancellationError {
            return
        } catch {
            failure = "\(error)"
            return
        }
        for host in hosts where host.known.map({ old in !known.contains { $0.id == old.id } }) ?? false { remove(host) }
        for host in known { insert(host) }
    }

    /// Takes over a paired host, which may be known already.
    @discardableResult
    private func insert(_ known: KnownHost) -> HostModel {
        if let host = hosts.first(where: { $0.id == .paired(known.id) }) {
            if host.known != known { host.use(known.endpoint, known: known) }
            return host
        }
        let host = model(endpoint: known.endpoint, known: known)
        hosts.append(host)
        start(host)
        return host
    }

    /// A host was paired with in the form.
    private func take(_ known: KnownHost, isAwaited: Bool) {
        changes += 1
        let host = insert(known)
        // What kept it away was its old key or token.
        host.connect()
        if isAwaited { select(host) } else { selectSomething() }
    }

    private func model(endpoint: HostEndpoint, known: KnownHost?) -> HostModel {
        let id: HostModel.ID = known.map { .paired($0.id) } ?? .thisComputer
        let wanted = windowState.selectedHost == id.text ? windowState.selectedConversation : nil
        let isLeft = windowState.leftHosts?.contains(id.text) ?? false
        return HostModel(endpoint: endpoint, known: known, wanted: wanted, isLeft: isLeft, in: surroundings)
    }

    private func start(_ host: HostModel) {
        host.onNews = { [weak self, weak host] news in
            if let self, let host { take(news, from: host) }
        }
        host.onStateChange = { [weak self, weak host] in
            guard let self, let host else { return }
            remember(host, isLeft: host.state == .disconnected)
            updateSearch()
        }
        host.onSelection = { [weak self, weak host] in
            guard let self, let host, host === selectedHost else { return }
            windowState.selectedConversation = host.selectedConversation?.name
            updateAttention()
        }
        host.onFigures = { [weak self, weak host] in
            if let self, let host { showFigures(of: host) }
        }
        host.link.onAnnouncement = { [weak self] in self?.onAnnouncement?($0) }
        host.isVisible = isVisible
        work.add { await host.run() }
    }

    /// The rows of all hosts change with the figures of the selected one: a frame a second, however many hosts there are.
    private func showFigures(of host: HostModel) {
        if host === selectedHost {
            for host in hosts { host.information.showRecent() }
        } else if selectedHost?.information.cpuText == nil {
            host.information.showRecent()
        }
    }

    private func remove(_ host: HostModel) {
        guard let index = hosts.firstIndex(where: { $0 === host }) else { return }
        hosts.remove(at: index)
        host.stop()
        remember(host, isLeft: false)
        for target in shown where target.host == host.id { withdraw(target) }
        guard selectedHost === host else { return }
        selectedHost = nil
        if hosts.isEmpty {
            if page == .host { page = .welcome }
        } else if page == .host {
            select(hosts[min(index, hosts.count - 1)])
        } else {
            // Whoever fills in the form is not interrupted.
            selectedHost = hosts[min(index, hosts.count - 1)]
        }
    }

    /// Takes note of whether the user left a host, for the next time the window opens.
    private func remember(_ host: HostModel, isLeft: Bool) {
        var left = Set(windowState.leftHosts ?? [])
        if isLeft { left.insert(host.id.text) } else { left.remove(host.id.text) }
        windowState.leftHosts = left.isEmpty ? nil : left.sorted()
    }

    private func show(_ host: HostModel) {
        if page == .connection { connectionForm.cancel() }
        if selectedHost !== host { selectedHost = host }
        page = .host
        updateAttention()
    }

    /// Shows the host that was looked at the last time, or the first one.
    private func selectSomething() {
        guard selectedHost == nil, isLoaded else { return }
        let wanted = hosts.first { $0.id.text == windowState.selectedHost }
        guard let host = wanted ?? hosts.first else { return }
        // Whoever fills in the form is not interrupted.
        if page == .connection { selectedHost = host } else { show(host) }
    }

    // MARK: - This computer

    /// Looks again and again: a server may be started at any time.
    private func seekLocalServer() async {
        while !Task.isCancelled {
            lookForLocalServer()
            guard (try? await surroundings.clock.sleep(for: Self.searchInterval)) != nil else { return }
        }
    }

    private func lookForLocalServer() {
        let endpoint = surroundings.localServer()
        defer { wasLocalServerThere = endpoint != nil }
        guard let endpoint else { return }
        if let host = localHost {
            guard host.state != .disconnected else { return }
            guard !wasLocalServerThere || endpoint != host.endpoint else { return }
            host.use(endpoint, known: nil)
            host.connect()
        } else {
            let host = model(endpoint: endpoint, known: nil)
            hosts.insert(host, at: 0)
            start(host)
            selectSomething()
        }
    }

    private func updateSearch() {
        isSought.isOn =
            switch localHost?.state {
            case nil, .away: isVisible
            default: false
            }
    }
}

// MARK: - What is remembered

extension DesktopModel {
    private func rememberState() async {
        for await _ in stateChanges.stream {
            guard (try? await surroundings.clock.sleep(for: Self.restingTime)) != nil else { return }
            await rememberStateNow()
        }
    }

    private func rememberStateNow() async {
        let state = windowState
        guard state != rememberedState else { return }
        rememberedState = state
        await surroundings.rememberWindowState(state)
    }
}

// MARK: - What the user should hear of

extension DesktopModel {
    /// As much as a notification shows.
    private static let longestBody = 200

    private func take(_ news: HostModel.News, from host: HostModel) {
        switch news {
        case .message(let entry, let conversation):
            let target = DesktopNotification.Target(host: host.id, conversation: conversation)
            // The conversation that is looked at says it to a screen reader.
            guard !isLookedAt(target) else { return }
            show(target, title: entry.author.name.visible(), body: Self.shortened(entry.text ?? ""))
        case .missed(let count, let last, let conversation):
            let target = DesktopNotification.Target(host: host.id, conversation: conversation)
            let text = Self.shortened(last.text ?? "")
            let several = trn(
                "{count} new message: {text}",
                "{count} new messages, the last one: {text}",
                count,
                ["text": text]
            )
            guard !isLookedAt(target) else {
                onAnnouncement?(several)
                return
            }
            show(target, title: last.author.name.visible(), body: count == 1 ? text : several)
        case .read(let conversation):
            withdraw(DesktopNotification.Target(host: host.id, conversation: conversation))
        }
    }

    private func show(_ target: DesktopNotification.Target, title: String, body: String) {
        shown.insert(target)
        onNotification?(.show(target, title: title, body: body))
    }

    private func withdraw(_ target: DesktopNotification.Target) {
        guard shown.remove(target) != nil else { return }
        onNotification?(.withdraw(target))
    }

    /// Whether the user looks at a conversation now.
    private func isLookedAt(_ target: DesktopNotification.Target) -> Bool {
        isActive && page == .host && selectedHost?.id == target.host
            && selectedHost?.selectedConversation?.name == target.conversation
    }

    /// Tells the hosts which of them is looked at.
    private func updateAttention() {
        for host in hosts { host.setLookedAt(isActive && page == .host && host === selectedHost) }
        guard isActive, page == .host, let host = selectedHost else { return }
        guard let conversation = host.selectedConversation else { return }
        withdraw(DesktopNotification.Target(host: host.id, conversation: conversation.name))
    }

    /// The beginning of a text as one line.
    private static func shortened(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ").visible()
        guard line.count > longestBody else { return line }
        return line.prefix(longestBody - 1) + "…"
    }
}
