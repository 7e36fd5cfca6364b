import Foundation
import GRDB
import Logging
import TchatModel
import Testing

@testable import TchatStore

extension Store {
    /// What the writer's connection does at the end of a transaction; 2 is FULL.
    func durability() async throws -> Int? {
        try await database.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
    }
}

@Suite struct GroupCommitTests {
    private let folder = TemporaryFolder()

    @Test(arguments: [1, 8, 64])
    func `Many writers lose nothing, and are told in the order of the ids`(writers: Int) async throws {
        let store = try folder.store()
        let told = Told()
        store.onCommit { told.note($0) }
        try await store.addMembers()
        let each = 640 / writers
        let ids = try await withThrowingTaskGroup(of: [Int].self) { group in
            for writer in 0..<writers {
                group.addTask {
                    var ids: [Int] = []
                    for number in 0..<each {
                        let entry = try await store.say("\(writer) \(number)")
                        // It is on disk, and was told, before its author knows.
                        let page = try await store.entries(of: .everything, after: entry.id - 1, limit: 1)
                        #expect(page.entries == [entry])
                        #expect(told.entries.contains(entry))
                        ids.append(entry.id)
                    }
                    return ids
                }
            }
            return try await group.reduce(into: [[Int]]()) { $0.append($1) }
        }
        for own in ids { #expect(own == own.sorted()) }
        #expect(ids.flatMap(\.self).sorted() == Array(1...640))
        #expect(told.entries.map(\.id) == Array(1...640))
        if writers == 1 { #expect(told.count == 640) }
    }

    /// Runs the body while the writer's queue is held, so that all that it starts shares a transaction.
    private func together<Result: Sendable>(
        _ store: Store,
        _ count: Int,
        _ write: @escaping @Sendable (Int) async -> Result
    ) async -> [Int: Result] {
        let (isHeld, held) = AsyncStream.makeStream(of: Void.self)
        let gate = DispatchSemaphore(value: 0)
        store.database.asyncWriteWithoutTransaction { _ in
            held.finish()
            gate.wait()
        }
        for await _ in isHeld {}
        return await withTaskGroup(of: (Int, Result).self) { group in
            for number in 0..<count { group.addTask { (number, await write(number)) } }
            while store.commits.waiting < min(count, GroupCommit.mostWaiting) { await Task.yield() }
            gate.signal()
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    private func outcome(_ body: () async throws -> Entry) async -> Result<Entry, StoreError> {
        do {
            return .success(try await body())
        } catch let error as StoreError {
            return .failure(error)
        } catch {
            return .failure(.failed(directory: "", reason: "\(error)"))
        }
    }

    @Test func `Writes that wait share one transaction`() async throws {
        let store = try folder.store()
        let told = Told()
        store.onCommit { told.note($0) }
        try await store.addMembers()
        let results = await together(store, 100) { number in await outcome { try await store.say("\(number)") } }
        #expect(results.values.allSatisfy { (try? $0.get()) != nil })
        #expect(told.count == 1)
        #expect(told.entries.map(\.id) == Array(1...100))
    }

    @Test func `One that is refused leaves the others alone`() async throws {
        let store = try folder.store()
        let told = Told()
        store.onCommit { told.note($0) }
        try await store.addMembers()
        let uuid = try await store.say("first").uuid
        let results = await together(store, 50) { number in
            await outcome {
                let isClash = number % 10 == 3
                return try await store.append(
                    NewEntry(
                        uuid: isClash ? uuid : UUID(),
                        conversation: number % 10 == 5 ? "nobody" : "alice",
                        author: alice,
                        content: .message(text: "\(number)")
                    )
                ).entry
            }
        }
        for (number, result) in results {
            switch number % 10 {
            case 3: #expect(result == .failure(.conflict(uuid)))
            case 5: #expect(result == .failure(.unknownConversation("nobody")))
            default: #expect((try? result.get())?.text == "\(number)")
            }
        }
        #expect(told.count == 2)
        #expect(told.entries.map(\.id) == Array(1...41))
    }

    @Test func `One that the schema refuses leaves the others alone`() async throws {
        let store = try folder.store()
        let told = Told()
        store.onCommit { told.note($0) }
        try await store.addMembers()
        let results = await together(store, 20) { number in
            await outcome {
                let uuid = UUID()
                let twice = NewEntry(uuid: uuid, conversation: "alice", author: machine, content: .alert(text: "x"))
                return try await store.append(
                    NewEntry(uuid: uuid, conversation: "alice", author: alice, content: .message(text: "\(number)")),
                    then: number == 7 ? [twice] : []
                ).entry
            }
        }
        for (number, result) in results { #expect(((try? result.get()) == nil) == (number == 7)) }
        #expect(told.entries.map(\.id) == Array(1...19))
        #expect(try await store.entries(of: .everything).entries == told.entries)
    }

    @Test func `The same entry twice in one transaction is added once`() async throws {
        let store = try folder.store()
        try await store.addMembers()
        let entry = NewEntry(conversation: "alice", author: alice, content: .message(text: "x"))
        let results = await together(store, 10) { _ in try? await store.append(entry) }
        #expect(results.values.count { $0?.isNew == true } == 1)
        #expect(Set(results.values.map { $0?.entry.id }) == [1])
    }

    @Test func `A full disk fails everyone who waited, loses nothing, and is over when there is room`() async throws {
        let store = try folder.store()
        let told = Told()
        store.onCommit { told.note($0) }
        try await store.addMembers()
        let first = try await store.say("first")
        // The same result code as of a full disk, without one.
        try await store.database.writeWithoutTransaction { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(pages + 2)")
        }
        let long = String(repeating: "x", count: 4000)
        let results = await together(store, 20) { _ in await outcome { try await store.say(long) } }
        #expect(results.values.allSatisfy { $0 == .failure(.diskFull(directory: folder.path)) })
        #expect(told.entries == [first])
        #expect(try await store.entries(of: .everything).entries == [first])
        try await store.database.writeWithoutTransaction { db in
            _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = 100000")
        }
        #expect(try await store.say("second").id == 2)
        #expect(told.entries.map(\.id) == [1, 2])
    }

    @Test func `More than may wait are refused at once`() async throws {
        let store = try folder.store()
        try await store.addMembers()
        let results = await together(store, GroupCommit.mostWaiting + 5) { _ in
            await outcome { try await store.say("x") }
        }
        let refused = results.values.filter { $0 == .failure(.tooManyWaiting(limit: GroupCommit.mostWaiting)) }
        #expect(refused.count == 5)
        #expect(try await store.lastEntryID() == GroupCommit.mostWaiting)
    }

    @Test func `What waits when the log is closed is still written`() async throws {
        let store = try folder.store()
        try await store.addMembers()
        let results = await withTaskGroup(of: Result<Entry, StoreError>.self) { group in
            for number in 0..<200 { group.addTask { await outcome { try await store.say("\(number)") } } }
            _ = await group.next()
            store.close()
            return await group.reduce(into: []) { $0.append($1) }
        }
        let written = 1 + results.count { (try? $0.get()) != nil }
        #expect(results.allSatisfy { (try? $0.get()) != nil || $0 == .failure(.closed) })
        let again = try folder.store()
        #expect(try await again.lastEntryID() == written)
    }

    @Test func `A caller that is cancelled does not undo what others write`() async throws {
        let store = try folder.store()
        try await store.addMembers()
        let entry = try await withThrowingTaskGroup(of: Entry.self) { group in
            group.addTask { try await store.say("x") }
            group.cancelAll()
            return try await group.next()
        }
        #expect(entry?.id == 1)
        #expect(try await store.lastEntryID() == 1)
    }
}
