public import FoundationEssentials
import GRDB
import Glibc
import TchatModel

/// Reads the log of a host, whether its server runs or not, and changes nothing.
public struct LogReader: Sendable {
    private let database: any DatabaseReader
    private let directory: String

    /// Opens the log in a folder.
    public init(in directory: String) throws(StoreError) {
        let path = StoreFolder.databasePath(in: directory)
        guard access(path, R_OK) == 0 else {
            throw errno == ENOENT ? .missing(directory: directory) : StoreError(errno: errno, directory: directory)
        }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.label = "tchat.reader"
        // Whoever opens the log first after a crash has to mend it, and others wait for that.
        configuration.busyMode = .timeout(5)
        do {
            database = try DatabaseQueue(path: path, configuration: configuration)
            let migrator = Schema.migrator()
            let (isNewer, isEmpty) = try database.read { db in
                (try migrator.hasBeenSuperseded(db), try migrator.appliedIdentifiers(db).isEmpty)
            }
            guard !isNewer else { throw StoreError.newerSchema(directory: directory) }
            // An older schema does: what it has no column for is read as absent.
            guard !isEmpty else { throw StoreError.missing(directory: directory) }
        } catch {
            throw StoreError(error, in: directory)
        }
        self.directory = directory
    }

    /// The host's own identifier.
    public func hostID() throws(StoreError) -> UUID {
        do {
            guard let id = try database.read({ try UUID.fetchOne($0, sql: "SELECT id FROM host") }) else {
                throw StoreError.missing(directory: directory)
            }
            return id
        } catch {
            throw StoreError(error, in: directory)
        }
    }

    /// Hands out each entry as a line of JSON without its line feed, oldest first: one conversation's, or all.
    ///
    /// It waits for the disk and for whoever takes the lines. It reads a page at a time, so it needs little memory and
    /// doesn't hold up the server; entries that are added meanwhile are left out.
    public func export(conversation: String?, _ line: (String) throws -> Void) throws {
        try database.export(conversation: conversation, in: directory, line)
    }
}

extension Store {
    /// Hands out each entry as a line of JSON, like ``LogReader/export(conversation:_:)``.
    public func export(conversation: String?, _ line: (String) throws -> Void) throws {
        try database.export(conversation: conversation, in: directory, line)
    }
}

extension DatabaseReader {
    fileprivate func export(
        conversation: String?,
        in directory: String,
        _ line: (String) throws -> Void
    ) throws {
        func page<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
            do {
                return try read(body)
            } catch {
                throw StoreError(error, in: directory)
            }
        }
        let last = try page { db in
            if let conversation { try Store.requireConversation(conversation, db) }
            return try Store.lastEntryID(db)
        }
        let scope = conversation.map { Scope.conversation($0) } ?? .everything
        var query = EntryQuery(scope: scope, isAscending: true, limit: 500)
        query.before = last + 1
        let encoder = APICoding.encoder()
        while true {
            let entries = try page { try query.page($0) }
            for entry in entries.entries {
                try line(String(decoding: try encoder.encode(entry), as: UTF8.self))
            }
            guard entries.hasMore, let newest = entries.entries.last else { return }
            query.after = newest.id
        }
    }
}
