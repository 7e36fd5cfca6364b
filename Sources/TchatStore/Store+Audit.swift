import FoundationEssentials
import GRDB
public import TchatModel

extension Store {
    /// How many lines the audit trail keeps of what anybody can repeat, and as many of the rest; the oldest go.
    ///
    /// Each has its share, so that no number of refusals pushes out who was let in.
    public static let longestAuditShare = 50_000

    /// Adds a line to the audit trail: who connected, was refused, was let in, asked for control.
    ///
    /// What comes from outside may be anything; it is cut to 1,000 characters.
    public func audit(_ record: NewAuditRecord) async throws(StoreError) {
        try await write { [now] db in try Self.audit(record, at: now(), db) }
    }

    /// Adds a line to the audit trail, some time soon.
    public func noteAudit(_ record: NewAuditRecord) {
        commits.write({ [now] db, _ in try Self.audit(record, at: now(), db) }, { _ in })
    }

    private static func audit(_ record: NewAuditRecord, at date: Date, _ db: Database) throws {
        let isRepeatable = record.event.isRepeatable
        let count = record.repeats?.count ?? 1
        let firstAt = count > 1 ? record.repeats?.firstAt : nil
        try db.cachedStatement(
            sql: """
                INSERT INTO audit (
                    at, event, person, address, role, byPerson, action, method, route, count, firstAt, isRepeatable
                ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            (record.repeats?.lastAt ?? date).millisecondsSince1970, storable(record.event.word),
            record.person.map(storable), record.address.map(storable), record.role?.rawValue,
            record.by.map(storable), record.action?.rawValue, record.method.map(storable), record.route.map(storable),
            count, firstAt?.millisecondsSince1970, isRepeatable,
        ])
        try db.cachedStatement(
            sql: """
                DELETE FROM audit WHERE isRepeatable = ?1 AND id <= (
                    SELECT id FROM audit WHERE isRepeatable = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2
                )
                """
        ).execute(arguments: [isRepeatable, longestAuditShare])
    }

    /// The last lines of the audit trail, oldest first.
    public func auditTrail(limit: Int = 100) async throws(StoreError) -> [AuditRecord] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT * FROM audit ORDER BY id DESC LIMIT ?",
                arguments: [min(max(limit, 1), 2 * Self.longestAuditShare)]
            ).reversed().map(AuditRecord.init)
        }
    }

    /// Notes that the server starts in that boot of the machine, and tells what was noted before.
    public func noteBoot(id: String?) async throws(StoreError) -> BootNote {
        try await write { db in
            let row = try Row.fetchOne(db, sql: "SELECT lastBootID, hasStarted FROM host")
            try db.execute(
                sql: "UPDATE host SET hasStarted = 1, lastBootID = ifnull(?, lastBootID)",
                arguments: [id.map(Self.storable)]
            )
            return BootNote(previousBootID: row?["lastBootID"], isFirstStart: row?["hasStarted"] != 1)
        }
    }

    /// A text that SQLite takes whole, and that doesn't fill the disk.
    private static func storable(_ text: String) -> String {
        let characters = text.unicodeScalars.prefix(1000)
        var result = String.UnicodeScalarView()
        for character in characters { result.append(character.value == 0 ? "\u{FFFD}" : character) }
        return String(result)
    }
}

extension AuditRecord {
    fileprivate init(_ row: Row) {
        self.init(
            id: row["id"],
            at: Date(millisecondsSince1970: row["at"]),
            event: AuditEvent(word: row["event"])
        )
        person = row["person"]
        address = row["address"]
        role = (row["role"] as String?).flatMap(Role.init)
        by = row["byPerson"]
        action = (row["action"] as String?).flatMap(ControlAction.init)
        method = row["method"]
        route = row["route"]
        let count: Int = row["count"]
        if count > 1 { self.count = count }
        firstAt = (row["firstAt"] as Int?).map { Date(millisecondsSince1970: $0) }
        detail = row["detail"]
    }
}
