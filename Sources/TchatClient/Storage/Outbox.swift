public import FoundationEssentials
public import TchatModel

/// What the user has said to one host and the host has not taken yet: on disk, in order, delivered once.
///
/// Several processes of one user may accept and deliver at the same time: the host knows each item by its UUID.
public struct Outbox: Sendable {
    /// What came of a delivery.
    public struct Delivery: Sendable {
        /// What the host took, as it stands in the log now.
        public var delivered: [Entry] = []
        /// What keeps the rest from being delivered now; nil when nothing is left.
        public var stoppedBy: HostError?

        /// Makes what comes of a delivery of nothing.
        public init() {}
    }

    /// Something the host will never take, and why.
    public struct Refusal: Hashable, Sendable {
        /// What was said.
        public var item: OutboxItem
        /// Why it is not taken.
        public var reason: HostError

        /// Makes a refusal of its parts.
        public init(item: OutboxItem, reason: HostError) {
            self.item = item
            self.reason = reason
        }
    }

    /// As much as a person types in years.
    static let limitBytes = 16 << 20

    private let file: LocalFile

    /// Names a host's outbox; the file is made when something is accepted.
    public init(for host: UUID, in folder: DataFolder) {
        file = folder.outbox(of: host)
    }

    /// Takes something to be delivered; once this returns it is on disk and will not be lost.
    ///
    /// - Returns: The UUID that its entry will have.
    /// - Throws: ``LocalFileError``.
    @discardableResult
    public func accept(_ draft: EntryDraft, for conversation: String) async throws -> UUID {
        let item = OutboxItem(uuid: UUID(), conversation: conversation, at: Date().roundedToMilliseconds, draft: draft)
        let file = file
        try await file.use {
            let line = try OutboxLog.line(.accepted(item))
            try file.append(line, isDurable: true, limitBytes: Self.limitBytes)
        }
        return item.uuid
    }

    /// What waits, in the order it was said.
    public func waiting() async throws -> [OutboxItem] {
        let file = file
        return try await file.look { try Self.read(file).waiting }
    }

    /// Forgets something that was not delivered yet.
    public func discard(_ uuid: UUID) async throws {
        try await finish([uuid])
    }

    /// Sends what waits, in order; stops at what may pass, and puts aside what the host will never take.
    ///
    /// - Parameters:
    ///   - client: Takes it to the host.
    ///   - asOperator: Whether a conversation is written to as who answers at the host.
    ///   - refused: Is told what the host will never take, before that is noted; what it throws leaves it in the outbox.
    public func deliver(
        using client: any HostClient,
        asOperator: @Sendable (_ conversation: String) -> Bool = { _ in false },
        refused: @Sendable (Refusal) async throws -> Void
    ) async throws -> Delivery {
        try await deliver(
            send: { item in
                try await client.put(
                    item.draft,
                    uuid: item.uuid,
                    in: item.conversation,
                    asOperator: asOperator(item.conversation)
                )
            },
            refused: refused
        )
    }

    /// Sends what waits with a function that throws ``HostError``.
    func deliver(
        send: (OutboxItem) async throws -> Entry,
        refused: (Refusal) async throws -> Void = { _ in }
    ) async throws -> Delivery {
        var delivery = Delivery()
        do {
            while try await deliverBatch(&delivery, send, refused) {}
        } catch is CancellationError where Task.isCancelled {
            // What the host took is told all the same.
        }
        return delivery
    }

    /// Sends the next of what waits.
    ///
    /// - Returns: Whether there may be more that can be sent now.
    private func deliverBatch(
        _ delivery: inout Delivery,
        _ send: (OutboxItem) async throws -> Entry,
        _ refused: (Refusal) async throws -> Void
    ) async throws -> Bool {
        // What is accepted meanwhile is sent with the next batch.
        let batch = try await waiting().prefix(Self.batchItems)
        var done: [UUID] = []
        for item in batch {
            let refusal: Refusal
            do {
                delivery.delivered.append(try await send(item))
                done.append(item.uuid)
                continue
            } catch let error as HostError where Self.isRefusal(error) {
                refusal = Refusal(item: item, reason: error)
            } catch {
                try await finish(done)
                guard let error = error as? HostError else { throw error }
                delivery.stoppedBy = error
                return false
            }
            do {
                try await refused(refusal)
                done.append(item.uuid)
            } catch {
                try await finish(done)
                throw error
            }
        }
        try await finish(done)
        return !batch.isEmpty
    }

    /// Whether an error says that the host will never take something.
    package static func isRefusal(_ error: HostError) -> Bool { OutboxLog.verdict(on: error) == .refused }

    /// How many items are sent before the file is read and written again.
    private static let batchItems = 64

    /// Notes that items are done, and empties the file after the last one.
    ///
    /// Whoever is stopped before has them sent again under the same UUIDs, which changes nothing.
    private func finish(_ uuids: [UUID]) async throws {
        guard !uuids.isEmpty else { return }
        let file = file
        try await file.use {
            let lines = try uuids.reduce(into: Data()) { $0 += try OutboxLog.line(.done($1)) }
            // Not durable: what a crash takes is sent again too.
            try file.append(lines, isDurable: false, limitBytes: Self.limitBytes + (1 << 20))
            let log = try Self.read(file)
            if log.waiting.isEmpty { try file.replace(with: try log.compacted()) }
        }
    }

    private static func read(_ file: LocalFile) throws -> OutboxLog {
        OutboxLog(reading: try file.read(limitBytes: 2 * limitBytes) ?? Data())
    }
}
