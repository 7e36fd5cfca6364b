import FoundationEssentials
import GRDB
public import TchatModel

extension Store {
    /// How many lines the audit trail keeps of what anybody can repeat, and as many of the rest; the oldest go.
    ///
    /// Each has its share, so that no number of refusals pushes out who was let in. A share is cut now and then, so it may
    /// be longer by what was written meanwhile: up to 255 lines.
    public static let longestAuditShare = 50_000

    /// Whoever writes a line whose id is a multiple of it cuts the shares: to find their ends costs as much as writing
    /// hundreds of lines.
    private static let linesUntilCut: Int64 = 256

    /// Adds a line to the audit trail: who connected, was refused, was let in, asked for control.
    ///
    /// What comes from outside may be anything; it is cut to 1,000 characters.
    public func audit(_ record: NewAuditRecord) async throws(StoreError) {
        try await write { [now] db in try Self.audit(record, at: now(), db) }
    }

    /// Adds a line to the audit trail, some time soon.
    ///
    /// - Parameter failed: Told when it is not written; it must not wait.
    public func noteAudit(_ record: NewAuditRecord, orElse failed: @escaping @Sendable () -> Void = {}) {
        commits.write({ [now] db, _ in try Self.audit(record, at: now(), db) }) { result in
            if case .failure = result { failed() }
        }
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
        guard db.lastInsertedRowID.isMultiple(of: linesUntilCut) else { return }
        for share in [false, true] {
            try db.cachedStatement(
                sql: """
                    DELETE FROM audit WHERE isRepeatable = ?1 AND id <= (
                        SELECT id FROM audit WHERE isRepeatable = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2
                    )
                    """
            ).execute(arguments: [share, longestAuditShare])
        }
    }

    /// The last lines of the audit trail, oldest first.
    ///
    /// Of both shares each has half the lines, if it has as many: however many refusals there are, it shows who was let in.
    /// So only one share at a time comes as pages without a gap.
    ///
    /// - Parameters:
    ///   - isRepeatable: Which share: of what anybody can repeat, or of the rest; `nil` for both.
    ///   - before: Where the lines end, for a share: before that id.
    public func auditTrail(
        isRepeatable: Bool? = nil,
        before: Int? = nil,
        limit: Int = 100
    ) async throws(StoreError) -> AuditTrail {
        let limit = min(max(limit, 1), 4 * Self.longestAuditShare)
        return try await read { db in
            if let isRepeatable {
                let records = try Self.newestAudit(isRepeatable: isRepeatable, before: before, limit: limit + 1, db)
                return AuditTrail(records: records.prefix(limit).reversed(), hasMore: records.count > limit)
            }
            let lasting = try Self.newestAudit(isRepeatable: false, before: before, limit: limit + 1, db)
            let repeatable = try Self.newestAudit(isRepeatable: true, before: before, limit: limit + 1, db)
            let all = (lasting + repeatable).sorted { $0.id > $1.id }
            guard all.count > limit else { return AuditTrail(records: all.reversed(), hasMore: false) }
            let half = limit / 2
            let lastingShown = all.prefix(limit).count { !$0.event.isRepeatable }
            let lastingCount = min(
                max(lastingShown, min(lasting.count, half)),
                limit - min(repeatable.count, half)
            )
            let shown = lasting.prefix(lastingCount) + repeatable.prefix(limit - lastingCount)
            return AuditTrail(records: shown.sorted { $0.id < $1.id }, hasMore: true)
        }
    }

    /// The lines of a share, newest first.
    private static func newestAudit(
        isRepeatable: Bool,
        before: Int?,
        limit: Int,
        _ db: Database
    ) throws -> [AuditRecord] {
        try Row.fetchAll(
            db,
            sql: "SELECT * FROM audit WHERE isRepeatable = ? AND id < ? ORDER BY id DESC LIMIT ?",
            arguments: [isRepeatable, before ?? Int.max, limit]
        ).map(AuditRecord.init)
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
