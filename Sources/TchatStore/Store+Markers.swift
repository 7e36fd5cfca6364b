import GRDB
public import TchatModel

extension Store {
    /// How far everyone has received and seen that conversation, or all of them.
    public func markers(of conversation: String? = nil) async throws(StoreError) -> [Marker] {
        try await read { try Marker.fetchAll(of: conversation, $0) }
    }

    /// Moves a reader's marker, and tells where it stands and whether it moved.
    ///
    /// It never goes back, and no further than the newest entry; what is read was delivered too.
    /// - Throws: ``StoreError/unknownConversation(_:)``.
    public func mark(
        _ conversation: String,
        reader: Author,
        _ update: MarkerUpdate
    ) async throws(StoreError) -> (marker: Marker, isChanged: Bool) {
        try await write { try Self.mark(conversation, reader: reader, update, $0) }
    }

    /// Moves a reader's marker within a transaction.
    static func mark(
        _ conversation: String,
        reader: Author,
        _ update: MarkerUpdate,
        _ db: Database
    ) throws -> (marker: Marker, isChanged: Bool) {
        try Self.requireConversation(conversation, db)
        let last = try Self.lastEntryID(db)
        let old =
            try Row.fetchOne(
                db.cachedStatement(
                    sql: "SELECT * FROM marker WHERE conversation = ? AND readerKind = ? AND readerName = ?"
                ),
                arguments: [conversation, reader.kind.rawValue, reader.name]
            ).map { try Marker($0) } ?? Marker(conversation: conversation, reader: reader)
        let read = max(old.read ?? 0, min(update.read ?? 0, last))
        let delivered = max(old.delivered ?? 0, min(update.delivered ?? 0, last), read)
        guard read != old.read ?? 0 || delivered != old.delivered ?? 0 else { return (old, false) }
        let new = Marker(
            conversation: conversation,
            reader: reader,
            delivered: delivered,
            read: read == 0 ? nil : read
        )
        try db.cachedStatement(
            sql: """
                INSERT INTO marker (conversation, readerKind, readerName, delivered, read) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET delivered = excluded.delivered, read = excluded.read
                """
        ).execute(arguments: [conversation, reader.kind.rawValue, reader.name, new.delivered, new.read])
        return (new, true)
    }
}

extension Marker {
    /// Reads a row of the table `marker`.
    init(_ row: Row) throws {
        guard let kind = Author.Kind(rawValue: row["readerKind"]) else {
            throw StoredWordError(entry: 0, column: "readerKind", word: row["readerKind"])
        }
        self.init(
            conversation: row["conversation"],
            reader: Author(kind: kind, name: row["readerName"]),
            delivered: row["delivered"],
            read: row["read"]
        )
    }

    /// Reads those of a conversation, or all.
    static func fetchAll(of conversation: String?, _ db: Database) throws -> [Marker] {
        let rows =
            if let conversation {
                try Row.fetchAll(
                    db.cachedStatement(sql: "SELECT * FROM marker WHERE conversation = ?"),
                    arguments: [conversation]
                )
            } else {
                try Row.fetchAll(db.cachedStatement(sql: "SELECT * FROM marker"))
            }
        return try rows.map { try Marker($0) }
    }
}
