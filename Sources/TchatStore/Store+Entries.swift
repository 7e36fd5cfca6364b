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

    /// Every conversation as a reader sees it, the one with the newest entry first; or the one of that name.
    ///
    /// Those nobody would look for are left out unless they are named: without an entry, of guests, of people without
    /// access, and of this machine's users.
    public func summaries(
        for reader: Author,
        only name: String? = nil
    ) async throws(StoreError) -> [ConversationSummary] {
        try await read { db in
            var summaries: [ConversationSummary] = []
            let people =
                if let name {
                    try Row.fetchCursor(db, sql: Self.selectPeople + " WHERE name = ?", arguments: [name])
                } else {
                    try Row.fetchCursor(
                        db,
                        sql: Self.selectPeople + """
                             WHERE EXISTS (SELECT 1 FROM entry WHERE conversation = name)
                                OR (revokedAt IS NULL AND kind = 'paired' AND role <> 'guest')
                            ORDER BY name
                            """
                    )
                }
            while let row = try people.next() {
                summaries.append(try Self.summary(of: try Person(row), for: reader, db))
            }
            // The sort is stable: those without an entry stay in the order of their names.
            return summaries.sorted { ($0.lastEntry?.id ?? 0) > ($1.lastEntry?.id ?? 0) }
        }
    }

    /// Whether there is a conversation of that name, even of someone who no longer has access.
    public func hasConversation(_ name: String) async throws(StoreError) -> Bool {
        try await read { try Self.hasConversation(name, $0) }
    }
}

extension Store {
    /// Unread messages are not counted further than this.
    static let mostUnread = 1000

    static func lastEntryID(_ db: Database) throws -> Int {
        try Int.fetchOne(db.cachedStatement(sql: "SELECT seq FROM sqlite_sequence WHERE name = 'entry'")) ?? 0
    }

    static func hasConversation(_ name: String, _ db: Database) throws -> Bool {
        try Bool.fetchOne(db.cachedStatement(sql: "SELECT 1 FROM person WHERE name = ?"), arguments: [name]) ?? false
    }

    static func requireConversation(_ name: String?, _ db: Database) throws {
        if let name, try !hasConversation(name, db) { throw StoreError.unknownConversation(name) }
    }

    /// What an entry comes to whose UUID stands in the log.
    private static func again(_ row: EntryRow, _ stored: Row) throws -> Appended {
        guard row.isSame(as: stored) else { throw StoreError.conflict(row.uuid) }
        return Appended(entry: try Entry(stored), isNew: false)
    }

    private static func row(of uuid: UUID, _ db: Database) throws -> Row? {
        try Row.fetchOne(db.cachedStatement(sql: "SELECT * FROM entry WHERE uuid = ?"), arguments: [uuid])
    }

    private static func summary(of person: Person, for reader: Author, _ db: Database) throws -> ConversationSummary {
        let last = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT * FROM entry WHERE conversation = ? ORDER BY id DESC LIMIT 1"),
            arguments: [person.name]
        )
        let markers = try Marker.fetchAll(of: person.name, db)
        let read = markers.first { $0.reader == reader }?.read ?? 0
        // In a conversation a person writes, and those who answer: neither has missed what their own side said.
        let others: [Author.Kind] = reader.kind == .person ? [.operator, .host] : [.person]
        var unread = 0
        for kind in others {
            unread +=
                try Int.fetchOne(
                    db.cachedStatement(
                        sql: """
                            SELECT count(*) FROM (
                                SELECT 1 FROM entry WHERE type = 'message' AND conversation = ? AND authorKind = ? AND id > ?
                                LIMIT \(mostUnread)
                            )
                            """
                    ),
                    arguments: [person.name, kind.rawValue, read]
                ) ?? 0
        }
        return ConversationSummary(
            name: person.name,
            person: person,
            lastEntry: try last.map { try Entry($0) },
            unread: min(unread, mostUnread),
            markers: markers
        )
    }
}
