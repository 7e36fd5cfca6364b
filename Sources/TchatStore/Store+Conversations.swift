import GRDB
public import TchatModel

extension Store {
    /// The most conversations that a page holds.
    public static let longestConversationPage = 500

    /// A page of the conversations as a reader sees them, the one with the newest entry first.
    ///
    /// Those without an entry come last, by name; of them, those nobody would look for are left out: of guests, of people
    /// without access, and of this machine's users.
    ///
    /// - Parameters:
    ///   - position: Where the page begins; without it, with the first.
    ///   - limit: How many at most, 1 to ``longestConversationPage``.
    ///   - reader: As whom the reader reads the conversation of that name.
    public func conversations(
        at position: ConversationPosition? = nil,
        limit: Int = 100,
        as reader: @escaping @Sendable (_ conversation: String) -> Author
    ) async throws(StoreError) -> ConversationList {
        let limit = min(max(limit, 1), Self.longestConversationPage)
        return try await read { db in
            // One more than is wanted tells whether there are more.
            let rows = try Self.people(at: position, limit: limit + 1, db)
            let summaries = try rows.prefix(limit).map { try Self.summary(of: $0, as: reader, db) }
            return ConversationList(conversations: summaries, hasMore: rows.count > limit)
        }
    }

    /// The conversation of that name as a reader sees it, whoever's it is.
    public func conversation(_ name: String, as reader: Author) async throws(StoreError) -> ConversationSummary? {
        try await read { db in
            try Row.fetchOne(db, sql: Self.selectPeople + " WHERE name = ?", arguments: [name])
                .map { try Self.summary(of: $0, as: { _ in reader }, db) }
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

    static let selectConversationsWithEntries =
        selectPeople + " WHERE newestEntryID < ? ORDER BY newestEntryID DESC LIMIT ?"
    static let selectEmptyConversations =
        selectPeople + """
             INDEXED BY emptyConversation
            WHERE newestEntryID IS NULL AND revokedAt IS NULL AND kind = 'paired' AND role <> 'guest' AND name > ?
            ORDER BY name LIMIT ?
            """

    /// Keeps of each conversation which entry is its newest, once for all that are written in a transaction.
    static func noteNewest(of entries: [Entry], _ db: Database) throws {
        var noted: Set<String> = []
        for entry in entries.reversed() {
            guard let conversation = entry.conversation, noted.insert(conversation).inserted else { continue }
            try db.cachedStatement(sql: "UPDATE person SET newestEntryID = ? WHERE name = ?")
                .execute(arguments: [entry.id, conversation])
        }
    }

    static func hasConversation(_ name: String, _ db: Database) throws -> Bool {
        try Bool.fetchOne(db.cachedStatement(sql: "SELECT 1 FROM person WHERE name = ?"), arguments: [name]) ?? false
    }

    static func requireConversation(_ name: String?, _ db: Database) throws {
        if let name, try !hasConversation(name, db) { throw StoreError.unknownConversation(name) }
    }

    private static func people(at position: ConversationPosition?, limit: Int, _ db: Database) throws -> [Row] {
        var rows: [Row] = []
        var name = ""
        switch position {
        case .after(let last): name = last
        case .before(let id): rows = try peopleWithEntries(before: id, limit: limit, db)
        case nil: rows = try peopleWithEntries(before: Int.max, limit: limit, db)
        }
        guard rows.count < limit else { return rows }
        return rows
            + (try Row.fetchAll(
                db.cachedStatement(sql: selectEmptyConversations),
                arguments: [name, limit - rows.count]
            ))
    }

    private static func peopleWithEntries(before id: Int, limit: Int, _ db: Database) throws -> [Row] {
        try Row.fetchAll(db.cachedStatement(sql: selectConversationsWithEntries), arguments: [id, limit])
    }

    private static func summary(
        of row: Row,
        as reader: (_ conversation: String) -> Author,
        _ db: Database
    ) throws -> ConversationSummary {
        let person = try Person(row)
        let reader = reader(person.name)
        let last = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT * FROM entry WHERE id = ?"),
            arguments: [row["newestEntryID"] as Int?]
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
