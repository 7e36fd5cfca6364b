import Foundation
import GRDB
import TchatModel
import Testing

@testable import TchatStore

@Suite struct StoreAuditTests {
    private let folder = TemporaryFolder()
    private let time = Date(millisecondsSince1970: 1_763_869_500_123)

    @Test func `The trail tells what happened, oldest first`() async throws {
        let store = try folder.store { time }
        var refused = NewAuditRecord(.refused, person: "alice", address: "192.0.2.1")
        refused.method = "POST"
        refused.route = "/v1/control"
        refused.repeats = NewAuditRecord.Repeats(count: 7, firstAt: time - 60, lastAt: time - 1)
        var made = NewAuditRecord(.codeMade, person: "a\0b" + String(repeating: "é", count: 5000))
        made.role = .member
        made.by = "root"
        var control = NewAuditRecord(.control)
        control.action = .kill
        control.repeats = NewAuditRecord.Repeats(count: 1, firstAt: time - 5, lastAt: time - 5)
        for record in [refused, made, control] { try await store.audit(record) }
        let trail = try await store.auditTrail(limit: 100).records

        var expected = AuditRecord(id: 1, at: time - 1, event: .refused)
        expected.person = "alice"
        expected.address = "192.0.2.1"
        expected.method = "POST"
        expected.route = "/v1/control"
        expected.count = 7
        expected.firstAt = time - 60
        #expect(trail[0] == expected)
        expected = AuditRecord(id: 2, at: time, event: .codeMade)
        expected.person = "a\u{FFFD}b" + String(repeating: "é", count: 997)
        expected.role = .member
        expected.by = "root"
        #expect(trail[1] == expected)
        expected = AuditRecord(id: 3, at: time - 5, event: .control)
        expected.action = .kill
        #expect(trail[2] == expected)
        #expect(try await store.auditTrail(limit: 1).records.map(\.id) == [3])
    }

    @Test func `A line is written some time soon`() async throws {
        let store = try folder.store()
        store.noteAudit(NewAuditRecord(.wrongToken, address: "192.0.2.7"))
        try await store.noteStart()
        let record = try #require(try await store.auditTrail().records.last)
        #expect(record.event == .wrongToken && record.address == "192.0.2.7")
    }

    /// Fills the trail with lines of one kind up to an id.
    private static func fill(_ store: Store, _ event: AuditEvent, through id: Int) async throws {
        try await store.database.write { db in
            try db.execute(
                sql: """
                    WITH RECURSIVE n (id) AS (
                        SELECT coalesce(max(id), 0) + 1 FROM audit UNION ALL SELECT id + 1 FROM n WHERE id < ?1
                    )
                    INSERT INTO audit (id, at, event, isRepeatable) SELECT id, 0, ?2, ?3 FROM n
                    """,
                arguments: [id, event.word, event.isRepeatable]
            )
        }
    }

    @Test func `What anybody can repeat pushes out its like, and never who was let in`() async throws {
        let store = try folder.store { time }
        try await store.audit(NewAuditRecord(.paired, person: "alice"))
        try await Self.fill(store, .refused, through: 60_158)
        // To find the end of a share is work for many lines at once: 60,160 is a multiple of 256.
        try await store.audit(NewAuditRecord(.wrongToken))
        #expect(try await store.auditTrail(limit: Int.max).records.count == 60_159)
        for _ in 1...3 { try await store.audit(NewAuditRecord(.wrongToken)) }
        let trail = try await store.auditTrail(limit: Int.max).records
        #expect(trail.count == 1 + Store.longestAuditShare + 2)
        #expect(trail.first?.event == .paired)
        #expect(trail.dropFirst().first?.id == 10_161)
        #expect(trail.last?.id == 60_162)
    }

    @Test func `What only the trusted do has an end too`() async throws {
        let store = try folder.store { time }
        try await store.audit(NewAuditRecord(.refused))
        try await Self.fill(store, .control, through: 50_175)
        try await store.audit(NewAuditRecord(.wrongToken))
        let trail = try await store.auditTrail(limit: Int.max).records
        #expect(trail.map(\.id) == [1] + Array(176...50_176))
    }

    @Test func `Who was let in is seen, however many refusals there are`() async throws {
        let store = try folder.store { time }
        for name in ["alice", "bob", "carol"] { try await store.audit(NewAuditRecord(.paired, person: name)) }
        try await Self.fill(store, .refused, through: 50)
        try await Self.fill(store, .control, through: 51)
        func ids(_ isRepeatable: Bool? = nil, before: Int? = nil, limit: Int) async throws -> [Int] {
            try await store.auditTrail(isRepeatable: isRepeatable, before: before, limit: limit).records.map(\.id)
        }
        #expect(try await ids(limit: 1) == [51])
        #expect(try await ids(limit: 4) == [3, 49, 50, 51])
        #expect(try await ids(limit: 10) == [1, 2, 3] + Array(45...51))
        #expect(try await ids(limit: 51) == Array(1...51))
        #expect(try await store.auditTrail(limit: 50).hasMore)
        #expect(try await !store.auditTrail(limit: 51).hasMore)
        #expect(try await ids(false, limit: 2) == [3, 51])
        #expect(try await ids(false, before: 3, limit: 2) == [1, 2])
        #expect(try await ids(true, before: 50, limit: 2) == [48, 49])
        #expect(try await store.auditTrail(isRepeatable: false, before: 51, limit: 2).hasMore)
        #expect(try await !store.auditTrail(isRepeatable: false, before: 3, limit: 2).hasMore)
    }

    @Test func `Who listens is seen, however often control is used`() async throws {
        let store = try folder.store { time }
        for _ in 1...3 { try await store.audit(NewAuditRecord(.listens)) }
        try await Self.fill(store, .control, through: 50)
        #expect(try await store.auditTrail(limit: 5).records.map(\.id) == [2, 3, 48, 49, 50])
    }

    @Test func `Who writes a line hears when it can't be written`() async throws {
        let store = try folder.store()
        store.close()
        await confirmation { failed in
            store.noteAudit(NewAuditRecord(.refused)) { failed() }
        }
    }

    @Test func `Lines of older versions keep their words`() async throws {
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        let old = try DatabaseQueue(path: folder.path + "/tchat.sqlite")
        try Schema.migrator().migrate(old, upTo: "1: people, entries, markers, audit")
        try await old.write { db in
            try db.execute(
                sql: """
                    INSERT INTO audit (at, event, person, address, detail) VALUES
                        (1000, 'paired', 'alice', '192.0.2.1', 'member'), (2000, 'refused', 'bob', NULL, 'GET /v1/people'),
                        (3000, 'shouted', NULL, NULL, NULL)
                    """
            )
        }
        try old.close()
        let store = try folder.store { time }
        let trail = try await store.auditTrail().records
        #expect(trail.map(\.event) == [.paired, .refused, .other("shouted")])
        #expect(trail.map(\.detail) == ["member", "GET /v1/people", nil])
        #expect(trail.allSatisfy { $0.role == nil && $0.count == nil && $0.firstAt == nil })
        let repeatable = try await store.database.read { db in
            try Int.fetchAll(db, sql: "SELECT isRepeatable FROM audit ORDER BY id")
        }
        #expect(repeatable == [0, 1, 0])
    }

    @Test func `A boot is compared with the one before`() async throws {
        let store = try folder.store()
        #expect(try await store.noteBoot(id: "a") == BootNote(previousBootID: nil, isFirstStart: true))
        #expect(try await store.noteBoot(id: "b") == BootNote(previousBootID: "a", isFirstStart: false))
        #expect(try await store.noteBoot(id: nil) == BootNote(previousBootID: "b", isFirstStart: false))
        store.close()
        #expect(try await folder.store().noteBoot(id: "b") == BootNote(previousBootID: "b", isFirstStart: false))
    }

    @Test func `A machine without a boot id has started all the same`() async throws {
        let store = try folder.store()
        #expect(try await store.noteBoot(id: nil) == BootNote(previousBootID: nil, isFirstStart: true))
        #expect(try await store.noteBoot(id: nil) == BootNote(previousBootID: nil, isFirstStart: false))
    }
}
