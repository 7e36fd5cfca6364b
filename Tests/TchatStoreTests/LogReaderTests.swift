import Foundation
import TchatModel
import TchatStore
import Testing

@Suite struct LogReaderTests {
    private let folder = TemporaryFolder()

    private func lines(_ conversation: String? = nil) throws -> [Entry] {
        var lines: [String] = []
        try LogReader(in: folder.path).export(conversation: conversation) { lines.append($0) }
        #expect(lines.allSatisfy { !$0.contains("\n") })
        return try lines.map { try APICoding.decoder().decode(Entry.self, from: Data($0.utf8)) }
    }

    @Test func `Every entry is exported, while the log is written and when it is closed`() async throws {
        let store = try folder.store()
        try await store.addMembers()
        try await withThrowingTaskGroup { group in
            for number in 1...1200 { group.addTask { try await store.say("line\n\(number)") } }
            try await group.waitForAll()
        }
        try await store.noteStart()
        try await store.say("x", by: bob)
        let all = try lines()
        #expect(all.map(\.id) == Array(1...1202))
        let page = try await store.entries(of: .everything, limit: 1000)
        #expect(page.entries.map(\.uuid) == all.suffix(1000).map(\.uuid))
        #expect(page.entries.map(\.content) == all.suffix(1000).map(\.content))
        #expect(try lines("bob").map(\.id) == [1201, 1202])
        #expect(throws: StoreError.unknownConversation("nobody")) { try lines("nobody") }
        #expect(try LogReader(in: folder.path).hostID() == store.hostID)
        var own: [String] = []
        try store.export(conversation: "bob") { own.append($0) }
        #expect(own.count == 2)
        store.close()
        #expect(try lines() == all)
    }

    @Test func `Whoever takes the lines can stop`() async throws {
        struct Stop: Error {}
        let store = try folder.store()
        try await store.noteStart()
        #expect(throws: Stop.self) { try store.export(conversation: nil) { _ in throw Stop() } }
        try await store.noteStart()
    }

    @Test func `A folder without a log is named`() {
        #expect(throws: StoreError.missing(directory: folder.path)) { try LogReader(in: folder.path) }
    }
}
