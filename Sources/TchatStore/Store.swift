public import FoundationEssentials
import GRDB
public import Logging
public import TchatModel

/// The durable log of a host: what was said and done, by whom, and how far each has read it.
///
/// ```swift
/// let store = try Store(in: "/var/lib/tchat", logger: logger)
/// store.onCommit { entries in … }
/// _ = try await store.addPerson(name: "alice", kind: .paired, role: .member)
/// let appended = try await store.append(
///     NewEntry(conversation: "alice", author: Author(kind: .person, name: "alice"), content: .message(text: "bonjour"))
/// )
/// ```
///
/// What was written is on disk when the call returns; calls at the same time share the wait for it (``GroupCommit``).
/// Reads never wait for writes. A conversation exists from the moment its person is added, and outlasts the person's
/// access.
public struct Store: Sendable {
    /// The host's own identifier, made when the log was.
    public let hostID: UUID

    /// The folder the log is in.
    public let directory: String

    let database: DatabasePool
    let commits: GroupCommit
    let now: @Sendable () -> Date
    private let folder: StoreFolder

    /// Opens the log in a folder, and makes both where they are missing.
    ///
    /// The folder is made for its owner alone (mode 0700), and so are the files (0600). One process at a time has it
    /// open; ``LogReader`` can read it meanwhile. This call waits for the disk: it is for the start of a program.
    public init(
        in directory: String,
        logger: Logger,
        now: @escaping @Sendable () -> Date = { Date() }
    ) throws(StoreError) {
        folder = try StoreFolder(directory, logger: logger)
        self.directory = directory
        self.now = now
        do {
            database = try DatabasePool(path: folder.databasePath, configuration: Self.configuration())
            try Self.refuseNewerSchema(database, in: directory)
            // GRDB sets NORMAL for a pool, which may lose the last transactions when the power fails.
            try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            try Schema.migrator().migrate(database)
            hostID = try Self.hostID(makingItIn: database)
        } catch {
            throw StoreError(error, in: directory)
        }
        commits = GroupCommit(to: database, in: directory, logger: logger)
    }

    /// Sets what is told of the new entries of each transaction, oldest first, before any of their appends returns.
    ///
    /// Transactions are told one after the other, in the order of their ids. The handler runs on the database's queue
    /// and holds up the next transaction, so it is to hand the entries on and return. Set it before the first append.
    public func onCommit(_ handler: @escaping @Sendable ([Entry]) -> Void) {
        commits.onCommit(handler)
    }

    /// Writes what still waits, closes the log and lets another process open it.
    ///
    /// It waits for the disk, so it is the last thing a program does. Later calls fail with ``StoreError/closed``.
    public func close() {
        commits.close()
        do {
            // Only the last connection brings what is in the write-ahead log into the database itself, and a reader can't.
            database.invalidateReadOnlyConnections()
            try database.close()
            folder.unlock()
        } catch {
            // A read is under way. Its connection, and with it the lock, goes when the last user of the store does.
        }
    }

    // MARK: - Reading and writing

    /// Reads a consistent state; a cancelled task stops it.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        do {
            return try await database.read(body)
        } catch {
            throw StoreError(error, in: directory)
        }
    }

    /// Writes in the next transaction, together with whatever else is written then.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        try await commits.write { db, _ in try body(db) }
    }

    // MARK: - Opening

    private static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.label = "tchat"
        configuration.maximumReaderCount = 3
        // Another process may be reading, and a backup may hold the file for a moment.
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { db in
            // A log is read at its end: this holds the pages that are needed again and again.
            try db.execute(sql: "PRAGMA cache_size = -512")
            guard !db.configuration.readonly else { return }
            try db.execute(
                sql: """
                    PRAGMA auto_vacuum = INCREMENTAL;
                    PRAGMA journal_size_limit = 16777216;
                    """
            )
        }
        return configuration
    }

    private static func refuseNewerSchema(_ database: any DatabaseReader, in directory: String) throws {
        let isNewer = try database.read { try Schema.migrator().hasBeenSuperseded($0) }
        if isNewer { throw StoreError.newerSchema(directory: directory) }
    }

    private static func hostID(makingItIn database: any DatabaseWriter) throws -> UUID {
        try database.write { db in
            if let id = try UUID.fetchOne(db, sql: "SELECT id FROM host") { return id }
            let id = UUID()
            try db.execute(sql: "INSERT INTO host (only, id) VALUES (1, ?)", arguments: [id])
            return id
        }
    }
}
