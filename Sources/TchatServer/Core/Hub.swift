import FoundationEssentials
import HostMetrics
import Logging
import NIOCore
import Synchronization
import TchatModel
import TchatStore

/// The one place where everything said comes together: it writes the log, and tells whoever listens.
///
/// It knows no HTTP and no sockets. What it publishes, it publishes in the order of the log.
public final class Hub: Sendable {
    let store: Store
    let sampler: Sampler
    let metrics: ServerMetrics
    /// The machine's own name, under which it writes.
    let host: Author

    fileprivate struct State {
        var lastEntryID = 0
        var lastSubscriber = 0
        var subscribers: [Int: EventSubscriber] = [:]
        var classic = ClassicConversations()
        var limits: Limits
        /// Whether the server stops, so that no stream begins any more.
        var isEnding = false
        /// What was told last of who is connected.
        var told = Told()
    }

    /// Who is connected, as it is told to operators and to the others.
    fileprivate struct Told: Equatable {
        var toOperators = Presence(operators: [], people: [])
        var toOthers = Presence(operators: [])
    }

    private let state: Mutex<State>
    private let logger: Logger

    init(store: Store, sampler: Sampler, metrics: ServerMetrics, limits: Limits, logger: Logger) {
        self.store = store
        self.sampler = sampler
        self.metrics = metrics
        self.logger = logger
        host = Author(kind: .host, name: sampler.facts.name)
        state = Mutex(State(limits: limits))
        store.onCommit { [weak self] entries in self?.publish(entries) }
    }

    /// Reads what it has to know of the log before anyone is served.
    func prepare() async throws {
        let last = try await store.lastEntryID()
        let undelivered = try await store.undeliveredToClassicClients()
        state.withLock { state in
            state.lastEntryID = max(state.lastEntryID, last)
            state.classic.restore(undelivered)
        }
    }

    /// Writes down that the server started, and whether the machine had booted since it last ran.
    func noteStart() async throws {
        let previous = try await store.noteBoot(id: sampler.facts.bootID).previousBootID
        let hasBooted = previous != nil && previous != sampler.facts.bootID
        try await note(hasBooted ? .rebooted : .started)
    }

    /// Takes over limits that were read again.
    func use(_ limits: Limits) { state.withLock { $0.limits = limits } }

    var limits: Limits { state.withLock(\.limits) }
}

// MARK: - What is said

extension Hub {
    /// Puts a message or a question into a conversation; a question is answered by the machine right behind it.
    ///
    /// - Returns: The entry, and whether it is new or was said before under the same UUID.
    /// - Throws: ``TalkError``.
    func put(
        _ draft: EntryDraft,
        uuid: UUID,
        in conversation: String,
        by principal: Principal
    ) async throws(TalkError) -> Appended {
        guard principal.mayTakePart(in: conversation) else { throw .notYours }
        if conversation == principal.name {
            try await know(principal)
        } else if try await !reading({ try await store.hasConversation(conversation) }) {
            // A classic client that is there, and has not said anything yet, can be spoken to.
            guard let role = state.withLock({ $0.classic.role(ofConnected: conversation) }) else {
                throw .unknownConversation(conversation)
            }
            _ = try await reading { try await store.addPerson(name: conversation, kind: .classic, role: role) }
        }
        let entry = NewEntry(
            uuid: uuid,
            conversation: conversation,
            author: principal.author(in: conversation),
            content: draft.content
        )
        var followUps: [NewEntry] = []
        switch draft {
        case .message(let text):
            guard !text.isEmpty else { throw .emptyText }
            let limits = limits
            guard text.utf8.count <= limits.messageBytes else { throw .tooLong(limitBytes: limits.messageBytes) }
            if entry.author.kind == .operator {
                let hasRoom = state.withLock { $0.classic.hasRoom(for: text, in: conversation, limits: $0.limits) }
                guard hasRoom else { throw .tooMuchUnsent(conversation) }
            }
        case .question(let item):
            guard let answer = sampler.snapshot.answer(to: item) else { throw .notMeasuredYet }
            followUps.append(self.answer(answer, to: uuid, in: conversation))
        }
        return try await append(entry, then: followUps)
    }

    /// Moves a reader's marker.
    ///
    /// - Throws: ``TalkError``.
    func mark(
        _ conversation: String,
        by principal: Principal,
        _ update: MarkerUpdate
    ) async throws(TalkError) -> Marker {
        guard principal.mayTakePart(in: conversation) else { throw .notYours }
        if conversation == principal.name { try await know(principal) }
        let reader = principal.author(in: conversation)
        return try await reading {
            try await withCheckedThrowingContinuation { continuation in
                // Told from there, markers reach readers in the order in which they moved.
                store.mark(conversation, reader: reader, update) { [weak self] result in
                    if case .success(let (marker, true)) = result { self?.publish(marker) }
                    continuation.resume(with: result.map(\.marker))
                }
            }
        }
    }

    /// Puts something into the log that concerns the whole host.
    func note(_ event: HostEvent, detail: String? = nil) async throws(TalkError) {
        _ = try await append(
            NewEntry(
                uuid: UUID(),
                conversation: nil,
                author: host,
                content: .notice(event, detail: detail)
            )
        )
    }

    /// Puts a control action into the log: into the conversation of the person who used it, or, when an operator did,
    /// into everyone's.
    func note(_ action: ControlAction, by principal: Principal) async throws(TalkError) {
        let isOperator = principal.kind == .local
        if !isOperator { try await know(principal) }
        _ = try await append(
            NewEntry(
                uuid: UUID(),
                conversation: isOperator ? nil : principal.name,
                author: Author(kind: isOperator ? .operator : .person, name: principal.name),
                content: .control(action)
            )
        )
    }

    /// Puts into a person's conversation what happened to the person's access.
    func notePerson(_ event: HostEvent, name: String, detail: String?) async throws(TalkError) {
        _ = try await append(
            NewEntry(
                uuid: UUID(),
                conversation: name,
                author: host,
                content: .notice(event, detail: detail)
            )
        )
    }

    private func answer(_ answer: ItemAnswer, to question: UUID, in conversation: String) -> NewEntry {
        NewEntry(
            uuid: UUID(),
            conversation: conversation,
            author: host,
            content: .answer(item: answer.item, answers: question, text: answer.text, values: answer.values)
        )
    }

    /// Makes sure that the one who writes has a conversation.
    private func know(_ principal: Principal) async throws(TalkError) {
        guard principal.kind != .paired else { return }
        _ = try await reading {
            try await store.addPerson(name: principal.name, kind: principal.kind, role: principal.role)
        }
    }

    private func append(
        _ entry: NewEntry,
        then followUps: [NewEntry] = []
    ) async throws(TalkError) -> Appended {
        let start = ContinuousClock.now
        do {
            let appended = try await store.append(entry, then: followUps)
            metrics.appendTook(start.duration(to: .now))
            return appended
        } catch {
            throw TalkError(error)
        }
    }

    func reading<Result: Sendable>(_ body: () async throws -> Result) async throws(TalkError) -> Result {
        do {
            return try await body()
        } catch let error as StoreError {
            throw TalkError(error)
        } catch {
            throw .logUnavailable("The log can't be read (\(error)): see the server's log.")
        }
    }
}

extension TalkError {
    /// What a failure of the log means for whoever said something.
    init(_ error: StoreError) {
        switch error {
        case .conflict: self = .conflict
        case .unknownConversation(let name): self = .unknownConversation(name)
        case .personHasOtherRole(let name, _): self = .otherRole(name)
        case .invalid(let reason): self = .invalid(reason)
        default: self = .logUnavailable("\(error)")
        }
    }
}

// MARK: - What is read

extension Hub {
    /// The conversations that someone may read, the one with the newest entry first.
    func conversations(for principal: Principal) async throws(TalkError) -> [ConversationSummary] {
        let own = Author(kind: .person, name: principal.name)
        guard principal.role >= .operator else {
            return try await reading { try await store.summaries(for: own, only: principal.name) }
        }
        let asOperator = Author(kind: .operator, name: principal.name)
        return try await reading {
            var summaries = try await store.summaries(for: asOperator, only: nil)
            if let index = summaries.firstIndex(where: { $0.name == principal.name }),
                let summary = try await store.summaries(for: own, only: principal.name).first
            {
                summaries[index] = summary
            }
            return summaries
        }
    }

    /// A page of a conversation.
    func entries(
        of conversation: String,
        after: Int?,
        before: Int?,
        limit: Int,
        search: String?,
        for principal: Principal
    ) async throws(TalkError) -> EntryPage {
        guard principal.mayTakePart(in: conversation) else { throw .notYours }
        return try await reading {
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
}

// MARK: - Who listens

extension Hub {
    /// What a reader that starts now has to be sent before the events that come to it by themselves.
    struct Beginning: Sendable {
        /// The number under which the reader leaves.
        var id: Int
        /// The newest entry there was; later ones come by themselves.
        var lastEntryID: Int
        /// Who is connected.
        var presence: Presence
    }

    /// Lets a reader in.
    func subscribe(_ subscriber: EventSubscriber) throws(TalkError) -> Beginning {
        let result: Result<Beginning, TalkError> = state.withLock { state in
            guard state.subscribers.count < state.limits.connections else { return .failure(.tooManyStreams) }
            state.lastSubscriber += 1
            // Not yet among the subscribers: who is connected is the first thing it is told anyway.
            tellPresence(&state, with: subscriber)
            state.subscribers[state.lastSubscriber] = subscriber
            metrics.subscriberJoined()
            if state.isEnding { subscriber.finish() }
            return .success(
                Beginning(
                    id: state.lastSubscriber,
                    lastEntryID: state.lastEntryID,
                    presence: state.presence(for: subscriber.principal)
                )
            )
        }
        return try result.get()
    }

    /// A reader is gone.
    func unsubscribe(_ id: Int) {
        state.withLock { state in
            guard state.subscribers.removeValue(forKey: id) != nil else { return }
            metrics.subscriberLeft()
            tellPresence(&state)
        }
    }

    /// Ends streams behind what waits in them already.
    func endStreams(where isMeant: (EventSubscriber) -> Bool = { _ in true }) {
        for subscriber in state.withLock({ Array($0.subscribers.values) }) where isMeant(subscriber) {
            subscriber.finish()
        }
    }

    /// Ends every stream, and from now on each new one as it begins: the server stops.
    func endStreamsForGood() {
        state.withLock { $0.isEnding = true }
        endStreams()
    }

    /// Ends one person's streams at once.
    func cutStreams(of name: String) {
        for subscriber in state.withLock({ Array($0.subscribers.values) }) where subscriber.principal.name == name {
            subscriber.cancel()
        }
    }

    /// How many listen.
    var readerCount: Int { state.withLock(\.subscribers.count) }

    /// Whether one more may listen.
    var hasRoomForReader: Bool { state.withLock { $0.subscribers.count < $0.limits.connections } }

    /// Sends the latest sample to whoever wants it.
    func publishVitals() {
        let readers = state.withLock { $0.subscribers.values.filter(\.options.wantsVitals) }
        guard !readers.isEmpty else { return }
        send(sampler.snapshot.vitalsEvent, to: readers, .passing)
    }

    /// Sends a comment to whoever wants it, so that either side notices when the other is gone.
    func publishComment() {
        send(.comment, to: state.withLock { $0.subscribers.values.filter(\.options.wantsComments) }, .passing)
    }

    /// Tells what was written, in the order of the log.
    private func publish(_ entries: [Entry]) {
        var deliveries: [ClassicConversations.Delivery] = []
        state.withLock { state in
            for entry in entries {
                state.lastEntryID = entry.id
                metrics.entryAppended(entry.kind)
                if let delivery = state.classic.take(entry) { deliveries.append(delivery) }
                let readers = state.subscribers.values.filter { $0.principal.maySee(entry.conversation) }
                guard !readers.isEmpty else { continue }
                guard let event = try? ServerEvent.entry(entry) else { continue }  // what was read from JSON encodes
                send(event, to: readers)
            }
        }
        for delivery in deliveries { deliver(delivery) }
    }

    private func publish(_ marker: Marker) {
        state.withLock { state in
            let readers = state.subscribers.values.filter { $0.principal.maySee(marker.conversation) }
            guard !readers.isEmpty, let event = try? ServerEvent.marker(marker, id: state.lastEntryID) else { return }
            send(event, to: readers)
        }
    }

    /// Sends an event to everyone it is for: the same bytes to all, and to those of one event loop in one go.
    private func send(
        _ event: ServerEvent,
        to readers: some Sequence<EventSubscriber>,
        _ importance: EventSubscriber.Importance = .needed
    ) {
        var direct: [ObjectIdentifier: (eventLoop: any EventLoop, readers: [EventSubscriber])] = [:]
        for reader in readers {
            switch reader.offer(event, importance) {
            case .taken: break
            case .toBeWritten(let loop): direct[ObjectIdentifier(loop), default: (loop, [])].readers.append(reader)
            case .tooMuch: noteDropped(reader)
            }
        }
        for (eventLoop, readers) in direct.values {
            eventLoop.execute { [self] in
                for reader in readers where !reader.write(event, importance) { noteDropped(reader) }
            }
        }
    }

    private func noteDropped(_ reader: EventSubscriber) {
        metrics.subscriberDropped()
        logger.notice("Event stream ended: it was read too slowly", metadata: ["person": "\(reader.principal.name)"])
    }

    /// Tells everyone who is connected, if that has changed as far as they may know.
    ///
    /// - Parameter newcomer: Someone who is about to read.
    private func tellPresence(_ state: inout State, with newcomer: EventSubscriber? = nil) {
        let told = state.told
        let now = Told(
            toOperators: state.presence(forOperators: true, with: newcomer),
            toOthers: state.presence(forOperators: false, with: newcomer)
        )
        guard now != told else { return }
        state.told = now
        let operators = state.subscribers.values.filter { $0.principal.role >= .operator }
        let others = state.subscribers.values.filter { $0.principal.role < .operator }
        for (readers, before, presence) in [
            (operators, told.toOperators, now.toOperators), (others, told.toOthers, now.toOthers),
        ] where presence != before && !readers.isEmpty {
            guard let event = try? ServerEvent.presence(presence, id: state.lastEntryID) else { continue }
            send(event, to: readers)
        }
    }
}

extension Principal {
    /// Whether the event stream shows this person what happens in a conversation, or, without one, to the whole host.
    fileprivate func maySee(_ conversation: String?) -> Bool {
        guard let conversation else { return role >= .member }
        return mayTakePart(in: conversation)
    }
}

extension Hub.State {
    fileprivate func presence(for principal: Principal) -> Presence {
        presence(forOperators: principal.role >= .operator)
    }

    fileprivate func presence(forOperators: Bool, with newcomer: EventSubscriber? = nil) -> Presence {
        var operators: Set<String> = []
        var people = Set(classic.connectedNames)
        for subscriber in subscribers.values + (newcomer.map { [$0] } ?? []) {
            if subscriber.options.isConsole {
                operators.insert(subscriber.principal.name)
            } else if forOperators {
                people.insert(subscriber.principal.name)
            }
        }
        return Presence(operators: operators.sorted(), people: forOperators ? people.sorted() : nil)
    }
}

// MARK: - Classic clients

/// A connected classic client, as the hub reaches it.
protocol ClassicClient: AnyObject, Sendable {
    /// Sends the operator's answer to the client's oldest waiting message.
    func answer(_ text: String)

    /// Refuses one of the client's waiting messages.
    ///
    /// - Parameter earlier: How many wait in front of it.
    func refuseMessage(behind earlier: Int)
}

extension Hub {
    /// Lets a classic client in.
    ///
    /// - Returns: The number under which it talks and leaves.
    func join(_ client: any ClassicClient, from address: IPAddress, role: Role) -> Int {
        let number = state.withLock { state in
            let number = state.classic.join(client, name: "\(address)", role: role)
            tellPresence(&state)
            return number
        }
        logger.info("Client connected", metadata: ["person": "\(address)", "role": "\(role)"])
        return number
    }

    /// A classic client's connection is closed.
    func leave(_ number: Int) {
        let name = state.withLock { state in
            let name = state.classic.leave(number)
            tellPresence(&state)
            return name
        }
        logger.info("Client left", metadata: ["person": "\(name ?? "")"])
    }

    /// Takes a classic client's message.
    ///
    /// - Returns: Whether there was room for it among those that wait already.
    func receive(_ text: String, from number: Int) -> Bool {
        let uuid = UUID()
        let name = state.withLock { $0.classic.receive(uuid, from: number, limits: $0.limits) }
        guard let name else {
            logger.info("Message refused: too many wait for the operator")
            return false
        }
        record(.message(text: text), uuid: uuid, of: name, number: number)
        return true
    }

    /// Records what a classic client asked and was answered at once, unless the same was recorded within the same second.
    func record(_ item: Item, askedBy number: Int) {
        let snapshot = sampler.snapshot
        let name = state.withLock { $0.classic.noteQuestion(item, sample: snapshot.number, from: number) }
        guard let name, let answer = snapshot.answer(to: item) else { return }
        let uuid = UUID()
        let reply = self.answer(answer, to: uuid, in: name)
        record(.question(item: item), uuid: uuid, of: name, number: number, then: [reply])
    }

    /// Records that a classic client used a control word.
    func record(_ action: ControlAction, usedBy number: Int) {
        guard let name = state.withLock({ $0.classic.name(of: number) }) else { return }
        record(.control(action), of: name, number: number)
        logger.notice("Control word used", metadata: ["person": "\(name)", "action": "\(action.rawValue)"])
    }

    /// Records that a classic client tried what its role does not allow: a control word, or `message`.
    func recordRefusal(of what: String, to number: Int) {
        guard let name = state.withLock({ $0.classic.name(of: number) }) else { return }
        record(.notice(.refused, detail: what), of: name, number: number)
        logger.notice("Not allowed", metadata: ["person": "\(name)", "what": "\(what)"])
    }

    private func record(
        _ content: Entry.Content,
        uuid: UUID = UUID(),
        of name: String,
        number: Int,
        then followUps: [NewEntry] = []
    ) {
        let isNotice = if case .notice = content { true } else { false }
        let role = state.withLock { $0.classic.role(of: number) } ?? .guest
        let entry = NewEntry(
            uuid: uuid,
            conversation: name,
            author: isNotice ? host : Author(kind: .person, name: name),
            content: content
        )
        store.append(entry, then: followUps, of: (name, .classic, role)) { [weak self, logger] result in
            guard case .failure(let error) = result else { return }
            logger.error("A classic client's words were not kept", metadata: ["reason": "\(error)"])
            // Otherwise it would wait for ever, and take the answer to a later message.
            let refused = self?.state.withLock { $0.classic.withdraw(uuid, of: name) }
            if let refused { refused.client.refuseMessage(behind: refused.earlier) }
        }
    }

    private func deliver(_ delivery: ClassicConversations.Delivery) {
        delivery.client.answer(delivery.text)
        let name = delivery.name
        let reader = Author(kind: .person, name: name)
        store.mark(name, reader: reader, MarkerUpdate(delivered: delivery.lastEntryID)) { [weak self] result in
            if case .success(let (marker, true)) = result { self?.publish(marker) }
        }
    }
}
