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
        let trail = try await store.auditTrail(limit: 100)

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
        #expect(try await store.auditTrail(limit: 1).map(\.id) == [3])
    }

    @Test func `A line is written some time soon`() async throws {
        let store = try folder.store()
        store.noteAudit(NewAuditRecord(.wrongToken, address: "192.0.2.7"))
        try await store.noteStart()
        let record = try #require(try await store.auditTrail().last)
        #expect(record.event == .wrongToken && record.address == "192.0.2.7")
    }

    @Test func `What anybody can repeat pushes out its like, and never who was let in`() async throws {
        let store = try folder.store { time }
        try await store.audit(NewAuditRecord(.paired, person: "alice"))
        try await store.database.write { db in
            try db.execute(
                sql: """
                    WITH RECURSIVE n (id) AS (SELECT 2 UNION ALL SELECT id + 1 FROM n LIMIT 60000)
                    INSERT INTO audit (id, at, event, isRepeatable) SELECT id, 0, 'refused', 1 FROM n
                    """
            )
        }
        for _ in 1...3 { try await store.audit(NewAuditRecord(.wrongToken)) }
        let trail = try await store.auditTrail(limit: Int.max)
        #expect(trail.count == 1 + Store.longestAuditShare)
        #expect(trail.first?.event == .paired)
        #expect(trail.dropFirst().first?.id == 10_005)
        #expect(trail.last?.id == 60_004)
    }

    @Test func `What only the trusted do has an end too`() async throws {
        let store = try folder.store { time }
        try await store.audit(NewAuditRecord(.refused))
        try await store.database.write { db in
            try db.execute(
                sql: """
                    WITH RECURSIVE n (id) AS (SELECT 2 UNION ALL SELECT id + 1 FROM n LIMIT 50000)
                    INSERT INTO audit (id, at, event) SELECT id, 0, 'control' FROM n
                    """
            )
        }
        try await store.audit(NewAuditRecord(.revoked))
        let trail = try await store.auditTrail(limit: Int.max)
        #expect(trail.map(\.id) == [1] + Array(3...50_002))
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
        let trail = try await store.auditTrail()
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
