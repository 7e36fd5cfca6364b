public import FoundationEssentials
import GRDB
import TchatModel

extension Store {
    /// Deletes the oldest entries: those older than a date, and as many as the log is too large; returns how many.
    ///
    /// Ids are not used again. It works in small transactions, between which others write. A size is met roughly, as
    /// entries differ, and never by deleting the newest entry. What stood under a deleted UUID is new again, so keep
    /// more than the days for which a client tries again.
    public func prune(olderThan date: Date?, keepingBytes: Int?) async throws(StoreError) -> Int {
        var last = 0
        if let date {
            last = try await read { db in
                // Ids grow with time, but for a clock that was set: whatever lies before the first young one is old.
                try Int.fetchOne(
                    db,
                    sql:
                        "SELECT coalesce((SELECT min(id) - 1 FROM entry WHERE at >= ?), (SELECT max(id) FROM entry), 0)",
                    arguments: [date.millisecondsSince1970]
                ) ?? 0
            }
        }
        if let keepingBytes {
            last = max(last, try await read { try Self.lastEntryToDelete(keepingBytes: keepingBytes, $0) })
        }
        guard last > 0 else { return 0 }
        var deleted = 0
        while true {
            let count = try await write { [last] db in try Self.deleteOldest(upTo: last, db) }
            guard count > 0 else { return deleted }
            deleted += count
        }
    }

    /// How many entries go in one transaction.
    private static let pruneBatch = 200

    private static func lastEntryToDelete(keepingBytes: Int, _ db: Database) throws -> Int {
        func number(_ sql: String) throws -> Int { try Int.fetchOne(db, sql: sql) ?? 0 }
        let pages = try number("PRAGMA page_count") - number("PRAGMA freelist_count")
        let bytes = try pages * number("PRAGMA page_size")
        let count = try number("SELECT count(*) FROM entry")
        guard bytes > keepingBytes, count > 1 else { return 0 }
        let surplus = Double(bytes - max(keepingBytes, 0)) / Double(bytes) * Double(count)
        return try Int.fetchOne(
            db,
            sql: "SELECT id FROM entry ORDER BY id LIMIT 1 OFFSET ?",
            arguments: [min(Int(surplus.rounded(.up)), count - 1) - 1]
        ) ?? 0
    }

    private static func deleteOldest(upTo last: Int, _ db: Database) throws -> Int {
        let end = try Int.fetchOne(
            db,
            sql: "SELECT max(id) FROM (SELECT id FROM entry WHERE id <= ? ORDER BY id LIMIT ?)",
            arguments: [last, pruneBatch]
        )
        guard let end else { return 0 }
        // A conversation whose newest entry goes has none left.
        try db.execute(sql: "UPDATE person SET newestEntryID = NULL WHERE newestEntryID <= ?", arguments: [end])
        try db.execute(sql: "DELETE FROM entry WHERE id <= ?", arguments: [end])
        let count = db.changesCount
        // Gives back some of what was freed: the search index still names deleted entries until it is merged.
        try db.execute(
            sql: """
                INSERT INTO entryText (entryText, rank) VALUES ('merge', 200);
                PRAGMA incremental_vacuum(500);
                """
        )
        return count
    }
}
