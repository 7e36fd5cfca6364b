public import FoundationEssentials
public import TchatClient
public import TchatModel

/// What the window asks of a host: ``HostConnection`` in the program, a script in tests.
///
/// All calls throw ``HostError``, or `CancellationError` when the task was cancelled.
public nonisolated protocol HostClient: Sendable {
    /// What the host is, how it does, and who is asking.
    func status() async throws -> HostStatus
    /// The samples of the last seconds, oldest first.
    func history(seconds: Int) async throws -> [Vitals]
    /// The conversations the caller may read.
    func conversations() async throws -> [ConversationSummary]
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
    /// With vitals, it is also noticed when the host is silent; without, nothing comes for as long as nothing happens.
    func events(after lastID: Int?, vitals: Bool, asOperator: Bool)
        -> any AsyncSequence<StreamEvent, any Error> & Sendable
    /// Lets streams that wait for their next attempt make it now.
    func retryNow()
    /// Ends all calls and streams.
    func shutDown() async
}

/// What is kept on this computer for one host: what was said and not taken yet, and copies to read while it is away.
///
/// All calls throw ``LocalFileError``, deliveries ``HostError`` besides.
public nonisolated protocol HostStorage: Sendable {
    /// Takes something to be delivered; once this returns it is on disk.
    func accept(_ draft: EntryDraft, for conversation: String) async throws -> UUID
    /// What waits, in the order it was said.
    func waiting() async throws -> [OutboxItem]
    /// Forgets something that was not delivered yet.
    func discard(_ uuid: UUID) async throws
    /// Sends what waits, in order; stops at what may pass, and puts aside what the host will never take.
    ///
    /// - Parameter asOperator: Whether a conversation is written to as who answers at the host.
    func deliver(using client: any HostClient, asOperator: @Sendable (_ conversation: String) -> Bool) async throws
        -> Outbox.Delivery
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
