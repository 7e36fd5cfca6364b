public import FoundationEssentials
import Localization
public import Observation
import TchatClient
public import TchatModel

/// One host as the window shows it.
@Observable public final class HostModel: Identifiable {
    /// Which host it is.
    public nonisolated enum ID: Hashable, Sendable {
        /// This computer's own server, through its Unix socket.
        case thisComputer
        /// A paired one, by its own identifier.
        case paired(UUID)
    }

    /// How it stands with the connection.
    public nonisolated enum State: Equatable, Sendable {
        /// The first attempt is under way.
        case connecting
        /// It is heard.
        case live
        /// It can't be heard for now, and is tried again; one sentence says why.
        case away(String)
        /// The user left it; it is not tried again until the user connects.
        case disconnected
        /// It shows another key than the one it was paired with.
        case keyChanged(expected: String, seen: String)
        /// It doesn't let the user in any more; one sentence says why.
        case shutOut(String)
    }

    /// A line above the conversation that goes away by itself.
    public nonisolated struct Banner: Equatable, Sendable {
        /// What is so.
        public var text: String
        /// What the button says that tries again, if that can help.
        public var action: String?
    }

    /// What the user may want to hear of.
    nonisolated enum News: Equatable, Sendable {
        /// Somebody else said something just now.
        case message(Entry, in: String)
        /// Somebody else said something while the host was away.
        case missed(count: Int, last: Entry, in: String)
        /// The user has read a conversation, here or elsewhere.
        case read(String)
    }

    /// Which host it is.
    public let id: ID
    /// What to call it.
    public internal(set) var title = ""
    /// Where it is and who the user is there: `alice · 192.168.1.20:5005`.
    public internal(set) var subtitle = ""
    /// How it stands with the connection.
    public internal(set) var state = State.connecting {
        didSet {
            guard state != oldValue else { return }
            link.isLeft = state == .disconnected
            link.isUnheard = state != .connecting && state != .live
            selectedConversation?.unheardChanged()
            onStateChange()
        }
    }
    /// What the user may do there; nil before that is known.
    public internal(set) var role: Role?
    /// Who sits at the console, in one sentence; nil while the host can't be heard.
    public internal(set) var presenceText: String?
    /// Whether anybody is at the console; nil while the host can't be heard.
    public internal(set) var isAttended: Bool?
    /// Its conversations, the one with the newest entry first; one's own alone for guests and members.
    public internal(set) var conversations: [ConversationModel] = []
    /// The conversation that is looked at; nil before one is known.
    public internal(set) var selectedConversation: ConversationModel?
    /// What the information panel shows.
    public let information = InformationModel()
    /// What stands between the user and the host for now, in one sentence, with what can be done; nil when nothing does.
    public internal(set) var banner: Banner?

    /// Who is there; nil while the host can't be heard.
    var presence: Presence? {
        didSet { link.presence = presence }
    }
    @ObservationIgnored let link: HostLink
    @ObservationIgnored let surroundings: Surroundings
    /// The paired host as it is remembered; nil for this computer.
    @ObservationIgnored private(set) var known: KnownHost?
    @ObservationIgnored private(set) var endpoint: HostEndpoint
    /// Whose files are used.
    @ObservationIgnored private var storageOwner: UUID?

    /// Whether the user wants to be connected.
    @ObservationIgnored let isWanted: Switch
    /// Whether the host is asked how it does each second: only while it is heard and the window can be seen.
    @ObservationIgnored let isSampled = Switch()
    @ObservationIgnored private let ending = AsyncStream.makeStream(of: Never.self)
    /// Follows the host, copies, delivers, and tells what was received.
    @ObservationIgnored let sync: HostSync

    /// How often something was said since the window opened.
    @ObservationIgnored private var acceptances = 0

    @ObservationIgnored var facts: HostFacts?
    /// The id of each conversation's newest entry.
    @ObservationIgnored var newest: [String: Int] = [:]
    /// The conversation to be selected once it is known.
    @ObservationIgnored var wantedConversation: String?
    /// What the host said last before it went, and when.
    @ObservationIgnored var farewell: (reason: String, at: Date)?
    /// Why it can't be heard, for as long as that lasts.
    @ObservationIgnored var farewellReason: String?
    /// What was said meanwhile, by conversation.
    @ObservationIgnored var missed: [String: (count: Int, last: Entry)] = [:]
    /// Whether it was heard since the window opened.
    @ObservationIgnored var wasLive = false
    /// Whether it was away since it was first heard: what was missed meanwhile is news.
    @ObservationIgnored var wasInterrupted = false
    /// Why what was said is not taken, in the banner's words.
    @ObservationIgnored var delay: String?
    /// The banner that goes with the state, which comes back after one that passes.
    @ObservationIgnored var standing: Banner?
    /// Counts the passing banners, so that each takes only itself away.
    @ObservationIgnored var lastPassing = 0

    /// Tells of what the user may want to hear of.
    @ObservationIgnored var onNews: (News) -> Void = { _ in }
    /// Tells that the state has changed.
    @ObservationIgnored var onStateChange: () -> Void = {}
    /// Tells that another conversation is looked at.
    @ObservationIgnored var onSelection: () -> Void = {}
    /// Tells that the machine said how it does.
    @ObservationIgnored var onFigures: () -> Void = {}

    /// Whether the window can be seen.
    @ObservationIgnored var isVisible = false {
        didSet { updateSampling() }
    }

    /// Makes the model of this computer's server, or of a paired host.
    ///
    /// - Parameters:
    ///   - endpoint: How it is reached.
    ///   - known: What is remembered of a paired host; nil for this computer.
    ///   - wanted: The conversation to begin with.
    ///   - isLeft: Whether the user left it when the window was open before.
    init(
        endpoint: HostEndpoint,
        known: KnownHost?,
        wanted: String? = nil,
        isLeft: Bool = false,
        in surroundings: Surroundings
    ) {
        id = known.map { .paired($0.id) } ?? .thisComputer
        self.endpoint = endpoint
        self.known = known
        self.surroundings = surroundings
        wantedConversation = wanted
        isWanted = Switch(isOn: !isLeft)
        link = HostLink(client: surroundings.client(endpoint), work: WorkQueue(), now: surroundings.now)
        let policy = SyncPolicy(
            scope: .allConversations,
            start: .copies,
            marksDelivered: true,
            isConsole: known == nil,
            isWatched: false
        )
        sync = HostSync(client: link.client, storage: nil, policy: policy, clock: surroundings.clock)
        link.clock = surroundings.clock
        link.onAccepted = { [weak self] in
            self?.acceptances += 1
            self?.sync.deliver()
        }
        link.onRead = { [weak self] id, conversation in self?.sync.markRead(id, in: conversation) }
        link.offers = { [weak self] in self?.controls ?? [] }
        // Whoever may open the socket is the host's operator and admin.
        takeIdentity(person: known?.person, role: known?.role ?? .admin)
        if let known { useStorage(of: known.id) }
        if isLeft { noteLeft() }
    }

    /// How many messages the user has not read, in all conversations.
    public var unread: Int { conversations.reduce(0) { $0 + $1.unread } }

    /// The control words that the role allows, each with what it will do to whom.
    public var controls: [ControlOffer] {
        let possible: [ControlAction] =
            switch state {
            case .live: ControlAction.allCases.filter { (role ?? .guest) >= $0.requiredRole }
            case .connecting, .away: [.disconnect]
            case .disconnected, .keyChanged, .shutOut: []
            }
        return possible.map { link.offer($0, presence: presence) }
    }

    /// Whether several conversations can be read.
    public var isOperated: Bool { (role ?? .guest) >= .operator }

    /// Looks at a conversation.
    public func select(_ conversation: ConversationModel) {
        wantedConversation = nil
        open(conversation)
        onSelection()
    }

    /// Does what was confirmed: leaves, or resets or stops the server.
    public func control(_ action: ControlAction) {
        guard action != .disconnect else { return disconnect() }
        let link = link
        link.work.add { [weak self] in
            do {
                try await link.client.control(action)
            } catch let error as HostError {
                await self?.noteControlFailure(action, error)
            } catch {}
        }
    }

    /// Connects again after the user left, or tries again now.
    public func connect() {
        switch state {
        case .connecting, .live: break
        case .away:
            // What waits for its next attempt makes it now; what gave up begins anew.
            if isFollowed { link.client.retryNow() } else { isWanted.restart() }
        case .disconnected, .keyChanged, .shutOut:
            stand(nil)
            state = .connecting
            isWanted.restart()
        }
    }

    /// Whether attempts go on by themselves.
    @ObservationIgnored var isFollowed = false

    /// Follows the host until the task is cancelled, or ``stop()``.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.link.work.run() }
            // What is said to a host that the user left waits too.
            group.addTask { await self.showWaiting() }
            group.addTask { await self.isWanted.whileOn { await self.follow(during: $0) } }
            group.addTask { await self.isSampled.whileOn { await self.followVitals(during: $0) } }
            for await _ in ending.stream {}
            group.cancelAll()
        }
        await link.client.shutDown()
    }

    /// Ends ``run()``.
    func stop() { ending.continuation.finish() }

    /// Shows a banner until it is no longer so.
    func stand(_ banner: Banner?) {
        standing = banner
        self.banner = banner
    }

    /// Deletes what is kept of it on this computer: what waits to be delivered, and the copies of its conversations.
    func removeKept() async throws {
        guard let storage = link.storage else { return }
        // Whoever pairs with it later may be somebody else there.
        for item in try await storage.waiting() { try await storage.discard(item.uuid) }
        try await storage.removeCopies()
    }

    /// Takes over another way to the host: it was paired with anew, or its socket lies elsewhere.
    func use(_ endpoint: HostEndpoint, known: KnownHost?) {
        let isSame = endpoint == self.endpoint
        self.known = known
        // The host itself knows the role better than what was remembered of the pairing.
        let oldRole = isSame ? role : nil
        takeIdentity(person: known?.person ?? link.person, role: oldRole ?? known?.role ?? .admin)
        guard !isSame else { return }
        self.endpoint = endpoint
        let old = link.client
        isWanted.isOn = false
        link.client = surroundings.client(endpoint)
        sync.use(link.client)
        link.work.add { await old.shutDown() }
        noteUnheard()
        // Whoever left it is not there again because it is reached in another way.
        guard state != .disconnected else { return }
        state = .connecting
        stand(nil)
        isWanted.isOn = true
    }
}

// MARK: - Who and what it is

extension HostModel {
    /// Takes over who the user is there.
    func takeIdentity(person: String?, role: Role) {
        if let old = link.person, old != person {
            conversations = []
            selectedConversation = nil
            newest = [:]
        }
        (link.person, link.role, self.role) = (person, role, role)
        updateTitles()
        guard let person else { return }
        let own = conversation(named: person)
        if role < .operator { conversations.removeAll { $0 !== own } }
        for conversation in conversations { conversation.presenceChanged() }
        chooseConversation()
    }

    /// Takes over what the host tells of itself.
    func takeStatus(_ status: HostStatus) {
        facts = status.facts
        useStorage(of: status.id)
        takeIdentity(person: status.caller.name, role: status.caller.role)
    }

    private func updateTitles() {
        let person = link.person?.visible()
        if let known {
            title = (known.alias ?? facts?.name ?? known.name).visible()
            link.hostTitle = title
            subtitle = [person, known.address.description.visible()].compactMap(\.self).joined(separator: " · ")
        } else {
            title = tr("This computer")
            link.hostTitle = tr("this computer")
            subtitle = [person, facts?.name.visible()].compactMap(\.self).joined(separator: " · ")
        }
        for conversation in conversations where conversation.isOwn { conversation.title = title }
    }

    private func useStorage(of host: UUID) {
        guard storageOwner != host else { return }
        storageOwner = host
        link.storage = surroundings.storage(host, isConsole)
        sync.use(link.storage)
    }
}

// MARK: - Conversations

extension HostModel {
    /// The model of a conversation, which is made when it is new.
    @discardableResult
    func conversation(named name: String) -> ConversationModel {
        if let known = conversations.first(where: { $0.name == name }) { return known }
        let isOwn = name == link.person
        let conversation = ConversationModel(
            name: name,
            isOwn: isOwn,
            title: isOwn ? title : name.visible(),
            link: link
        )
        conversations.append(conversation)
        return conversation
    }

    /// Takes over the host's list of conversations.
    func takeSummaries(_ summaries: [ConversationSummary]) {
        for summary in summaries {
            if let last = summary.lastEntry { newest[summary.name] = last.id }
            conversation(named: summary.name).takeSummary(summary)
        }
        sortConversations()
        chooseConversation()
        // Whoever was not there does not take the user elsewhere when they come.
        wantedConversation = nil
    }

    /// Puts the conversation with the newest entry first.
    func sortConversations() {
        let sorted = conversations.enumerated().sorted { left, right in
            let (newestLeft, newestRight) = (newest[left.element.name] ?? 0, newest[right.element.name] ?? 0)
            return newestLeft == newestRight ? left.offset < right.offset : newestLeft > newestRight
        }
        .map(\.element)
        // Whoever shows them need not look when nothing has moved.
        if !sorted.elementsEqual(conversations, by: ===) { conversations = sorted }
    }

    /// Looks at the wanted conversation once it is there, and at some conversation in any case.
    private func chooseConversation() {
        let isBusy = selectedConversation.map { !$0.draft.isEmpty } ?? false
        if !isBusy, let wanted = conversations.first(where: { $0.name == wantedConversation }) {
            wantedConversation = nil
            open(wanted)
        } else if let selected = selectedConversation, conversations.contains(where: { $0 === selected }) {
            return
        } else if let first = conversations.first {
            open(first)
        }
    }

    private func open(_ conversation: ConversationModel) {
        guard selectedConversation !== conversation else { return }
        selectedConversation?.leave()
        selectedConversation = conversation
        link.work.add { [weak self] in
            // Somebody quick may be elsewhere by now.
            guard self?.selectedConversation === conversation else { return }
            await conversation.begin()
        }
    }

    /// Tells each conversation what waits for it.
    func showWaiting() async {
        var before = -1
        var items: [OutboxItem] = []
        // What is said meanwhile may be missing from the list.
        while before != acceptances {
            before = acceptances
            guard let new = try? await link.storage?.waiting() else { return }
            items = new
        }
        let waiting = Dictionary(grouping: items, by: \.conversation)
        // What an operator has said to someone stands in that conversation also while the host is away.
        if isOperated { for name in waiting.keys.sorted() { conversation(named: name) } }
        for conversation in conversations { conversation.waitingChanged(waiting[conversation.name] ?? []) }
    }
}
