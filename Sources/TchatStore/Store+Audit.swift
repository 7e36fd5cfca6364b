import FoundationEssentials
import GRDB
public import TchatModel

extension Store {
    /// How many lines the audit trail keeps; the oldest go.
    public static let longestAuditTrail = 100_000

    /// Adds a line to the audit trail: who connected, was refused, was let in, asked for control.
    ///
    /// What comes from outside may be anything; it is cut to 1,000 characters.
    public func audit(
        _ event: String,
        person: String? = nil,
        address: String? = nil,
        detail: String? = nil
    ) async throws(StoreError) {
        try await write { [now] db in
            try Self.audit(event, person: person, address: address, detail: detail, at: now(), db)
        }
    }

    /// Adds a line to the audit trail within a transaction.
    static func audit(
        _ event: String,
        person: String?,
        address: String?,
        detail: String?,
        at date: Date,
        _ db: Database
    ) throws {
        try db.cachedStatement(
            sql: "INSERT INTO audit (at, event, person, address, detail) VALUES (?, ?, ?, ?, ?)"
        ).execute(arguments: [
            date.millisecondsSince1970, storable(event), person.map(storable), address.map(storable),
            detail.map(storable),
        ])
        let oldest = db.lastInsertedRowID - Int64(longestAuditTrail)
        try db.cachedStatement(sql: "DELETE FROM audit WHERE id <= ?").execute(arguments: [oldest])
    }

    /// The last lines of the audit trail, oldest first.
    public func auditTrail(limit: Int = 100) async throws(StoreError) -> [AuditRecord] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT * FROM audit ORDER BY id DESC LIMIT ?",
                arguments: [min(max(limit, 1), Self.longestAuditTrail)]
            ).reversed().map { row in
                AuditRecord(
                    id: row["id"],
                    at: Date(millisecondsSince1970: row["at"]),
                    event: row["event"],
                    person: row["person"],
                    address: row["address"],
                    detail: row["detail"]
                )
            }
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
