import Foundation
import Synchronization
import TchatModel
import Testing

@testable import TchatClient

@Suite(.timeLimit(.minutes(1))) struct OutboxTests {
    private static let host = UUID()

    /// The items in the order they first reached a host.
    private final class Seen: Sendable {
        let uuids = Mutex<[UUID]>([])
    }

    private static func path(_ folder: DataFolder) -> String {
        "\(folder.path)/outbox/\(host.uuidString.lowercased()).jsonl"
    }

    private static func entry(_ item: OutboxItem) -> Entry {
        Entry(
            id: 1,
            uuid: item.uuid,
            conversation: item.conversation,
            at: item.at,
            author: Author(kind: .person, name: "alice"),
            content: item.draft.content
        )
    }

    @Test func `What was accepted is delivered later, in order and under its UUID`() async throws {
        try await withTemporaryFolder { folder in
            var uuids: [UUID] = []
            for number in 0..<5 {
                let outbox = Outbox(for: Self.host, in: folder)
                uuids.append(try await outbox.accept(.message(text: "\(number)"), for: "alice"))
            }
            let outbox = Outbox(for: Self.host, in: folder)
            #expect(try await outbox.waiting().map(\.uuid) == uuids)
            let delivery = try await outbox.deliver { Self.entry($0) }
            #expect(delivery.delivered.map(\.uuid) == uuids)
            #expect(delivery.stoppedBy == nil)
            #expect(try await outbox.waiting().isEmpty)
            #expect(try Data(contentsOf: URL(fileURLWithPath: Self.path(folder))).isEmpty)
            let mode = try FileManager.default.attributesOfItem(atPath: Self.path(folder))[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }

    @Test func `It stops at what may pass and goes on there the next time`() async throws {
        try await withTemporaryFolder { folder in
            let outbox = Outbox(for: Self.host, in: folder)
            for text in ["a", "b", "c"] { try await outbox.accept(.message(text: text), for: "alice") }
            let failure = HostError.timedOut(.socket(path: "/s"))
            let first = try await outbox.deliver { item in
                if item.draft == .message(text: "b") { throw failure }
                return Self.entry(item)
            }
            #expect(first.delivered.count == 1)
            #expect(first.stoppedBy == failure)
            #expect(try await outbox.waiting().count == 2)
            let second = try await outbox.deliver { Self.entry($0) }
            #expect(second.delivered.map(\.content) == [.message(text: "b"), .message(text: "c")])
        }
    }

    @Test(arguments: [403, 409, 413]) func `What is refused for good is told and does not hold up the rest`(status: Int)
        async throws
    {
        try await withTemporaryFolder { folder in
            let outbox = Outbox(for: Self.host, in: folder)
            for text in ["a", "b", "c"] { try await outbox.accept(.message(text: text), for: "alice") }
            var refused: [Outbox.Refusal] = []
            let delivery = try await outbox.deliver { item in
                if item.draft == .message(text: "b") { throw Sample.problem(status) }
                return Self.entry(item)
            } refused: { refusal in
                // It is told before it is forgotten.
                let waiting = try await outbox.waiting()
                #expect(waiting.contains(refusal.item))
                refused.append(refusal)
            }
            #expect(delivery.delivered.map(\.content) == [.message(text: "a"), .message(text: "c")])
            #expect(refused.map(\.item.draft) == [.message(text: "b")])
            #expect(refused.map(\.reason) == [Sample.problem(status)])
            #expect(try await outbox.waiting().isEmpty)
        }
    }

    @Test func `A refusal that could not be told is told the next time`() async throws {
        struct NobodyThere: Error {}
        try await withTemporaryFolder { folder in
            let outbox = Outbox(for: Self.host, in: folder)
            for text in ["a", "b"] { try await outbox.accept(.message(text: text), for: "alice") }
            await #expect(throws: NobodyThere.self) {
                try await outbox.deliver { item in
                    if item.draft == .message(text: "b") { throw Sample.problem(409) }
                    return Self.entry(item)
                } refused: { _ in
                    throw NobodyThere()
                }
            }
            #expect(try await outbox.waiting().map(\.draft) == [.message(text: "b")])
        }
    }

    @Test func `What several processes accept at the same time is all kept`() async throws {
        try await withTemporaryFolder { folder in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<24 {
                    group.addTask {
                        try await Outbox(for: Self.host, in: folder).accept(.message(text: "\(number)"), for: "alice")
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await Outbox(for: Self.host, in: folder).waiting().count == 24)
        }
    }

    @Test func `Two that deliver at the same time keep the order, and the host sees each item at least once`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let outbox = Outbox(for: Self.host, in: folder)
            var uuids: [UUID] = []
            for number in 0..<12 { uuids.append(try await outbox.accept(.message(text: "\(number)"), for: "alice")) }
            let seen = Seen()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<2 {
                    group.addTask {
                        _ = try await Outbox(for: Self.host, in: folder).deliver { item in
                            seen.uuids.withLock { if !$0.contains(item.uuid) { $0.append(item.uuid) } }
                            return Self.entry(item)
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(seen.uuids.withLock { $0 } == uuids)
            #expect(try await outbox.waiting().isEmpty)
        }
    }

    @Test func `Half a line that a killed process left is no message, and the next one is whole`() async throws {
        try await withTemporaryFolder { folder in
            let outbox = Outbox(for: Self.host, in: folder)
            let kept = try await outbox.accept(.message(text: "a"), for: "alice")
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: Self.path(folder)))
            try file.seekToEnd()
            try file.write(contentsOf: Data(#"{"accepted":{"at":"2026"#.utf8))
            try file.close()
            let next = try await outbox.accept(.message(text: "b"), for: "alice")
            #expect(try await outbox.waiting().map(\.uuid) == [kept, next])
            try await outbox.discard(kept)
            #expect(try await outbox.waiting().map(\.uuid) == [next])
        }
    }

    @Test func `It has an end`() async throws {
        try await withTemporaryFolder { folder in
            let outbox = Outbox(for: Self.host, in: folder)
            let text = String(repeating: "x", count: Outbox.limitBytes)
            await #expect(throws: LocalFileError.full(path: Self.path(folder), limitBytes: Outbox.limitBytes)) {
                try await outbox.accept(.message(text: text), for: "alice")
            }
            let result3 = try await outbox.waiting()
            #expect(result3.isEmpty)
        }
    }

    @Test func `The host is sent what it can take twice`() async throws {
        try await withTemporaryFolder { folder in
            let outbox = Outbox(for: Self.host, in: folder)
            let uuid = try await outbox.accept(.question(item: .cpu), for: "alice")
            try await ScriptedServer.withSocket { request in
                request.number == 0 ? try .problem(503, "The disk is full.") : try .json(Sample.entry(3))
            } _: { endpoint, server in
                try await HostConnection.with(endpoint) { connection in
                    _ = try await outbox.deliver(using: connection) { _ in }
                    let result2 = try await outbox.waiting().count
                    #expect(result2 == 1)
                    let result1 = try await outbox.deliver(using: connection) { _ in }.delivered.map(\.id)
                    #expect(result1 == [3])
                }
                let uri = "/v1/conversations/alice/entries/\(uuid.uuidString.lowercased())"
                #expect(server.requests.map(\.uri) == [uri, uri])
            }
        }
    }
}
