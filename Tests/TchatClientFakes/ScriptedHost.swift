package import Foundation
import Synchronization
package import TchatClient
package import TchatModel

/// A host in memory, seen by one caller: it keeps a log and tells of it as a server does, and fails as a test says.
///
/// What a test does to it, such as ``say(_:by:in:)``, reaches the open event streams at once.
package final class ScriptedHost: HostClient {
    /// What the caller asked for.
    package enum Call: Hashable, Sendable {
        case status
        case history(seconds: Int)
        case conversations
        case entries(of: String, after: Int?, before: Int?, limit: Int, search: String?)
        case put(EntryDraft, uuid: UUID, in: String, asOperator: Bool)
        case mark(MarkerUpdate, in: String, asOperator: Bool)
        case control(ControlAction)
        case events(after: Int?, vitals: Bool, asOperator: Bool)
        case retryNow
        case shutDown

        /// Its name, to say which calls fail.
        var kind: Kind {
            switch self {
            case .status: .status
            case .history: .history
            case .conversations: .conversations
            case .entries: .entries
            case .put: .put
            case .mark: .mark
            case .control: .control
            case .events: .events
            case .retryNow: .retryNow
            case .shutDown: .shutDown
            }
        }
    }

    /// The names of calls.
    package enum Kind: Hashable, Sendable {
        case status, history, conversations, entries, put, mark, control, events, retryNow, shutDown
    }

    package static let location = HostLocation.address(HostAddress(host: "192.0.2.1"))

    /// What a host that is not there answers.
    package static let gone = HostError.nobodyListening(location)

    /// A refusal of the host with an HTTP status.
    package static func problem(_ status: Int, _ detail: String = "Because.") -> HostError {
        let problem = Problem(title: "Problem", status: status, detail: detail)
        return switch status {
        case 401: .notLetIn(location)
        case 403: .notAllowed(location, problem)
        default: .problem(location, problem, retryAfterSeconds: nil)
        }
    }

    fileprivate struct Subscriber {
        var continuation: AsyncThrowingStream<StreamEvent, any Error>.Continuation
        var wantsVitals: Bool
        var isOperator: Bool
        var lastID: Int
        var isConnected = false
    }

    fileprivate struct State {
        var status: HostStatus
        var log: [Entry] = []
        var nextID = 1
        var people: [Person] = []
        var markers: [Marker] = []
        var presence: Presence
        var samples: [Vitals] = []
        var answersQuestions = true
        var answers: [Item: ItemAnswer] = [:]
        var absence: HostError?
        var refusals: [Kind: HostError] = [:]
        var held: Set<Kind> = []
        var waiting: [Int: (kind: Kind, continuation: CheckedContinuation<Void, Never>)] = [:]
        var lastCall = 0
        var calls: [Call] = []
        var subscribers: [Int: Subscriber] = [:]
        var lastSubscriber = 0
    }

    private let state: Mutex<State>
    /// The streams that nobody reads any more.
    ///
    /// It has a lock of its own: a stream ends under a lock of its reader's task, which whoever tells that stream something
    /// under the host's lock needs too.
    private let left = Mutex<Set<Int>>([])

    /// Makes a host with an empty log.
    ///
    /// - Parameters:
    ///   - id: Its identifier.
    ///   - name: The machine's name; the author of what it says itself.
    ///   - caller: Who asks.
    ///   - role: What the caller may do.
    package init(_ name: String = "lab1", id: UUID = UUID(), caller: String = "alice", role: Role = .member) {
        let system = OperatingSystem(system: "Linux", release: "6.1.0", version: "#1", architecture: "x86_64")
        let status = HostStatus(
            id: id,
            version: "1.0",
            startedAt: Self.date(0),
            port: HostAddress.defaultPort,
            facts: HostFacts(name: name, operatingSystem: system, bootID: "boot-1", bootedAt: Self.date(0)),
            vitals: Vitals(at: Self.date(0), readings: [:]),
            caller: .init(name: caller, role: role)
        )
        state = Mutex(State(status: status, presence: Presence(operators: [], people: role >= .operator ? [] : nil)))
    }

    /// The time at which the entry of that id is written: one each second.
    package static func date(_ id: Int) -> Date { Date(millisecondsSince1970: 1_700_000_000_000 + 1000 * id) }
}

// MARK: - What a test does

extension ScriptedHost {
    /// The whole log.
    package var log: [Entry] { state.withLock(\.log) }

    /// What was asked so far.
    package var calls: [Call] { state.withLock(\.calls) }

    /// How often something was asked.
    package func count(_ kind: Kind) -> Int { calls.count { $0.kind == kind } }

    /// The streams that are open now, those with vitals or those without.
    package func openStreams(vitals: Bool) -> Int {
        let left = left.withLock { $0 }
        return state.withLock { $0.subscribers.count { $0.value.wantsVitals == vitals && !left.contains($0.key) } }
    }

    /// What the host tells of itself; the caller's role too.
    package var status: HostStatus {
        get { state.withLock(\.status) }
        set { state.withLock { $0.status = newValue } }
    }

    /// The markers there are.
    package var markers: [Marker] { state.withLock(\.markers) }

    /// Whether questions are answered right behind them; otherwise a test answers.
    package var answersQuestions: Bool {
        get { state.withLock(\.answersQuestions) }
        set { state.withLock { $0.answersQuestions = newValue } }
    }

    /// Says what an item is answered with; otherwise it is `the ITEM`, without a reading.
    package func setAnswer(_ answer: ItemAnswer) { state.withLock { $0.answers[answer.item] = answer } }

    /// Makes someone known, who has a conversation from now on.
    package func addPerson(_ name: String, role: Role = .member, kind: Person.Kind = .paired) {
        state.withLock { $0.know(name, role: role, kind: kind) }
    }

    /// Has a person say something in their own conversation, or in another one as an operator.
    @discardableResult
    package func say(_ text: String, by name: String, in conversation: String? = nil) -> Entry {
        let kind: Author.Kind = conversation ?? name == name ? .person : .operator
        return write(.message(text: text), by: Author(kind: kind, name: name), in: conversation ?? name)
    }

    /// Has something happen to the host.
    @discardableResult
    package func happen(_ event: HostEvent, detail: String? = nil, in conversation: String? = nil) -> Entry {
        write(
            .notice(event, NoticeValues(text: detail, of: event)),
            by: Author(kind: .host, name: status.facts.name),
            in: conversation
        )
    }

    /// Writes an entry, and tells of it.
    @discardableResult
    package func write(
        _ content: Entry.Content,
        by author: Author,
        in conversation: String?,
        uuid: UUID = UUID(),
        at date: Date? = nil
    ) -> Entry {
        state.withLock { $0.append(content, by: author, in: conversation, uuid: uuid, at: date) }
    }

    /// Moves somebody's marker.
    package func move(_ marker: Marker) { state.withLock { _ = $0.move(marker) } }

    /// Says who is there.
    package func setPresence(operators: [String] = [], people: [String]? = nil) {
        state.withLock { state in
            state.presence = Presence(operators: operators, people: people)
            state.tell(.presence(state.presence))
        }
    }

    /// Takes a sample of the processor alone, that many seconds after the beginning.
    package func sample(cpuPercent: Double, second: Int) {
        let usage = CPUUsage(usedPercent: cpuPercent, coreUsedPercent: [cpuPercent])
        sample(Vitals(at: Self.date(second), readings: [.cpu: Vitals.Aged(ageSeconds: 0, values: .cpu(usage))]))
    }

    /// Takes a sample.
    package func sample(_ vitals: Vitals) {
        state.withLock { state in
            state.samples.append(vitals)
            state.status.vitals = vitals
            state.tell(.vitals(vitals), where: \.wantsVitals)
        }
    }

    /// Cuts all streams, and fails all calls, until ``comeBack()``.
    package func goAway(_ error: HostError = gone, retryIn: Duration = .seconds(1)) {
        state.withLock { state in
            state.absence = error
            state.cut(error, retryIn: retryIn)
        }
    }

    /// Answers nothing any more, until ``comeBack()``: only streams with vitals find out.
    package func hang() {
        let error = HostError.timedOut(Self.location)
        state.withLock { state in
            state.absence = error
            state.cut(error, retryIn: .seconds(1), where: \.wantsVitals)
        }
    }

    /// Answers again; streams go on where they were cut.
    package func comeBack() {
        state.withLock { state in
            state.absence = nil
            for id in state.subscribers.keys.sorted() { state.connect(id) }
        }
    }

    /// Ends all streams for good, as when the caller is shut out.
    package func endStreams(_ error: HostError) {
        // Not finished under the lock: a stream that ends leaves.
        let subscribers = state.withLock { state in
            state.refusals[.events] = error
            defer { state.subscribers = [:] }
            return state.subscribers.values.map(\.continuation)
        }
        for continuation in subscribers { continuation.finish(throwing: error) }
    }

    /// Is another host from now on: with another identifier, and none of the entries.
    package func becomeAnother(_ id: UUID = UUID()) {
        state.withLock { state in
            state.status.id = id
            (state.log, state.nextID) = ([], 1)
        }
    }

    /// Forgets the log after an entry, as a restore from a backup does; streams are told when they connect anew.
    package func logGoesBack(to id: Int) {
        state.withLock { state in
            state.log.removeAll { $0.id > id }
            state.nextID = id + 1
            state.cut(.connectionLost(Self.location), retryIn: .zero)
            for id in state.subscribers.keys.sorted() { state.connect(id) }
        }
    }

    /// Has calls of a kind fail; nil lets them succeed again.
    package func refuse(_ kind: Kind, with error: HostError?) { state.withLock { $0.refusals[kind] = error } }

    /// Has calls of a kind wait, until ``release(_:)``.
    package func hold(_ kind: Kind) { state.withLock { _ = $0.held.insert(kind) } }

    /// Lets the calls that wait go on.
    package func release(_ kind: Kind) {
        let waiting = state.withLock { state in
            state.held.remove(kind)
            defer { state.waiting = state.waiting.filter { $0.value.kind != kind } }
            return state.waiting.filter { $0.value.kind == kind }.sorted { $0.key < $1.key }
        }
        for (_, call) in waiting { call.continuation.resume() }
    }
}

// MARK: - HostClient

extension ScriptedHost {
    package func status() async throws -> HostStatus {
        try await pass(.status)
        return state.withLock(\.status)
    }

    package func history(seconds: Int) async throws -> [Vitals] {
        try await pass(.history(seconds: seconds))
        return state.withLock { Array($0.samples.suffix(seconds)) }
    }

    package func conversations() async throws -> [ConversationSummary] {
        try await pass(.conversations)
        return state.withLock { $0.summaries() }
    }

    package func entries(of conversation: String, after: Int?, before: Int?, limit: Int, search: String?) async throws
        -> EntryPage
    {
        try await pass(.entries(of: conversation, after: after, before: before, limit: limit, search: search))
        return state.withLock { state in
            let words = search.map { $0.lowercased().split(separator: " ") } ?? []
            let all = state.log.filter { entry in
                (entry.conversation ?? conversation) == conversation
                    && (after.map { entry.id > $0 } ?? true) && (before.map { entry.id < $0 } ?? true)
                    && words.allSatisfy { (entry.text ?? "").lowercased().contains($0) }
            }
            let page = after != nil ? all.prefix(limit) : all.suffix(limit)
            return EntryPage(entries: Array(page), hasMore: all.count > limit)
        }
    }

    package func put(_ draft: EntryDraft, uuid: UUID, in conversation: String, asOperator: Bool) async throws -> Entry {
        try await pass(.put(draft, uuid: uuid, in: conversation, asOperator: asOperator))
        return try state.withLock { state in
            if let known = state.log.first(where: { $0.uuid == uuid }) {
                guard known.content == draft.content else { throw Self.problem(409) }
                return known
            }
            let author = state.caller(in: conversation, asOperator: asOperator)
            let entry = state.append(draft.content, by: author, in: conversation, uuid: uuid)
            if case .question(let item) = draft, state.answersQuestions {
                let answer = state.answers[item] ?? ItemAnswer(item: item, text: "the \(item.rawValue)")
                state.append(
                    .answer(item: item, answers: uuid, text: answer.text, values: answer.values),
                    by: Author(kind: .host, name: state.status.facts.name),
                    in: conversation
                )
            }
            return entry
        }
    }

    package func mark(_ update: MarkerUpdate, in conversation: String, asOperator: Bool) async throws -> Marker {
        try await pass(.mark(update, in: conversation, asOperator: asOperator))
        return state.withLock { state in
            state.move(
                Marker(
                    conversation: conversation,
                    reader: state.caller(in: conversation, asOperator: asOperator),
                    delivered: update.delivered,
                    read: update.read
                )
            )
        }
    }

    package func control(_ action: ControlAction) async throws { try await pass(.control(action)) }

    package func events(after lastID: Int?, vitals: Bool, comments: Bool, asOperator: Bool)
        -> AsyncThrowingStream<StreamEvent, any Error>
    {
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: StreamEvent.self)
        let id = state.withLock { state in
            state.calls.append(.events(after: lastID, vitals: vitals, asOperator: asOperator))
            state.lastSubscriber += 1
            if let refusal = state.refusals[.events] {
                continuation.finish(throwing: refusal)
                return state.lastSubscriber
            }
            state.subscribers[state.lastSubscriber] = Subscriber(
                continuation: continuation,
                wantsVitals: vitals,
                isOperator: asOperator,
                lastID: lastID ?? state.nextID - 1
            )
            if let absence = state.absence {
                continuation.yield(.disconnected(absence, retryIn: .seconds(1)))
            } else {
                state.connect(state.lastSubscriber)
            }
            return state.lastSubscriber
        }
        continuation.onTermination = { [weak self] _ in self?.leave(id) }
        return stream
    }

    package func retryNow() { state.withLock { $0.calls.append(.retryNow) } }

    package func shutDown() async {
        let subscribers = state.withLock { state in
            state.calls.append(.shutDown)
            defer { state.subscribers = [:] }
            return state.subscribers.values.map(\.continuation)
        }
        for continuation in subscribers { continuation.finish() }
    }

    private func leave(_ id: Int) { left.withLock { _ = $0.insert(id) } }

    /// Takes note of a call, has it wait when it is held, and fails it when it is to fail.
    private func pass(_ call: Call) async throws {
        // What a test changes once it knows of the call is for later ones.
        let (number, isHeld, failure) = state.withLock { state in
            state.calls.append(call)
            state.lastCall += 1
            return (state.lastCall, state.held.contains(call.kind), state.failure(of: call.kind))
        }
        guard isHeld else {
            try Task.checkCancellation()
            if let failure { throw failure }
            return
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    guard state.held.contains(call.kind), !Task.isCancelled else { return true }
                    state.waiting[number] = (call.kind, continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: number) }?.continuation.resume()
        }
        try Task.checkCancellation()
        if let failure = state.withLock({ $0.failure(of: call.kind) }) { throw failure }
    }
}

// MARK: - The log

extension ScriptedHost.State {
    fileprivate mutating func know(_ name: String, role: Role = .member, kind: Person.Kind = .paired) {
        guard !people.contains(where: { $0.name == name }) else { return }
        people.append(Person(name: name, kind: kind, role: role, createdAt: ScriptedHost.date(0)))
    }

    fileprivate func failure(of kind: ScriptedHost.Kind) -> HostError? { refusals[kind] ?? absence }

    /// The caller's name and quality in a conversation.
    fileprivate func caller(in conversation: String, asOperator: Bool) -> Author {
        let isPerson = conversation == status.caller.name && !asOperator
        return Author(kind: isPerson ? .person : .operator, name: status.caller.name)
    }

    /// Whether the caller is told of a conversation.
    private func maySee(_ conversation: String?) -> Bool {
        switch status.caller.role {
        case .guest: false
        case .member: conversation == nil || conversation == status.caller.name
        case .operator, .admin: true
        }
    }

    @discardableResult
    fileprivate mutating func append(
        _ content: Entry.Content,
        by author: Author,
        in conversation: String?,
        uuid: UUID = UUID(),
        at date: Date? = nil
    ) -> Entry {
        if let conversation { know(conversation) }
        let at = date ?? ScriptedHost.date(nextID)
        let entry = Entry(id: nextID, uuid: uuid, conversation: conversation, at: at, author: author, content: content)
        nextID += 1
        log.append(entry)
        guard maySee(conversation) else { return entry }
        tell(.entry(entry))
        for id in subscribers.keys where subscribers[id]?.isConnected == true { subscribers[id]?.lastID = entry.id }
        return entry
    }

    fileprivate mutating func move(_ update: Marker) -> Marker {
        let old = markers.firstIndex { $0.conversation == update.conversation && $0.reader == update.reader }
        var marker = old.map { markers[$0] } ?? Marker(conversation: update.conversation, reader: update.reader)
        let before = marker
        marker.read = [marker.read, update.read].compactMap { $0 }.max()
        marker.delivered = [marker.delivered, update.delivered, marker.read].compactMap { $0 }.max()
        guard marker != before else { return marker }
        if let old { markers[old] = marker } else { markers.append(marker) }
        if maySee(marker.conversation) { tell(.marker(marker)) }
        return marker
    }

    /// The conversations the caller may read, the one with the newest entry first.
    fileprivate func summaries() -> [ConversationSummary] {
        people.filter { maySee($0.name) }.map { person in
            let entries = log.filter { $0.conversation == person.name }
            let reader = caller(in: person.name, asOperator: false)
            let markers = markers.filter { $0.conversation == person.name }
            let read = markers.first { $0.reader == reader }?.read ?? 0
            let unread = entries.count { $0.id > read && $0.kind == .message && $0.author.kind != reader.kind }
            return ConversationSummary(
                name: person.name,
                person: person,
                lastEntry: entries.last,
                unread: unread,
                markers: markers
            )
        }
        .sorted { $0.lastEntry?.id ?? 0 > $1.lastEntry?.id ?? 0 }
    }

    // MARK: - Streams

    fileprivate func tell(_ event: StreamEvent, where isMeant: (ScriptedHost.Subscriber) -> Bool = { _ in true }) {
        for subscriber in subscribers.values where subscriber.isConnected && isMeant(subscriber) {
            subscriber.continuation.yield(event)
        }
    }

    fileprivate mutating func cut(
        _ error: HostError,
        retryIn: Duration,
        where isMeant: (ScriptedHost.Subscriber) -> Bool = { _ in true }
    ) {
        for (id, subscriber) in subscribers where isMeant(subscriber) {
            subscribers[id]?.isConnected = false
            subscribers[id]?.continuation.yield(.disconnected(error, retryIn: retryIn))
        }
    }

    /// Begins a stream, or goes on with it, as a server does: presence, markers, then what was missed.
    fileprivate mutating func connect(_ id: Int) {
        guard var subscriber = subscribers[id], !subscriber.isConnected else { return }
        let newest = nextID - 1
        subscriber.isConnected = true
        subscriber.continuation.yield(.connected)
        if subscriber.lastID > newest {
            subscriber.continuation.yield(.logWentBack(to: newest))
            subscriber.lastID = newest
        }
        subscriber.continuation.yield(.presence(presence))
        for marker in markers where maySee(marker.conversation) { subscriber.continuation.yield(.marker(marker)) }
        if subscriber.wantsVitals, let sample = samples.last { subscriber.continuation.yield(.vitals(sample)) }
        for entry in log where entry.id > subscriber.lastID && maySee(entry.conversation) {
            subscriber.continuation.yield(.entry(entry))
        }
        subscriber.lastID = newest
        subscribers[id] = subscriber
    }
}
