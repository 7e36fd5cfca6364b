import FoundationEssentials
import HostMetrics
import TchatModel
import TchatStore

/// What is said, marked and read, as far as each caller may; everything goes through the log, and from there to whoever
/// has to hear of it.
///
/// It knows no HTTP and no sockets.
final class Conversations: Sendable {
    private let store: Store
    private let sampler: Sampler
    private let metrics: ServerMetrics
    private let broadcaster: EventBroadcaster
    private let classicClients: ClassicClients
    private let configuration: LiveConfiguration
    /// The machine's own name, under which it writes.
    private let host: Author

    init(
        store: Store,
        sampler: Sampler,
        metrics: ServerMetrics,
        broadcaster: EventBroadcaster,
        classicClients: ClassicClients,
        configuration: LiveConfiguration,
        host: Author
    ) {
        self.store = store
        self.sampler = sampler
        self.metrics = metrics
        self.broadcaster = broadcaster
        self.classicClients = classicClients
        self.configuration = configuration
        self.host = host
        store.onCommit { [weak self] entries in self?.entriesWritten(entries) }
    }

    /// Reads what has to be known of the log before anyone is served.
    func prepare() async throws {
        broadcaster.start(after: try await store.lastEntryID())
        classicClients.restore(try await store.undeliveredToClassicClients())
    }

    private func entriesWritten(_ entries: [Entry]) {
        for entry in entries { metrics.entryAppended(entry.kind) }
        broadcaster.publishEntries(entries)
        classicClients.entriesWritten(entries)
    }
}

// MARK: - What is said

extension Conversations {
    /// Puts a message or a question into a conversation; a question is answered by the machine right behind it.
    ///
    /// - Returns: The entry, and whether it is new or was said before under the same UUID.
    /// - Throws: `Problem.Reason`, or `StoreError`.
    func put(
        _ draft: EntryDraft,
        uuid: UUID,
        in conversation: String,
        by caller: Caller
    ) async throws -> Appended {
        let principal = caller.principal
        guard principal.mayTakePart(in: conversation) else { throw Problem.Reason.notYours }
        if conversation == principal.name {
            try await makeKnown(principal)
        } else if try await !store.hasConversation(conversation) {
            // A classic client that is there, and has not said anything yet, can be spoken to.
            guard let role = classicClients.role(ofConnected: conversation) else {
                throw Problem.Reason.unknownConversation(name: conversation)
            }
            _ = try await store.addPerson(name: conversation, kind: .classic, role: role)
        }
        let entry = NewEntry(
            uuid: uuid,
            conversation: conversation,
            author: caller.author(in: conversation),
            content: draft.content
        )
        var followUps: [NewEntry] = []
        switch draft {
        case .message(let text):
            guard !text.isEmpty else { throw Problem.Reason.emptyText }
            let limitBytes = configuration.limits.messageBytes
            guard text.utf8.count <= limitBytes else { throw Problem.Reason.textTooLong(limitBytes: limitBytes) }
            if entry.author.kind == .operator, !classicClients.hasRoom(for: text, in: conversation) {
                throw Problem.Reason.tooMuchUnsent(name: conversation)
            }
        case .question(let item):
            guard let answer = sampler.snapshot.answer(to: item) else { throw Problem.Reason.notMeasuredYet }
            followUps.append(NewEntry(answer, to: uuid, in: conversation, by: host))
        }
        do {
            return try await append(entry, then: followUps)
        } catch StoreError.unknownConversation where conversation != principal.name {
            // A silent classic person was forgotten since; the client is still there, or came back.
            guard let role = classicClients.role(ofConnected: conversation) else {
                throw Problem.Reason.unknownConversation(name: conversation)
            }
            _ = try await store.addPerson(name: conversation, kind: .classic, role: role)
            return try await append(entry, then: followUps)
        }
    }

    /// How long a draft may be in JSON.
    var longestDraftBytes: Int { configuration.limits.entryBodyBytes }

    /// Moves a reader's marker.
    ///
    /// - Throws: `Problem.Reason`, or `StoreError`.
    func mark(
        _ conversation: String,
        by caller: Caller,
        _ update: MarkerUpdate
    ) async throws -> Marker {
        guard caller.principal.mayTakePart(in: conversation) else { throw Problem.Reason.notYours }
        if conversation == caller.principal.name { try await makeKnown(caller.principal) }
        let reader = caller.author(in: conversation)
        return try await withCheckedThrowingContinuation { continuation in
            // Told from there, markers reach readers in the order in which they moved.
            store.mark(conversation, reader: reader, update) { [broadcaster] result in
                if case .success(let (marker, true)) = result { broadcaster.publishMarker(marker) }
                continuation.resume(with: result.map(\.marker))
            }
        }
    }

    /// Makes sure that the one who writes has a conversation.
    private func makeKnown(_ principal: Principal) async throws {
        guard principal.kind != .paired else { return }
        _ = try await store.addPerson(name: principal.name, kind: principal.kind, role: principal.role)
    }

    private func append(
        _ entry: NewEntry,
        then followUps: [NewEntry] = []
    ) async throws -> Appended {
        let start = ContinuousClock.now
        let appended = try await store.append(entry, then: followUps)
        metrics.appendTook(start.duration(to: .now))
        return appended
    }
}

// MARK: - What happened

extension Conversations {
    /// Writes down that the server started, and whether the machine had booted since it last ran.
    func appendStart() async throws {
        let bootID = sampler.facts.bootID
        let previous = try await store.noteBoot(id: bootID).previousBootID
        let hasBooted = previous != nil && previous != bootID
        try await appendHostNotice(hasBooted ? .rebooted : .started)
    }

    /// Puts something into the log that concerns the whole host.
    func appendHostNotice(_ event: HostEvent) async throws {
        try await appendNotice(event, NoticeValues(), conversation: nil)
    }

    /// Puts into a person's conversation what happened to the person's access.
    func appendPersonNotice(_ event: HostEvent, _ values: NoticeValues, name: String) async throws {
        try await appendNotice(event, values, conversation: name)
    }

    private func appendNotice(
        _ event: HostEvent,
        _ values: NoticeValues,
        conversation: String?
    ) async throws {
        _ = try await append(
            NewEntry(uuid: UUID(), conversation: conversation, author: host, content: .notice(event, values))
        )
    }

    /// Puts a control action into the log: into the conversation of the person who used it, or, when an operator did,
    /// into everyone's.
    func appendControl(_ action: ControlAction, by caller: Caller) async throws {
        let principal = caller.principal
        let isOperator = principal.kind == .local
        if !isOperator { try await makeKnown(principal) }
        _ = try await append(
            NewEntry(
                uuid: UUID(),
                conversation: isOperator ? nil : principal.name,
                author: Author(kind: isOperator ? .operator : .person, name: principal.name),
                content: .control(action)
            )
        )
    }
}

// MARK: - What is read

extension Conversations {
    /// A page of the conversations that someone may read, the one with the newest entry first.
    func list(for caller: Caller, at position: ConversationPosition?, limit: Int) async throws -> ConversationList {
        let name = caller.principal.name
        guard caller.principal.role >= .operator else {
            // One's own is all there is.
            guard position == nil else { return ConversationList(conversations: []) }
            let own = try await store.conversation(name, as: caller.author(in: name))
            return ConversationList(conversations: own.map { [$0] } ?? [])
        }
        return try await store.conversations(at: position, limit: limit) { caller.author(in: $0) }
    }

    /// A page of a conversation.
    func entries(
        of conversation: String,
        after: Int?,
        before: Int?,
        limit: Int,
        search: String?,
        for principal: Principal
    ) async throws -> EntryPage {
        guard principal.mayTakePart(in: conversation) else { throw Problem.Reason.notYours }
        if conversation != principal.name, try await !store.hasConversation(conversation) {
            throw StoreError.unknownConversation(conversation)
        }
        return try await store.entries(
            of: .conversation(conversation),
            after: after,
            before: before,
            limit: limit,
            search: search
        )
    }
}
