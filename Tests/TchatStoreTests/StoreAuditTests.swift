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
        try await store.audit("refused", person: "alice", address: "192.0.2.1", detail: "kill")
        try await store.audit("connected")
        try await store.audit("token", detail: "a\0b" + String(repeating: "é", count: 5000))
        let trail = try await store.auditTrail(limit: 100)
        #expect(trail.map(\.id) == [1, 2, 3])
        #expect(
            trail[0]
                == AuditRecord(
                    id: 1,
                    at: time,
                    event: "refused",
                    person: "alice",
                    address: "192.0.2.1",
                    detail: "kill"
                )
        )
        #expect(trail[1].person == nil)
        #expect(trail[2].detail == "a\u{FFFD}b" + String(repeating: "é", count: 997))
        #expect(try await store.auditTrail(limit: 1).map(\.id) == [3])
    }

    @Test func `The trail has an end`() async throws {
        let store = try folder.store { time }
        try await store.database.write { db in
            try db.execute(
                sql: """
                    WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n LIMIT 100000)
                    INSERT INTO audit (id, at, event) SELECT id, 0, 'x' FROM n
                    """
            )
        }
        for _ in 1...3 { try await store.audit("y") }
        let trail = try await store.auditTrail(limit: Int.max)
        #expect(trail.count == Store.longestAuditTrail)
        #expect(trail.first?.id == 4)
        #expect(trail.last?.id == 100_003)
        #expect(try await store.database.read { try Int.fetchOne($0, sql: "SELECT min(id) FROM audit") } == 4)
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
