import Foundation
import GRDB
import Synchronization
import TchatModel
import Testing

@testable import TchatStore

@Suite struct StoreConversationsTests {
    private let folder = TemporaryFolder()

    /// As whom eve, an operator, reads.
    @Sendable private static func eve(_ conversation: String) -> Author {
        Author(kind: conversation == "eve" ? .person : .operator, name: "eve")
    }

    private func names(_ store: Store) async throws -> [String] {
        try await store.conversations(as: Self.eve).conversations.map(\.name)
    }

    /// The page after page of a list.
    private func pages(_ store: Store, limit: Int) async throws -> [[String]] {
        var pages: [[String]] = []
        var position: ConversationPosition?
        repeat {
            let page = try await store.conversations(at: position, limit: limit, as: Self.eve)
            pages.append(page.conversations.map(\.name))
            position = page.next
        } while position != nil && pages.count < 100
        return pages
    }

    @Test func `A list shows the newest conversation first, with what its reader has not read`() async throws {
        let store = try folder.store()
        try await store.addMembers()
        _ = try await store.addPerson(name: "carol", kind: .paired, role: .member)
        _ = try await store.addPerson(name: "prometheus", kind: .paired, role: .guest)
        _ = try await store.addPerson(name: "root", kind: .local, role: .admin)
        _ = try await store.addPerson(name: "192.0.2.1", kind: .classic, role: .guest)
        try await store.say("1", by: bob)
        try await store.say("2")
        try await store.say("3")
        try await store.say("4", by: operatorEve, in: "alice")
        try await store.append(NewEntry(conversation: "alice", author: alice, content: .question(item: .cpu)))
        try await store.say("6", by: Author(kind: .person, name: "192.0.2.1"))
        try await store.noteStart()

        let all = try await store.conversations(as: Self.eve).conversations
        #expect(all.map(\.name) == ["192.0.2.1", "alice", "bob", "carol"])
        #expect(all.map(\.unread) == [1, 2, 1, 0])
        #expect(all.map { $0.lastEntry?.id } == [6, 5, 1, nil])
        #expect(try await store.conversation("alice", as: alice)?.unread == 1)
        #expect(try await store.conversation("prometheus", as: operatorEve)?.unread == 0)
        #expect(try await store.conversation("nobody", as: operatorEve) == nil)

        let marker = try await store.mark("alice", reader: operatorEve, MarkerUpdate(read: 2)).marker
        let later = try await store.conversation("alice", as: operatorEve)
        #expect(later?.unread == 1)
        #expect(later?.markers == [marker])
        #expect(try await store.conversation("alice", as: Author(kind: .operator, name: "x"))?.unread == 2)
        _ = try await store.removePerson(named: "carol")
        _ = try await store.removePerson(named: "bob")
        #expect(try await names(store) == ["192.0.2.1", "alice", "bob"])
    }

    @Test func `An operator reads the conversation of that name as its person`() async throws {
        let store = try folder.store()
        try await store.addMembers()
        _ = try await store.addPerson(name: "eve", kind: .paired, role: .operator)
        try await store.say("à eve", by: Author(kind: .operator, name: "root"), in: "eve")
        try await store.say("à alice", by: Author(kind: .operator, name: "root"), in: "alice")
        let all = try await store.conversations(as: Self.eve).conversations
        #expect(all.map(\.name) == ["alice", "eve", "bob"])
        #expect(all.map(\.unread) == [0, 1, 0])
    }

    @Test func `Unread messages are counted to a thousand`() async throws {
        let store = try folder.store()
        try await store.addMembers()
        try await withThrowingTaskGroup { group in
            for _ in 1...1005 { group.addTask { try await store.say("x") } }
            try await group.waitForAll()
        }
        #expect(try await store.conversation("alice", as: operatorEve)?.unread == 1000)
        _ = try await store.mark("alice", reader: operatorEve, MarkerUpdate(read: 6))
        #expect(try await store.conversation("alice", as: operatorEve)?.unread == 999)
    }

    // MARK: Pages

    @Test(arguments: [1, 2, 3, 4, 5, 6, 100])
    func `The pages together are the list, each as long as was asked for`(limit: Int) async throws {
        let store = try folder.store()
        for name in ["f", "b", "d", "a", "c", "e"] {
            _ = try await store.addPerson(name: name, kind: .paired, role: .member)
        }
        for name in ["b", "e", "d", "b"] { try await store.say("x", by: Author(kind: .person, name: name)) }
        let pages = try await pages(store, limit: limit)
        #expect(pages.flatMap(\.self) == ["b", "d", "e", "a", "c", "f"])
        #expect(pages.dropLast().allSatisfy { $0.count == limit })
    }

    @Test func `A page is found by its index alone, however many conversations there are`() async throws {
        let store = try folder.store()
        let sql = [Store.selectConversationsWithEntries, Store.selectEmptyConversations]
        let plans = try await store.database.read { db in
            try sql.map { sql in
                try Row.fetchAll(
                    db,
                    sql: "EXPLAIN QUERY PLAN " + sql,
                    arguments: [0, 101]
                )
                .map { $0["detail"] as String }
            }
        }
        for (plan, index) in zip(plans, ["conversationByNewestEntry", "emptyConversation"]) {
            #expect(plan.contains { $0.hasPrefix("SEARCH person") && $0.contains(index) }, "\(plan)")
            // What would look at all of them, or sort them.
            #expect(!plan.contains { $0.contains("SCAN") || $0.contains("TEMP B-TREE") }, "\(plan)")
        }
    }

    // MARK: The newest entry of each

    /// What is kept, and what it should be.
    private func newest(_ store: Store) async throws -> (kept: [String: Int?], real: [String: Int?]) {
        try await store.database.read { db in
            func all(_ sql: String) throws -> [String: Int?] {
                let rows = try Row.fetchAll(db, sql: "SELECT name, (\(sql)) AS id FROM person")
                return Dictionary(uniqueKeysWithValues: rows.map { ($0["name"] as String, $0["id"] as Int?) })
            }
            return (try all("newestEntryID"), try all("SELECT max(id) FROM entry WHERE conversation = person.name"))
        }
    }

    @Test func `The newest entry of each conversation is kept with every way to write`() async throws {
        let store = try folder.store()
        try await store.addMembers()
        try await withThrowingTaskGroup { group in
            for number in 0..<50 { group.addTask { try await store.say("x", by: number % 2 == 0 ? alice : bob) } }
            try await group.waitForAll()
        }
        let question = NewEntry(conversation: "alice", author: alice, content: .question(item: .cpu))
        let answer = NewEntry(conversation: "alice", author: machine, content: .alert(text: "y"))
        try await store.append(question, then: [answer])
        try await store.noteStart()
        let classic = Author(kind: .person, name: "192.0.2.1")
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            store.append(
                NewEntry(conversation: "192.0.2.1", author: classic, content: .message(text: "x")),
                of: (classic.name, .classic, .guest)
            ) { continuation.resume(with: $0.map { _ in }) }
        }
        let (kept, real) = try await newest(store)
        #expect(kept == real)
        #expect(kept.count == 3 && kept.values.allSatisfy { $0 != nil })
    }

    @Test func `A conversation that is emptied is listed behind the others, or no longer`() async throws {
        let clock = Mutex(0)
        let store = try folder.store { Date(millisecondsSince1970: clock.withLock { $0 }) }
        try await store.addMembers()
        let classic = Author(kind: .person, name: "192.0.2.1")
        _ = try await store.addPerson(name: classic.name, kind: .classic, role: .guest)
        for (second, author) in [classic, bob, alice].enumerated() {
            clock.withLock { $0 = second * 1000 }
            try await store.say("x", by: author)
        }
        #expect(try await names(store) == ["alice", "bob", "192.0.2.1"])
        #expect(try await store.prune(olderThan: Date(millisecondsSince1970: 2000), keepingBytes: nil) == 2)
        let (kept, real) = try await newest(store)
        #expect(kept == real && kept == ["alice": 3, "bob": nil, "192.0.2.1": nil])
        #expect(try await names(store) == ["alice", "bob"])
        try await store.say("5", by: bob)
        #expect(try await names(store) == ["bob", "alice"])
    }

    @Test func `A log from before is filled with it`() async throws {
        do {
            let store = try folder.store()
            try await store.addMembers()
            try await store.say("1")
            try await store.say("2", by: bob)
            try await store.say("3")
            // As the first version had it.
            try await store.database.write { db in
                try db.execute(
                    sql: """
                        DROP INDEX conversationByNewestEntry;
                        DROP INDEX emptyConversation;
                        ALTER TABLE person DROP COLUMN newestEntryID;
                        DELETE FROM grdb_migrations WHERE identifier LIKE '4:%';
                        """
                )
            }
            store.close()
        }
        let store = try folder.store()
        let (kept, real) = try await newest(store)
        #expect(kept == real && kept == ["alice": 3, "bob": 2])
        #expect(try await names(store) == ["alice", "bob"])
    }
}
