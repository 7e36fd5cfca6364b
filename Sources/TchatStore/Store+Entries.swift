import FoundationEssentials
import GRDB
public import TchatModel

extension Store {
    /// The most entries that a page holds.
    public static let longestPage = 1000

    /// Adds an entry, and behind it those that follow from it, once the first is new: all of them, or none.
    ///
    /// Whoever isn't sure that an entry has arrived adds it again under the same UUID.
    /// - Throws: ``StoreError/conflict(_:)`` when that UUID already stands for something else, in another conversation or
    ///   by another author; ``StoreError/unknownConversation(_:)`` before its person was added.
    @discardableResult
    public func append(
        _ entry: NewEntry,
        then followUps: [NewEntry] = []
    ) async throws(StoreError) -> Appended {
        let row = try EntryRow(entry)
        var following: [EntryRow] = []
        for followUp in followUps { following.append(try EntryRow(followUp)) }
        return try await commits.write { [now, following] db, entries in
            // Whatever is refused is so before the first of them is written.
            if !following.isEmpty, let stored = try Self.row(of: row.uuid, db) { return try Self.again(row, stored) }
            for followUp in following {
                guard try Self.row(of: followUp.uuid, db) == nil else { throw StoreError.conflict(followUp.uuid) }
                try Self.requireConversation(followUp.conversation, db)
            }
            let date = now().roundedToMilliseconds
            let new: Entry
            do {
                new = try row.insert(at: date, db)
            } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE {
                // To look first would cost each new entry more than this costs the few that come again.
                guard let stored = try Self.row(of: row.uuid, db) else { throw error }
                return try Self.again(row, stored)
            } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_FOREIGNKEY {
                throw StoreError.unknownConversation(row.conversation ?? "")
            }
            entries.append(new)
            for followUp in following { entries.append(try followUp.insert(at: date, db)) }
            return Appended(entry: new, isNew: true)
        }
    }

    /// The highest id that was ever given to an entry; 0 when none was.
    public func lastEntryID() async throws(StoreError) -> Int {
        try await read { try Self.lastEntryID($0) }
    }

    /// A page of the log, oldest entry first.
    ///
    /// - Parameters:
    ///   - scope: Which entries.
    ///   - after: Only those behind that id; then it is the first ones of them, otherwise the last ones.
    ///   - before: Only those in front of that id.
    ///   - limit: How many at most, 1 to ``longestPage``.
    ///   - search: Only those whose text has all these words, the last one as a beginning; case and accents don't count.
    public func entries(
        of scope: Scope,
        after: Int? = nil,
        before: Int? = nil,
        limit: Int = 100,
        search: String? = nil
    ) async throws(StoreError) -> EntryPage {
        var query = EntryQuery(scope: scope, isAscending: after != nil, limit: min(max(limit, 1), Self.longestPage))
        query.after = after ?? 0
        query.before = before ?? Int.max
        if let search {
            guard let expression = SearchExpression.matching(search) else {
                return EntryPage(entries: [], hasMore: false)
            }
            query.matching = expression
        }
        return try await read { [query] in try query.page($0) }
    }
}

extension Store {
    static func lastEntryID(_ db: Database) throws -> Int {
        try Int.fetchOne(db.cachedStatement(sql: "SELECT seq FROM sqlite_sequence WHERE name = 'entry'")) ?? 0
    }

    /// What an entry comes to whose UUID stands in the log.
    private static func again(_ row: EntryRow, _ stored: Row) throws -> Appended {
        guard row.isSame(as: stored) else { throw StoreError.conflict(row.uuid) }
        return Appended(entry: try Entry(stored), isNew: false)
    }

    private static func row(of uuid: UUID, _ db: Database) throws -> Row? {
        try Row.fetchOne(db.cachedStatement(sql: "SELECT * FROM entry WHERE uuid = ?"), arguments: [uuid])
    }
}
