package import Foundation
import Synchronization
package import TchatClient
package import TchatModel

/// Keeps things for a host in memory, as the program does on disk.
package final class MemoryStorage: HostStorage {
    private struct State {
        var waiting: [OutboxItem] = []
        var copies: [String: [Entry]] = [:]
        var failure: LocalFileError?
        var appends = 0
    }

    private let state = Mutex(State())

    /// Begins empty.
    package init() {}

    /// Begins with copies of conversations.
    package init(copies: [String: [Entry]]) {
        state.withLock { $0.copies = copies }
    }

    /// What can't be done; nil for nothing.
    package var failure: LocalFileError? {
        get { state.withLock(\.failure) }
        set { state.withLock { $0.failure = newValue } }
    }

    /// What is copied of a conversation.
    package func copy(of conversation: String) -> [Entry] { state.withLock { $0.copies[conversation] ?? [] } }

    /// How often something was added to a copy.
    package var appends: Int { state.withLock(\.appends) }

    /// What waits.
    package var items: [OutboxItem] { state.withLock(\.waiting) }

    /// Has something wait that an earlier run accepted.
    @discardableResult
    package func accepted(_ draft: EntryDraft, for conversation: String, at date: Date = Date()) -> UUID {
        let item = OutboxItem(uuid: UUID(), conversation: conversation, at: date, draft: draft)
        state.withLock { $0.waiting.append(item) }
        return item.uuid
    }

    private func use<Result>(_ body: (inout sending State) throws -> sending Result) throws -> sending Result {
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            return try body(&state)
        }
    }

    // MARK: - HostStorage

    package func accept(_ draft: EntryDraft, for conversation: String) async throws -> UUID {
        let item = OutboxItem(uuid: UUID(), conversation: conversation, at: Date(), draft: draft)
        try use { $0.waiting.append(item) }
        return item.uuid
    }

    package func waiting() async throws -> [OutboxItem] { try use { $0.waiting } }

    package func discard(_ uuid: UUID) async throws { try use { $0.waiting.removeAll { $0.uuid == uuid } } }

    package func deliver(
        using client: any HostClient,
        asOperator: @Sendable (_ conversation: String) -> Bool,
        refused: @Sendable (Outbox.Refusal) async throws -> Void
    ) async throws -> Outbox.Delivery {
        var delivery = Outbox.Delivery()
        while let item = try await waiting().first {
            do {
                let entry = try await client.put(
                    item.draft,
                    uuid: item.uuid,
                    in: item.conversation,
                    asOperator: asOperator(item.conversation)
                )
                delivery.delivered.append(entry)
            } catch let error as HostError where Outbox.isRefusal(error) {
                try await refused(Outbox.Refusal(item: item, reason: error))
            } catch is CancellationError where Task.isCancelled {
                return delivery
            } catch let error as HostError {
                delivery.stoppedBy = error
                return delivery
            }
            try await discard(item.uuid)
        }
        return delivery
    }

    package func entries(of conversation: String, limit: Int) async throws -> [Entry] {
        try use { Array(($0.copies[conversation] ?? []).suffix(limit)) }
    }

    package func lastID(of conversation: String) async throws -> Int? { try use { $0.copies[conversation]?.last?.id } }

    package func append(_ entries: [Entry], to conversation: String) async throws {
        try use { state in
            state.appends += 1
            for entry in entries.sorted(by: { $0.id < $1.id })
            where entry.id > state.copies[conversation]?.last?.id ?? 0 {
                state.copies[conversation, default: []].append(entry)
            }
        }
    }

    package func forget(after id: Int, of conversation: String) async throws {
        try use { $0.copies[conversation]?.removeAll { $0.id > id } }
    }

    package func removeCopies() async throws { try use { $0.copies = [:] } }
}
