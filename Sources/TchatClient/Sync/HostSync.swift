public import FoundationEssentials
import Synchronization
public import TchatModel

/// Keeps a client in step with a host: follows it, copies what is said, delivers what waits, and tells how far it was read.
///
/// ```swift
/// let sync = HostSync(client: connection, storage: storage, policy: SyncPolicy(scope: .allConversations, start: .copies))
/// try await sync.run { event in
///     if case .entries(let batch) = event { show(batch.entries) }
/// }
/// ```
/// ``SyncState`` decides what is done; this does it. A front end decides what to show.
public final class HostSync: Sendable {
    /// Takes what happens.
    ///
    /// What it throws ends ``run(_:)``; but after a ``HostError`` that may pass the host is looked for anew, whatever was told.
    public typealias Handler = @Sendable (SyncEvent) async throws -> Void

    private struct Guarded {
        var state: SyncState
        var client: any HostClient
        var storage: (any HostStorage)?
        /// Of the run that goes on; nil while none does.
        var deliveries: AsyncStream<Void>.Continuation?
        var errands: AsyncStream<Void>.Continuation?
        /// Ends the stream, so that the host is looked for anew.
        var silences: AsyncStream<HostError>.Continuation?
    }

    private let guarded: Mutex<Guarded>
    private let policy: SyncPolicy
    private let clock: any Clock<Duration>

    /// How long something that did not go out waits for its next try while the host is heard.
    private static let retryDelay = Duration.seconds(2)

    /// Makes an engine that does nothing before it runs.
    ///
    /// - Parameters:
    ///   - client: Talks to the host.
    ///   - storage: What is kept on this computer; nil before the host's identifier is known, or for nothing.
    ///   - policy: What the front end wants.
    public convenience init(client: any HostClient, storage: (any HostStorage)?, policy: SyncPolicy) {
        self.init(client: client, storage: storage, policy: policy, clock: NetworkClock())
    }

    package init(
        client: any HostClient,
        storage: (any HostStorage)?,
        policy: SyncPolicy,
        clock: any Clock<Duration>
    ) {
        guarded = Mutex(Guarded(state: SyncState(policy: policy), client: client, storage: storage))
        self.policy = policy
        self.clock = clock
    }

    /// Talks to the host in another way from the next run on.
    public func use(_ client: any HostClient) { guarded.withLock { $0.client = client } }

    /// Keeps things elsewhere; a front end that learns of the host's identifier says so while it is told of the status.
    public func use(_ storage: (any HostStorage)?) { guarded.withLock { $0.storage = storage } }

    /// Follows the host until the task is cancelled or the handler throws, or throws the ``HostError`` that no further
    /// attempt can change.
    ///
    /// It can be run again afterwards, by one at a time. Its steps belong to no actor, so that a window's thread wakes up
    /// only for what it is told.
    @concurrent public func run(_ handler: @escaping Handler) async throws {
        let deliveries = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let errands = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let client = guarded.withLock { guarded in
            guarded.state.begin()
            (guarded.deliveries, guarded.errands) = (deliveries.continuation, errands.continuation)
            return guarded.client
        }
        defer {
            guarded.withLock { guarded in
                guarded.state.end()
                (guarded.deliveries, guarded.errands) = (nil, nil)
            }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.follow(client, handler) }
            group.addTask {
                for await _ in deliveries.stream {
                    try await self.lookingAnew { try await self.deliver(client, handler) }
                }
                // Without this a cancelled task would end the run as if the host had.
                try Task.checkCancellation()
            }
            group.addTask {
                for await _ in errands.stream {
                    try await self.lookingAnew { try await self.runErrands(client, handler) }
                }
                try Task.checkCancellation()
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Takes something to be delivered.
    ///
    /// Once this returns it is on disk; ``deliver()`` sends it.
    ///
    /// - Throws: ``LocalFileError``.
    /// - Returns: The UUID that its entry will have.
    public func accept(_ draft: EntryDraft, for conversation: String) async throws -> UUID {
        guard let storage = guarded.withLock(\.storage) else { throw LocalFileError.noFolder }
        let uuid = try await storage.accept(draft, for: conversation)
        guarded.withLock { $0.state.accepted(uuid) }
        return uuid
    }

    /// Sends what waits, as soon as the host is heard.
    public func deliver() { guarded.withLock(\.deliveries)?.yield() }

    /// Tells the host that the user has seen a conversation up to an entry, as soon as it is heard.
    public func markRead(_ id: Int, in conversation: String) {
        let actions = guarded.withLock { $0.state.markRead(id, in: conversation) }
        if actions.contains(.runErrands) { wakeErrands() }
    }

    /// The front end has asked by itself who the caller is on the host.
    public func note(_ status: HostStatus) { guarded.withLock { _ = $0.state.receive(status) } }

    /// Looks for the host anew, as it was found not to answer; the stream may not notice that for long.
    public func noteSilence(_ error: HostError) { guarded.withLock(\.silences)?.yield(error) }

    /// Looks for the host anew when the front end, which was told of something beside the stream, did not find it.
    private func lookingAnew(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as HostError where error.isTransient {
            noteSilence(error)
        }
    }

    private func wakeErrands() { guarded.withLock(\.errands)?.yield() }
}

// MARK: - Following

extension HostSync {
    private func follow(_ client: any HostClient, _ handler: @escaping Handler) async throws {
        var backoff = Backoff()
        var generator = SystemRandomNumberGenerator()
        // Whether the stream was open since the host was last greeted.
        var isThere = false
        while true {
            do {
                let lastID = try await greet(client, handler)
                (isThere, backoff) = (false, Backoff())
                return try await listen(client, after: lastID, handler)
            } catch let error as HostError where error.isTransient {
                try await perform({ $0.disconnected(error) }, handler)
                // That it is there says not that it can answer.
                let isAnswer = if case .problem = error { true } else { false }
                if isThere || isAnswer { try await clock.sleep(for: backoff.next(after: error, using: &generator)) }
                try await awaitHost(client, handler)
                isThere = true
            } catch is AnotherHost {
                // It was told that the one is away; the other is greeted from the beginning.
            } catch let error as HostError {
                try await perform({ $0.stopped() }, handler)
                throw error
            }
        }
    }

    /// Learns what the host has.
    ///
    /// - Returns: The entry after which to listen; nil for what comes from now on.
    private func greet(_ client: any HostClient, _ handler: Handler) async throws -> Int? {
        switch policy.scope {
        case .conversation(let name):
            let storage = guarded.withLock { $0.state.copies ? $0.storage : nil }
            let copyEnd = try? await storage?.lastID(of: name)
            // Before the page: what is said between the two is in the page, or comes.
            let logEnd = guarded.withLock(\.state.wantsLogEnd) ? try await Self.logEnd(client) : nil
            let limit = guarded.withLock { $0.state.newestEntriesLimit(copyEnd: copyEnd) }
            let page = try await Self.newestEntries(of: name, limit: limit, from: client)
            let start = guarded.withLock { $0.state.start(copyEnd: copyEnd, logEnd: logEnd, newest: page) }
            try await carryOut(start.actions, handler)
            return start.lastID
        case .allConversations:
            let summaries = try await refresh(client, handler)
            // The handler may have learnt where the copies are.
            let copyEnd = await copyEnd(summaries)
            return guarded.withLock { $0.state.start(copyEnd: copyEnd, summaries) }
        }
    }

    /// The id of the newest entry that any copy has; nil without copies.
    ///
    /// While the host is heard every entry is copied, so all copies are complete up to that one.
    private func copyEnd(_ summaries: [ConversationSummary]) async -> Int? {
        let (storage, person) = guarded.withLock { ($0.state.copies ? $0.storage : nil, $0.state.person) }
        guard let storage else { return nil }
        var end: Int?
        for summary in summaries where summary.name != person {
            guard let newest = summary.lastEntryID else { break }
            guard let last = try? await storage.lastID(of: summary.name) else { continue }
            end = max(end ?? last, last)
            // Those behind it in the list have nothing newer.
            if last >= newest { break }
        }
        // Who follows one conversation copies that one and no other.
        if end == nil, let person { end = try? await storage.lastID(of: person) }
        return end
    }

    /// Asks what the host is, who the caller is there, and for the conversations.
    @discardableResult
    private func refresh(_ client: any HostClient, _ handler: Handler) async throws -> [ConversationSummary] {
        async let listed = Self.conversations(client)
        let status = try await client.status()
        let summaries = try await listed
        try await perform({ $0.receive(status) }, handler)
        try await perform({ $0.receive(summaries, isCatchingUp: true) }, handler)
        return summaries
    }

    /// The conversations; none for guests, who have none.
    private static func conversations(_ client: any HostClient) async throws -> [ConversationSummary] {
        do {
            return try await client.conversations()
        } catch HostError.notAllowed {
            return []
        }
    }

    /// The newest entry of all that the caller may read; nil for guests, who may read none.
    private static func logEnd(_ client: any HostClient) async throws -> Int? {
        do {
            return try await client.newestEntryID()
        } catch HostError.notAllowed {
            return nil
        }
    }

    /// The newest entries of a conversation; nil for whoever may read none, and when a newer host's can't be read here.
    private static func newestEntries(
        of conversation: String,
        limit: Int,
        from client: any HostClient
    ) async throws -> EntryPage? {
        do {
            return try await client.entries(of: conversation, after: nil, before: nil, limit: limit, search: nil)
        } catch HostError.notAllowed {
            return nil
        } catch HostError.unexpectedAnswer {
            return nil
        }
    }

    /// Waits until the host can be heard.
    private func awaitHost(_ client: any HostClient, _ handler: Handler) async throws {
        let events = client.events(after: nil, vitals: false, comments: policy.isWatched, asOperator: false)
        for try await event in events {
            switch event {
            case .disconnected(let error, _): try await perform({ $0.disconnected(error) }, handler)
            case .connected: return
            default: break
            }
        }
        throw CancellationError()
    }

    private func listen(_ client: any HostClient, after lastID: Int?, _ handler: @escaping Handler) async throws {
        let silences = AsyncStream.makeStream(of: HostError.self, bufferingPolicy: .bufferingNewest(1))
        guarded.withLock { $0.silences = silences.continuation }
        defer { guarded.withLock { $0.silences = nil } }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.hear(client, after: lastID, handler) }
            group.addTask {
                for await silence in silences.stream { throw silence }
                try Task.checkCancellation()
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func hear(_ client: any HostClient, after lastID: Int?, _ handler: Handler) async throws {
        // What was asked just now need not be asked again.
        var isGreeted = true
        let events = client.events(
            after: lastID,
            vitals: false,
            comments: policy.isWatched,
            asOperator: policy.isConsole
        )
        for try await event in events {
            switch event {
            case .connected:
                if !isGreeted { try await greetAgain(client, handler) }
                try await perform({ $0.connected() }, handler)
            case .disconnected(let error, _):
                isGreeted = false
                try await perform({ $0.disconnected(error) }, handler)
            case .entry, .marker, .presence, .logWentBack, .vitals:
                try await perform({ $0.receive(event) }, handler)
            }
        }
    }

    /// Another host answers where the one was: what comes is not to be resumed with the ids of its log.
    private struct AnotherHost: Error {}

    /// Learns what was missed: the host may be another version, with other people, after it was away.
    private func greetAgain(_ client: any HostClient, _ handler: Handler) async throws {
        do {
            switch policy.scope {
            case .conversation(let name):
                let page = try await Self.newestEntries(of: name, limit: 1, from: client)
                guarded.withLock { $0.state.receive(newest: page) }
            case .allConversations:
                let host = guarded.withLock(\.state.host)
                try await refresh(client, handler)
                if guarded.withLock({ $0.state.host != host }) { throw AnotherHost() }
            }
        } catch let error as HostError where error.isTransient {
            // The stream says soon enough whether it is there.
        }
    }
}

// MARK: - Delivering and marking

extension HostSync {
    private func deliver(_ client: any HostClient, _ handler: Handler) async throws {
        let storage = guarded.withLock { $0.state.isLive ? $0.storage : nil }
        guard let storage else { return }
        do {
            let delivery = try await storage.deliver(using: client) { conversation in
                self.guarded.withLock { $0.state.isOperator(in: conversation) }
            } refused: { refusal in
                try await self.perform({ $0.receive(refusal) }, handler)
            }
            try await perform({ $0.receive(delivery) }, handler)
        } catch let error as LocalFileError {
            try await perform({ $0.deliveryFailed(error) }, handler)
        }
    }

    private func runErrands(_ client: any HostClient, _ handler: Handler) async throws {
        while let errand = guarded.withLock({ $0.state.nextErrand() }) {
            var failure: HostError?
            var actions: [SyncState.Action] = []
            do {
                switch errand {
                case .mark(let update, let conversation):
                    let isOperator = guarded.withLock { $0.state.isOperator(in: conversation) }
                    _ = try await client.mark(update, in: conversation, asOperator: isOperator)
                case .listConversations:
                    let summaries = try await client.conversations()
                    actions = guarded.withLock { $0.state.receive(summaries, isCatchingUp: false) }
                case .askStatus:
                    let status = try await client.status()
                    actions = guarded.withLock { $0.state.receive(status) }
                }
            } catch let error as HostError {
                failure = error
            }
            try await carryOut(actions, handler)
            guard guarded.withLock({ [failure] in $0.state.finished(errand, failure) }) else { return }
        }
    }

    // MARK: - Doing what was decided

    private func perform(_ change: (inout SyncState) -> [SyncState.Action], _ handler: Handler) async throws {
        try await carryOut(guarded.withLock { change(&$0.state) }, handler)
    }

    private func carryOut(_ actions: [SyncState.Action], _ handler: Handler) async throws {
        for action in actions {
            switch action {
            case .tell(let event):
                // Whoever is not interested any more is not told.
                if !event.isOutcome { try Task.checkCancellation() }
                try await handler(event)
            case .copy(let entries, let name):
                // A copy can be made anew, so what went wrong with it is not worth a word.
                try? await guarded.withLock(\.storage)?.append(entries, to: name)
            case .settle(let told):
                guarded.withLock { $0.state.settle(told) }
            case .forgetCopied(let id, let name):
                try? await guarded.withLock(\.storage)?.forget(after: id, of: name)
            case .deliver:
                deliver()
            case .deliverLater:
                try await clock.sleep(for: Self.retryDelay)
                deliver()
            case .runErrands:
                wakeErrands()
            }
        }
    }
}
