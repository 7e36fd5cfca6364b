import FoundationEssentials
import TchatClient
import TchatModel

/// A host over the network, or through this computer's Unix socket.
nonisolated struct LiveHostClient: HostClient {
    private let connection: HostConnection

    init(_ endpoint: HostEndpoint) {
        connection = HostConnection(to: endpoint)
    }

    func status() async throws -> HostStatus { try await connection.status() }

    func history(seconds: Int) async throws -> [Vitals] { try await connection.history(seconds: seconds) }

    func conversations() async throws -> [ConversationSummary] { try await connection.conversations() }

    func entries(of conversation: String, after: Int?, before: Int?, limit: Int, search: String?) async throws
        -> EntryPage
    {
        try await connection.entries(of: conversation, after: after, before: before, limit: limit, search: search)
    }

    func put(_ draft: EntryDraft, uuid: UUID, in conversation: String, asOperator: Bool) async throws -> Entry {
        try await connection.put(draft, uuid: uuid, in: conversation, asOperator: asOperator)
    }

    func mark(_ update: MarkerUpdate, in conversation: String, asOperator: Bool) async throws -> Marker {
        try await connection.mark(update, in: conversation, asOperator: asOperator)
    }

    func control(_ action: ControlAction) async throws { try await connection.control(action) }

    func events(after lastID: Int?, vitals: Bool, asOperator: Bool)
        -> any AsyncSequence<StreamEvent, any Error> & Sendable
    {
        // A hidden window has no vitals, and sleeps until something happens.
        connection.events(after: lastID, vitals: vitals, comments: vitals, asOperator: asOperator)
    }

    func retryNow() { connection.retryNow() }

    func shutDown() async { await connection.shutDown() }
}
