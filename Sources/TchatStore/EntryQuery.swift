import GRDB
import TchatModel

/// Which entries are read, in which direction and how many.
struct EntryQuery: Sendable {
    var scope: Scope
    /// Whether the first ones are wanted, not the last ones.
    var isAscending: Bool
    var limit: Int
    /// Only those behind that id.
    var after = 0
    /// Only those in front of that id.
    var before = Int.max
    /// An expression of full-text search.
    var matching: String?

    /// Reads them, and whether there are more in that direction.
    func page(_ db: Database) throws -> EntryPage {
        var entries: [Entry] = []
        var hasMore = false
        let (sql, arguments) = statement
        let rows = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: arguments)
        while let row = try rows.next() {
            if entries.count == limit {
                hasMore = true
                break
            }
            entries.append(try Entry(row))
        }
        return EntryPage(entries: isAscending ? entries : entries.reversed(), hasMore: hasMore)
    }

    /// Each form reads its rows from an index in the order they are wanted, and stops at the limit.
    private var statement: (sql: String, arguments: StatementArguments) {
        let order = isAscending ? "ASC" : "DESC"
        switch (scope, matching) {
        case (.everything, nil):
            return (
                "SELECT * FROM entry WHERE id > ? AND id < ? ORDER BY id \(order) LIMIT ?",
                [after, before, limit + 1]
            )
        case (.conversation(let name), nil):
            // One condition with OR would make SQLite sort the whole conversation.
            return (
                """
                SELECT * FROM entry WHERE conversation = ? AND id > ? AND id < ?
                UNION ALL
                SELECT * FROM entry WHERE conversation IS NULL AND id > ? AND id < ?
                ORDER BY id \(order) LIMIT ?
                """,
                [name, after, before, after, before, limit + 1]
            )
        case (.everything, let matching?):
            return (
                """
                SELECT entry.* FROM entryText JOIN entry ON entry.id = entryText.rowid
                WHERE entryText MATCH ? AND entryText.rowid > ? AND entryText.rowid < ?
                ORDER BY entryText.rowid \(order) LIMIT ?
                """,
                [matching, after, before, limit + 1]
            )
        case (.conversation(let name), let matching?):
            return (
                """
                SELECT entry.* FROM entryText JOIN entry ON entry.id = entryText.rowid
                WHERE entryText MATCH ? AND entryText.rowid > ? AND entryText.rowid < ?
                    AND (entry.conversation = ? OR entry.conversation IS NULL)
                ORDER BY entryText.rowid \(order) LIMIT ?
                """,
                [matching, after, before, name, limit + 1]
            )
        }
    }
}
