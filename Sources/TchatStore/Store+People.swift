public import FoundationEssentials
import GRDB
public import TchatModel

extension Store {
    /// Adds a person, and with them their conversation, or gives access again to one who had lost it.
    ///
    /// Someone known is returned. A local user or classic client takes the new kind and role; someone paired keeps
    /// theirs, also when they turn up as a local user.
    /// - Throws: ``StoreError/personHasOtherRole(_:role:)`` when someone paired is to be paired with another role.
    public func addPerson(name: String, kind: Person.Kind, role: Role) async throws(StoreError) -> Person {
        guard !name.isEmpty, !name.utf8.contains(0) else { throw .invalid(PersonName.rule) }
        return try await write { [now] db in try Self.addPerson(name, kind: kind, role: role, at: now(), db) }
    }

    /// Pairs a person and gives them a token, with one write: whoever removes them meanwhile comes before it or after it.
    ///
    /// - Parameter digest: The token's SHA-256, 32 bytes.
    /// - Throws: ``StoreError/personHasOtherRole(_:role:)``.
    public func enrol(_ name: String, role: Role, digest: [UInt8]) async throws(StoreError) {
        guard !name.isEmpty, !name.utf8.contains(0) else { throw .invalid(PersonName.rule) }
        guard digest.count == 32 else { throw .invalid(Self.digestRule) }
        try await write { [now] db in
            _ = try Self.addPerson(name, kind: .paired, role: role, at: now(), db)
            try Self.addToken(digest, for: name, at: now(), db)
        }
    }

    /// Takes an enrolment back: the token, and the access of someone who then has none.
    public func undoEnrolment(of name: String, digest: [UInt8]) async throws(StoreError) {
        try await write { [now] db in
            try db.execute(sql: "DELETE FROM token WHERE digest = ? AND person = ?", arguments: [Data(digest), name])
            try db.execute(
                sql: """
                    UPDATE person SET revokedAt = ? WHERE name = ? AND kind = 'paired' AND revokedAt IS NULL
                        AND NOT EXISTS (SELECT * FROM token WHERE person = name)
                    """,
                arguments: [now().millisecondsSince1970, name]
            )
        }
    }

    /// Everyone who has access, by name.
    public func people() async throws(StoreError) -> [Person] {
        try await read { db in
            try Row.fetchAll(db, sql: Self.selectPeople + " WHERE revokedAt IS NULL ORDER BY name")
                .map { try Person($0) }
        }
    }

    /// The person of that name, if they have access.
    public func person(named name: String) async throws(StoreError) -> Person? {
        try await read { try Self.person(named: name, $0) }
    }

    /// Takes a person's access away, while the conversation stays; returns whether there was someone.
    public func removePerson(named name: String) async throws(StoreError) -> Bool {
        try await write { [now] db in
            try db.execute(
                sql: "UPDATE person SET revokedAt = ? WHERE name = ? AND revokedAt IS NULL",
                arguments: [now().millisecondsSince1970, name]
            )
            let isRemoved = db.changesCount > 0
            try db.execute(sql: "DELETE FROM token WHERE person = ?", arguments: [name])
            return isRemoved
        }
    }

    /// Lets the holder of a token be that person.
    ///
    /// - Parameter digest: The token's SHA-256, 32 bytes.
    /// - Throws: ``StoreError/unknownPerson(_:)``.
    public func addToken(digest: [UInt8], for person: String) async throws(StoreError) {
        guard digest.count == 32 else { throw .invalid(Self.digestRule) }
        try await write { [now] db in
            guard try Self.person(named: person, db) != nil else { throw StoreError.unknownPerson(person) }
            try Self.addToken(digest, for: person, at: now(), db)
        }
    }

    /// All tokens that are in force.
    public func tokens() async throws(StoreError) -> [StoredToken] {
        try await read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT digest, person, role FROM token JOIN person ON name = person WHERE revokedAt IS NULL
                    """
            )
            var tokens: [StoredToken] = []
            while let row = try rows.next() {
                let digest: Data = row["digest"]
                tokens.append(StoredToken(digest: [UInt8](digest), person: row["person"], role: try Role(in: row)))
            }
            return tokens
        }
    }

    /// Notes when people last used their tokens, to the minute.
    public func noteUse(of persons: [String: Date]) async throws(StoreError) {
        try await write { db in
            let statement = try db.cachedStatement(
                sql: "UPDATE person SET lastSeenAt = ? WHERE name = ? AND ifnull(lastSeenAt, 0) < ?"
            )
            for (name, date) in persons {
                let minute = date.millisecondsSince1970 / 60_000 * 60_000
                try statement.execute(arguments: [minute, name, minute])
            }
        }
    }
}

extension Store {
    static let selectPeople = "SELECT *, (SELECT count(*) FROM token WHERE person = name) AS tokens FROM person"

    /// Makes someone known who needs no invitation; someone paired stays what they are.
    static func makeKnown(_ name: String, kind: Person.Kind, role: Role, at date: Date, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO person (name, kind, role, createdAt) VALUES (?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET kind = excluded.kind, role = excluded.role, revokedAt = NULL
                WHERE kind <> 'paired' AND (kind <> excluded.kind OR role <> excluded.role OR revokedAt IS NOT NULL)
                """
        ).execute(arguments: [name, kind.rawValue, role.rawValue, date.millisecondsSince1970])
    }

    private static let digestRule = Phrase("A token is kept as a SHA-256 of 32 bytes.")

    private static func addPerson(
        _ name: String,
        kind: Person.Kind,
        role: Role,
        at date: Date,
        _ db: Database
    ) throws -> Person {
        let known = try Row.fetchOne(db, sql: selectPeople + " WHERE name = ?", arguments: [name])
        if let known, known["revokedAt"] == nil {
            let person = try Person(known)
            if person.kind == .paired {
                guard kind != .paired || person.role == role else {
                    throw StoreError.personHasOtherRole(name, role: person.role)
                }
                return person
            }
            if person.kind == kind, person.role == role { return person }
        }
        try db.execute(
            sql: """
                INSERT INTO person (name, kind, role, createdAt) VALUES (?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET kind = excluded.kind, role = excluded.role, revokedAt = NULL
                """,
            arguments: [name, kind.rawValue, role.rawValue, date.millisecondsSince1970]
        )
        guard let person = try Self.person(named: name, db) else { throw StoreError.unknownPerson(name) }
        return person
    }

    private static func addToken(_ digest: [UInt8], for person: String, at date: Date, _ db: Database) throws {
        try db.execute(
            sql: "INSERT INTO token (digest, person, createdAt) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            arguments: [Data(digest), person, date.millisecondsSince1970]
        )
    }

    private static func person(named name: String, _ db: Database) throws -> Person? {
        try Row.fetchOne(db, sql: selectPeople + " WHERE name = ? AND revokedAt IS NULL", arguments: [name])
            .map { try Person($0) }
    }
}

extension Person {
    /// Reads a row of ``Store/selectPeople``.
    init(_ row: Row) throws {
        guard let kind = Kind(rawValue: row["kind"]) else {
            throw StoredWordError(entry: 0, column: "kind", word: row["kind"])
        }
        self.init(
            name: row["name"],
            kind: kind,
            role: try Role(in: row),
            createdAt: Date(millisecondsSince1970: row["createdAt"]),
            lastSeenAt: (row["lastSeenAt"] as Int?).map { Date(millisecondsSince1970: $0) },
            tokens: row["tokens"]
        )
    }
}

extension Role {
    fileprivate init(in row: Row) throws {
        guard let role = Role(rawValue: row["role"]) else {
            throw StoredWordError(entry: 0, column: "role", word: row["role"])
        }
        self = role
    }
}
