import FoundationEssentials
import TchatClient
import TchatModel

/// What this user's data folder holds of one host.
nonisolated struct LiveHostStorage: HostStorage {
    private let outbox: Outbox
    private let copy: LocalCopy

    init(of host: UUID, in folder: DataFolder) {
        outbox = Outbox(for: host, in: folder)
        copy = LocalCopy(of: host, in: folder)
    }

    func accept(_ draft: EntryDraft, for conversation: String) async throws -> UUID {
        try await outbox.accept(draft, for: conversation)
    }

    func waiting() async throws -> [OutboxItem] { try await outbox.waiting() }

    func discard(_ uuid: UUID) async throws { try await outbox.discard(uuid) }

    func deliver(using client: any HostClient, asOperator: @Sendable (_ conversation: String) -> Bool) async throws
        -> Outbox.Delivery
    {
        try await outbox.deliver { item in
            try await client.put(
                item.draft,
                uuid: item.uuid,
                in: item.conversation,
                asOperator: asOperator(item.conversation)
            )
        }
    }

    func entries(of conversation: String, limit: Int) async throws -> [Entry] {
        try await copy.entries(of: conversation, limit: limit)
    }

    func lastID(of conversation: String) async throws -> Int? { try await copy.lastID(of: conversation) }

    func append(_ entries: [Entry], to conversation: String) async throws {
        try await copy.append(entries, to: conversation)
    }

    func forget(after id: Int, of conversation: String) async throws {
        try await copy.forget(after: id, of: conversation)
    }

    func removeCopies() async throws { try await copy.remove() }
}
