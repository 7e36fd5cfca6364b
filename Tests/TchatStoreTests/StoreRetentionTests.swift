import Foundation
import GRDB
import Synchronization
import TchatModel
import Testing

@testable import TchatStore

@Suite struct StoreRetentionTests {
    private let folder = TemporaryFolder()

    private func fill(_ store: Store, _ count: Int) async throws {
        try await store.addMembers()
        try await withThrowingTaskGroup { group in
            for number in 1...count {
                group.addTask { try await store.say("some words that are said as number \(number) of all these") }
            }
            try await group.waitForAll()
        }
    }

    @Test func `Nothing goes unless it is asked for`() async throws {
        let store = try folder.store()
        try await fill(store, 10)
        #expect(try await store.prune(olderThan: nil, keepingBytes: nil) == 0)
        #expect(try await store.prune(olderThan: .distantPast, keepingBytes: Int.max) == 0)
        #expect(try await store.entries(of: .everything).entries.count == 10)
    }

    @Test(arguments: [(0, 0), (1000, 0), (1001, 1), (5000, 4), (5001, 5), (8001, 8), (99_000, 8)])
    func `What is older than a date goes`(milliseconds: Int, count: Int) async throws {
        let clock = Mutex(0)
        let store = try folder.store { Date(millisecondsSince1970: clock.withLock { $0 }) }
        try await store.addMembers()
        for second in 1...8 {
            clock.withLock { $0 = second * 1000 }
            if second == 4 { try await store.noteStart() } else { try await store.say("\(second)") }
        }
        let date = Date(millisecondsSince1970: milliseconds)
        #expect(try await store.prune(olderThan: date, keepingBytes: nil) == count)
        #expect(try await store.entries(of: .everything).entries.map(\.id) == Array((count + 1)..<9))
    }

    @Test func `A log that is too large loses its oldest part, and its file shrinks`() async throws {
        let store = try folder.store()
        try await fill(store, 5000)
        func usedBytes() async throws -> Int {
            try await store.database.read { db in
                let pages = try Int.fetchOne(
                    db,
                    sql: "SELECT page_count - freelist_count FROM pragma_page_count, pragma_freelist_count"
                )
                return (pages ?? 0) * 4096
            }
        }
        let before = try await usedBytes()
        let deleted = try await store.prune(olderThan: nil, keepingBytes: before / 4)
        #expect((3500...4000).contains(deleted))
        #expect(try await usedBytes() < before / 2)
        let rest = try await store.entries(of: .everything, after: 0, limit: 1)
        #expect(rest.entries.map(\.id) == [deleted + 1])
        #expect(try await store.entries(of: .everything, search: "number").entries.count == 100)
        #expect(try await store.entries(of: .everything, search: "5000").entries.map(\.text).count == 1)
        try await store.database.write {
            try $0.execute(sql: "INSERT INTO entryText (entryText, rank) VALUES ('integrity-check', 1)")
        }
        #expect(try await store.database.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
        #expect(try await store.say("next").id == 5001)
    }

    @Test func `The newest entry stays, however small the log is to be`() async throws {
        let store = try folder.store()
        try await fill(store, 50)
        #expect(try await store.prune(olderThan: nil, keepingBytes: 0) == 49)
        #expect(try await store.entries(of: .everything).entries.map(\.id) == [50])
        #expect(try await store.prune(olderThan: nil, keepingBytes: -1) == 0)
    }

    @Test func `A classic address is forgotten once it was silent long enough and nothing of it is left`() async throws
    {
        let clock = Mutex(0)
        let store = try folder.store { Date(millisecondsSince1970: clock.withLock { $0 }) }
        func second(_ second: Int) -> Date { Date(millisecondsSince1970: second * 1000) }
        func names() async throws -> [String] { try await store.people().map(\.name) }
        try await store.addMembers()
        for number in 1...4 { _ = try await store.addPerson(name: "10.0.0.\(number)", kind: .classic, role: .member) }
        clock.withLock { $0 = 100_000 }
        // 1 says something, 2 is told something, 3 and 4 say nothing.
        let one = Author(kind: .person, name: "10.0.0.1")
        let said = try await store.say("bonjour", by: one)
        _ = try await store.say("bonjour", by: operatorEve, in: "10.0.0.2")
        _ = try await store.mark(one.name, reader: one, MarkerUpdate(delivered: said.id))

        #expect(try await store.forgetClassicPeople(silentSince: second(0), keeping: []) == 0)
        #expect(try await store.forgetClassicPeople(silentSince: second(1), keeping: ["10.0.0.4"]) == 1)
        #expect(try await names() == ["10.0.0.1", "10.0.0.2", "10.0.0.4", "alice", "bob"])
        #expect(try await store.forgetClassicPeople(silentSince: second(1), keeping: []) == 1)
        // As long as there is an entry, nobody goes.
        #expect(try await store.forgetClassicPeople(silentSince: second(200), keeping: []) == 0)

        #expect(try await store.prune(olderThan: second(101), keepingBytes: nil) == 2)
        // What is gone was said at 100 s, though the address is known since 0 s.
        #expect(try await store.forgetClassicPeople(silentSince: second(100), keeping: []) == 1)
        #expect(try await names() == ["10.0.0.1", "alice", "bob"])
        #expect(try await store.forgetClassicPeople(silentSince: second(101), keeping: []) == 1)
        #expect(try await names() == ["alice", "bob"])
        #expect(try await !store.hasConversation("10.0.0.1"))
        _ = try await store.addPerson(name: one.name, kind: .classic, role: .guest)
        #expect(try await store.say("again", by: one).id == 3)
    }

    /// Has a task do something, and cancels it when the first row of a table is deleted.
    private func cancelled(
        atDeletionFrom table: String,
        of store: Store,
        _ body: @escaping @Sendable () async throws -> Int
    ) async throws -> Int {
        let task = Mutex<Task<Int, any Error>?>(nil)
        try await store.database.write { db in
            db.add(
                function: DatabaseFunction("cancelTask", argumentCount: 0) { _ in
                    task.withLock { $0?.cancel() }
                    return nil
                }
            )
            try db.execute(
                sql: "CREATE TEMP TRIGGER cancels AFTER DELETE ON main.\(table) BEGIN SELECT cancelTask(); END"
            )
        }
        let started = task.withLock { task in
            let started = Task { try await body() }
            task = started
            return started
        }
        return try await started.value
    }

    @Test func `Who stops waits for one transaction of a long prune, and it is known how many went`() async throws {
        let store = try folder.store()
        try await fill(store, 1000)
        let count = try await cancelled(atDeletionFrom: "entry", of: store) {
            try await store.prune(olderThan: .distantFuture, keepingBytes: nil)
        }
        #expect(count == 200)
        #expect(try await store.entries(of: .everything, limit: 1).entries.count == 1)
    }

    @Test func `Who stops waits for one transaction of people who are forgotten`() async throws {
        let store = try folder.store()
        try await store.database.write { db in
            try db.execute(
                sql: """
                    WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n LIMIT 1000)
                    INSERT INTO person (name, kind, role, createdAt) SELECT 'a' || id, 'classic', 'member', 0 FROM n
                    """
            )
        }
        let count = try await cancelled(atDeletionFrom: "person", of: store) {
            try await store.forgetClassicPeople(silentSince: Date(), keeping: [])
        }
        #expect(count == 200)
    }

    @Test func `Thousands of silent addresses are forgotten in parts`() async throws {
        let store = try folder.store()
        try await store.database.write { db in
            try db.execute(
                sql: """
                    WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n LIMIT 5000)
                    INSERT INTO person (name, kind, role, createdAt) SELECT 'a' || id, 'classic', 'member', 0 FROM n
                    """
            )
        }
        let now = Date()
        #expect(try await store.forgetClassicPeople(silentSince: now, keeping: ["a7"]) == 4999)
        #expect(try await store.people().map(\.name) == ["a7"])
    }
}
