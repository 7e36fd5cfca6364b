public import FoundationEssentials
import GRDB
import TchatModel

extension Store {
    /// Deletes the oldest entries: those older than a date, and as many as the log is too large; returns how many.
    ///
    /// Ids are not used again. It works in small transactions, between which others write; a cancelled task ends
    /// after the one under way. A size is met roughly, as
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
        while !Task.isCancelled {
            let count = try await write { [last] db in try Self.deleteOldest(upTo: last, db) }
            guard count > 0 else { break }
            deleted += count
        }
        return deleted
    }

    /// Forgets people of classic addresses who were last heard of before a date and of whom nothing is left; returns how
    /// many.
    ///
    /// Whoever has an entry stays, so nobody misses what an operator said to them. Who comes back begins anew. A
    /// cancelled task ends after the transaction under way.
    ///
    /// - Parameter active: The names of those who stay whatever is left of them: they are connected, for example.
    public func forgetClassicPeople(silentSince date: Date, keeping active: Set<String>) async throws(StoreError) -> Int
    {
        let isForgettable = """
            kind = 'classic' AND createdAt < ?1 AND ifnull(lastSeenAt, 0) < ?1
                AND NOT EXISTS (SELECT 1 FROM entry WHERE conversation = name)
            """
        let names = try await read { db in
            try String.fetchAll(
                db,
                sql: "SELECT name FROM person WHERE \(isForgettable)",
                arguments: [date.millisecondsSince1970]
            )
        }
        var rest = names.filter { !active.contains($0) }[...]
        var forgotten = 0
        while !rest.isEmpty, !Task.isCancelled {
            let batch = rest.prefix(Self.pruneBatch)
            rest = rest.dropFirst(batch.count)
            forgotten += try await write { db in
                var count = 0
                for name in batch {
                    // Somebody may have been heard of since they were looked for.
                    let markers =
                        "DELETE FROM marker WHERE conversation IN (SELECT name FROM person WHERE name = ?2 AND"
                    try db.cachedStatement(sql: "\(markers) \(isForgettable))")
                        .execute(arguments: [date.millisecondsSince1970, name])
                    try db.cachedStatement(sql: "DELETE FROM person WHERE name = ?2 AND \(isForgettable)")
                        .execute(arguments: [date.millisecondsSince1970, name])
                    count += db.changesCount
                }
                return count
            }
        }
        return forgotten
    }

    /// How many entries or people go in one transaction.
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
        // When a classic address was last heard of is known by what it said, as long as that is there.
        try db.execute(
            sql: """
                UPDATE person SET lastSeenAt = max(ifnull(lastSeenAt, 0), said.at)
                FROM (
                    SELECT conversation, max(at) AS at FROM entry
                    WHERE id <= ? AND authorKind = 'person' GROUP BY conversation
                ) AS said
                WHERE person.name = said.conversation AND person.kind = 'classic'
                """,
            arguments: [end]
        )
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
