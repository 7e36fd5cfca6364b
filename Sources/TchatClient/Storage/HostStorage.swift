public import FoundationEssentials
public import TchatModel

/// What is kept on this computer for one host: what was said and not taken yet, and copies to read while it is away.
///
/// All calls throw ``LocalFileError``, deliveries ``HostError`` besides.
public protocol HostStorage: Sendable {
    /// Takes something to be delivered; once this returns it is on disk.
    func accept(_ draft: EntryDraft, for conversation: String) async throws -> UUID
    /// What waits, in the order it was said.
    func waiting() async throws -> [OutboxItem]
    /// Forgets something that was not delivered yet.
    func discard(_ uuid: UUID) async throws
    /// Sends what waits, in order; stops at what may pass, and puts aside what the host will never take.
    ///
    /// - Parameters:
    ///   - client: Takes it to the host.
    ///   - asOperator: Whether a conversation is written to as who answers at the host.
    ///   - refused: Is told what the host will never take, before that is noted; what it throws leaves it in the outbox.
    func deliver(
        using client: any HostClient,
        asOperator: @Sendable (_ conversation: String) -> Bool,
        refused: @Sendable (Outbox.Refusal) async throws -> Void
    ) async throws -> Outbox.Delivery
    /// The newest copied entries of a conversation, oldest first.
    func entries(of conversation: String, limit: Int) async throws -> [Entry]
    /// The id of the newest copied entry of a conversation; nil when there is none.
    func lastID(of conversation: String) async throws -> Int?
    /// Adds entries to the copy.
    func append(_ entries: [Entry], to conversation: String) async throws
    /// Forgets the copied entries after one: the host's log went back behind them.
    func forget(after id: Int, of conversation: String) async throws
    /// Deletes all copies; what waits to be delivered stays.
    func removeCopies() async throws
}

/// What this user's data folder holds of one host: an ``Outbox`` and a ``LocalCopy``.
public struct LiveHostStorage: HostStorage {
    private let outbox: Outbox
    private let copy: LocalCopy

    /// Names what is kept for a host.
    public init(of host: UUID, in folder: DataFolder) {
        outbox = Outbox(for: host, in: folder)
        copy = LocalCopy(of: host, in: folder)
    }

    /// Takes something to be delivered; once this returns it is on disk.
    public func accept(_ draft: EntryDraft, for conversation: String) async throws -> UUID {
        try await outbox.accept(draft, for: conversation)
    }

    /// What waits, in the order it was said.
    public func waiting() async throws -> [OutboxItem] { try await outbox.waiting() }

    /// Forgets something that was not delivered yet.
    public func discard(_ uuid: UUID) async throws { try await outbox.discard(uuid) }

    /// Sends what waits, in order; stops at what may pass, and puts aside what the host will never take.
    public func deliver(
        using client: any HostClient,
        asOperator: @Sendable (_ conversation: String) -> Bool,
        refused: @Sendable (Outbox.Refusal) async throws -> Void
    ) async throws -> Outbox.Delivery {
        try await outbox.deliver(using: client, asOperator: asOperator, refused: refused)
    }

    /// The newest copied entries of a conversation, oldest first.
    public func entries(of conversation: String, limit: Int) async throws -> [Entry] {
        try await copy.entries(of: conversation, limit: limit)
    }

    /// The id of the newest copied entry of a conversation; nil when there is none.
    public func lastID(of conversation: String) async throws -> Int? { try await copy.lastID(of: conversation) }

    /// Adds entries to the copy.
    public func append(_ entries: [Entry], to conversation: String) async throws {
        try await copy.append(entries, to: conversation)
    }

    /// Forgets the copied entries after one: the host's log went back behind them.
    public func forget(after id: Int, of conversation: String) async throws {
        try await copy.forget(after: id, of: conversation)
    }

    /// Deletes all copies; what waits to be delivered stays.
    public func removeCopies() async throws { try await copy.remove() }
}
