import Foundation
import Synchronization
import TchatModel

@testable import TchatClient
@testable import TchatPresentation

/// Keeps things for a host in memory, as the program does on disk.
nonisolated final class MemoryStorage: HostStorage {
    private struct State {
        var waiting: [OutboxItem] = []
        var copies: [String: [Entry]] = [:]
        var failure: LocalFileError?
        var now: @Sendable () -> Date = { Date() }
    }

    private let state = Mutex(State())

    /// Begins empty.
    init() {}

    /// Begins with copies of conversations.
    init(copies: [String: [Entry]]) {
        state.withLock { $0.copies = copies }
    }

    /// What can't be done; nil for nothing.
    var failure: LocalFileError? {
        get { state.withLock(\.failure) }
        set { state.withLock { $0.failure = newValue } }
    }

    /// What is copied of a conversation.
    func copy(of conversation: String) -> [Entry] { state.withLock { $0.copies[conversation] ?? [] } }

    /// What waits.
    var items: [OutboxItem] { state.withLock(\.waiting) }

    /// Has something wait that an earlier run accepted.
    @discardableResult
    func accepted(_ draft: EntryDraft, for conversation: String, at date: Date = Date()) -> UUID {
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

    func accept(_ draft: EntryDraft, for conversation: String) async throws -> UUID {
        let item = OutboxItem(uuid: UUID(), conversation: conversation, at: Date(), draft: draft)
        try use { $0.waiting.append(item) }
        return item.uuid
    }

    func waiting() async throws -> [OutboxItem] { try use { $0.waiting } }

    func discard(_ uuid: UUID) async throws { try use { $0.waiting.removeAll { $0.uuid == uuid } } }

    func deliver(using client: any HostClient, asOperator: @Sendable (_ conversation: String) -> Bool) async throws
        -> Outbox.Delivery
    {
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
            } catch let error as HostError where OutboxLog.verdict(on: error) == .refused {
                delivery.refused.append((item, error))
            } catch let error as HostError {
                delivery.stoppedBy = error
                delivery.waiting = items.count
                return delivery
            }
            try await discard(item.uuid)
        }
        return delivery
    }

    func entries(of conversation: String, limit: Int) async throws -> [Entry] {
        try use { Array(($0.copies[conversation] ?? []).suffix(limit)) }
    }

    func lastID(of conversation: String) async throws -> Int? { try use { $0.copies[conversation]?.last?.id } }

    func append(_ entries: [Entry], to conversation: String) async throws {
        try use { state in
            for entry in entries.sorted(by: { $0.id < $1.id })
            where entry.id > state.copies[conversation]?.last?.id ?? 0 {
                state.copies[conversation, default: []].append(entry)
            }
        }
    }

    func forget(after id: Int, of conversation: String) async throws {
        try use { $0.copies[conversation]?.removeAll { $0.id > id } }
    }

    func removeCopies() async throws { try use { $0.copies = [:] } }
}
