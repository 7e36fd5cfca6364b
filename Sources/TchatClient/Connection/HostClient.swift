public import FoundationEssentials
public import TchatModel

/// What a client asks of a host: ``HostConnection`` in the programs, a script in tests.
///
/// All calls throw ``HostError``, or `CancellationError` when the task was cancelled.
public protocol HostClient: Sendable {
    /// What happens on the host.
    associatedtype Events: AsyncSequence<StreamEvent, any Error> & Sendable

    /// What the host is, how it does, and who is asking.
    func status() async throws -> HostStatus
    /// The samples of the last seconds, oldest first.
    func history(seconds: Int) async throws -> [Vitals]
    /// The conversations the caller may read, the one with the newest entry first.
    func conversations() async throws -> [ConversationSummary]
    /// The newest entry of any conversation that the caller may read; nil when there is none.
    func newestEntryID() async throws -> Int?
    /// A page of a conversation, oldest first.
    func entries(of conversation: String, after: Int?, before: Int?, limit: Int, search: String?) async throws
        -> EntryPage
    /// Puts something into a conversation; with the same UUID again it changes nothing.
    func put(_ draft: EntryDraft, uuid: UUID, in conversation: String, asOperator: Bool) async throws -> Entry
    /// Tells how far the caller has received and seen a conversation.
    func mark(_ update: MarkerUpdate, in conversation: String, asOperator: Bool) async throws -> Marker
    /// Resets or stops the server.
    func control(_ action: ControlAction) async throws
    /// What happens on the host; reconnects by itself.
    ///
    /// With vitals or comments it is also noticed when the host is silent; without, nothing comes for as long as nothing
    /// happens.
    func events(after lastID: Int?, vitals: Bool, comments: Bool, asOperator: Bool) -> Events
    /// Lets streams that wait for their next attempt make it now.
    func retryNow()
    /// Ends all calls and streams.
    func shutDown() async
}

extension HostClient {
    /// The newest entry of any conversation that the caller may read; nil when there is none.
    public func newestEntryID() async throws -> Int? { try await conversations().first?.lastEntryID }
}

extension HostConnection: HostClient {}
