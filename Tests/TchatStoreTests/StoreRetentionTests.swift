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
}
