import Foundation
import Synchronization
import TchatClientFakes
import TchatModel
import TestClock
import Testing

@testable import TchatClient

@Suite(.timeLimit(.minutes(1))) struct HostSyncTests {
    /// What was told, and who waits for more of it.
    private final class Told: Sendable {
        private let events = Mutex<[SyncEvent]>([])
        private let (stream, continuation) = AsyncStream.makeStream(of: Void.self)

        func take(_ event: SyncEvent) {
            events.withLock { $0.append(event) }
            continuation.yield()
        }

        var all: [SyncEvent] { events.withLock { $0 } }

        var texts: [String] {
            all.flatMap { event in
                if case .entries(let batch) = event { batch.entries.compactMap(\.text) } else { [String]() }
            }
        }

        /// Waits until something holds of what was told, or of what the host was asked.
        func wait(_ condition: @Sendable (Told) -> Bool) async throws {
            while !condition(self) {
                try Task.checkCancellation()
                await Task.yield()
            }
        }
    }

    private let host = ScriptedHost()
    private let storage = MemoryStorage()
    private let clock = ManualClock()

    private func sync(_ policy: SyncPolicy, _ host: ScriptedHost? = nil) -> HostSync {
        HostSync(client: host ?? self.host, storage: storage, policy: policy, clock: clock)
    }

    private static let own = SyncPolicy(scope: .conversation("alice"), start: .copies)

    private func withRunning(_ sync: HostSync, _ body: @Sendable (Told) async throws -> Void) async throws {
        let told = Told()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await sync.run { told.take($0) } }
            defer { group.cancelAll() }
            try await body(told)
        }
    }

    @Test func `A catch-up is one copy write and one marker`() async throws {
        let first = host.say("first", by: "bob", in: "alice")
        try await storage.append([first], to: "alice")
        let before = storage.appends
        for number in 1...40 { host.say("\(number)", by: "bob", in: "alice") }
        let policy = SyncPolicy(scope: .allConversations, start: .copies, marksDelivered: true)
        try await withRunning(sync(policy)) { told in
            try await told.wait { _ in host.markers.first?.delivered == 41 }
            #expect(storage.copy(of: "alice").map(\.id) == Array(1...41))
            #expect(storage.appends == before + 1 && host.count(.mark) == 1)
            #expect(told.texts == (1...40).map(String.init))
        }
    }

    @Test func `A first visit begins with the newest page, and goes on without a gap`() async throws {
        host.say("old", by: "bob", in: "alice")
        try await withRunning(sync(Self.own)) { told in
            try await told.wait { $0.all.contains(.live) }
            host.say("new", by: "bob", in: "alice")
            try await told.wait { $0.texts == ["old", "new"] }
            try await told.wait { _ in storage.copy(of: "alice").count == 2 }
        }
    }

    @Test func `Without copies nothing old is told, also when the host is away at first`() async throws {
        for number in 1...5 { host.say("old \(number)", by: "bob", in: "alice") }
        host.goAway()
        let policy = SyncPolicy(scope: .conversation("alice"), start: .newest)
        let sync = sync(policy)
        host.answersQuestions = true
        try await withRunning(sync) { told in
            try await told.wait { $0.all.contains { if case .away = $0 { true } else { false } } }
            _ = try await sync.accept(.message(text: "hi"), for: "alice")
            _ = try await sync.accept(.question(item: .cpu), for: "alice")
            sync.deliver()
            host.comeBack()
            try await told.wait { $0.texts == ["hi", "the cpu"] }
            #expect(storage.copy(of: "alice").isEmpty)
        }
    }

    @Test func `Who may read others' conversations is not told what was said there before`() async throws {
        let host = ScriptedHost(role: .admin)
        host.say("old", by: "alice", in: "alice")
        for number in 1...5 { host.say("\(number)", by: "carol", in: "carol") }
        let sync = sync(SyncPolicy(scope: .conversation("alice"), start: .newest), host)
        _ = try await sync.accept(.question(item: .cpu), for: "alice")
        try await withRunning(sync) { told in
            try await told.wait { $0.all.contains(.live) }
            sync.deliver()
            try await told.wait { $0.texts == ["the cpu"] }
            #expect(host.calls.contains(.events(after: 6, vitals: false, asOperator: false)))
        }
    }

    @Test func `What is missed while the host is away comes in one piece`() async throws {
        try await withRunning(sync(Self.own)) { told in
            try await told.wait { $0.all.contains(.live) }
            host.goAway()
            let entries = ["a", "b", "c"].map { host.say($0, by: "bob", in: "alice") }
            host.comeBack()
            let batch = EntryBatch(entries: entries, origin: .missed, isCaughtUp: true)
            try await told.wait { $0.all.contains(.entries(batch)) }
        }
    }

    @Test func `What was said goes out once the host is heard, and again when that failed`() async throws {
        let sync = sync(Self.own)
        host.refuse(.put, with: ScriptedHost.problem(503))
        _ = try await sync.accept(.message(text: "hi"), for: "alice")
        try await withRunning(sync) { told in
            try await told.wait { $0.all.contains(.delayed(.host(ScriptedHost.problem(503)))) }
            try await told.wait { _ in clock.sleeperCount == 1 }
            host.refuse(.put, with: nil)
            clock.advance(by: .seconds(2))
            try await told.wait { $0.all.contains(.delayed(nil)) }
            #expect(host.log.map(\.text) == ["hi"] && storage.items.isEmpty)
        }
    }

    @Test func `A marker that could not be told is told once the host is back`() async throws {
        let sync = sync(Self.own)
        try await withRunning(sync) { told in
            try await told.wait { $0.all.contains(.live) }
            let entry = host.say("a", by: "bob", in: "alice")
            host.refuse(.mark, with: ScriptedHost.gone)
            sync.markRead(entry.id, in: "alice")
            try await told.wait { _ in host.count(.mark) > 0 }
            host.refuse(.mark, with: nil)
            host.goAway()
            host.comeBack()
            try await told.wait { _ in host.markers.first?.read == entry.id }
        }
    }

    @Test func `Another host is not asked for what came after the ids of the one before`() async throws {
        let sync = sync(SyncPolicy(scope: .allConversations, start: .newest))
        for number in 1...5 { host.say("\(number)", by: "bob", in: "alice") }
        try await withRunning(sync) { told in
            try await told.wait { $0.all.contains(.live) }
            host.goAway()
            host.becomeAnother()
            host.say("hello", by: "carol", in: "alice")
            host.comeBack()
            try await told.wait { $0.all.count { $0 == .live } == 2 }
            #expect(host.calls.contains(.events(after: 1, vitals: false, asOperator: false)))
            host.say("a", by: "carol", in: "alice")
            try await told.wait { $0.texts.last == "a" }
        }
    }

    @Test func `A host found silent is looked for anew, and nothing is lost`() async throws {
        let sync = sync(Self.own)
        try await withRunning(sync) { told in
            try await told.wait { $0.all.contains(.live) }
            let error = HostError.timedOut(ScriptedHost.location)
            sync.noteSilence(error)
            host.say("a", by: "bob", in: "alice")
            try await told.wait { $0.all.contains(.away(error)) && $0.texts == ["a"] }
            try await told.wait { $0.all.count { $0 == .live } == 2 }
        }
    }

    @Test func `A host that hears but can't answer is asked again after a while only`() async throws {
        let error = HostError.problem(
            ScriptedHost.location,
            Problem(title: "Problem", status: 503, detail: "Because."),
            retryAfterSeconds: 40
        )
        host.refuse(.entries, with: error)
        try await withRunning(sync(Self.own)) { told in
            for round in 1...3 {
                try await told.wait { _ in clock.sleeperCount == 1 }
                #expect(host.count(.entries) == round)
                // No sooner than the host asks for.
                clock.advance(by: .seconds(39))
                #expect(clock.sleeperCount == 1)
                clock.advance(by: .seconds(1))
            }
            try await told.wait { _ in clock.sleeperCount == 1 }
            host.refuse(.entries, with: nil)
            clock.advance(by: .seconds(40))
            try await told.wait { $0.all.contains(.live) }
        }
    }

    @Test func `A host whose answers get lost is asked again after a while only`() async throws {
        host.refuse(.entries, with: ScriptedHost.gone)
        try await withRunning(sync(Self.own)) { told in
            try await told.wait { _ in clock.sleeperCount == 1 }
            #expect(host.count(.entries) == 2)
        }
    }

    @Test func `A refusal is told before it is forgotten`() async throws {
        let sync = sync(Self.own)
        let uuid = try await sync.accept(.message(text: "hi"), for: "alice")
        host.refuse(.put, with: ScriptedHost.problem(409))
        struct Told: Error, Equatable { let waiting: [UUID] }
        await #expect(throws: Told(waiting: [uuid])) {
            try await sync.run { [storage] event in
                if case .refused = event { throw Told(waiting: storage.items.map(\.uuid)) }
            }
        }
        // Whoever was not told to the end is told again.
        #expect(storage.items.map(\.uuid) == [uuid])
    }

    @Test func `What no further attempt can change ends it`() async throws {
        let error = ScriptedHost.problem(401)
        host.refuse(.entries, with: error)
        await #expect(throws: error) { try await sync(Self.own).run { _ in } }
    }

    @Test func `A handler that throws ends it, and it can be run again`() async throws {
        struct Enough: Error {}
        let sync = sync(Self.own)
        await #expect(throws: Enough.self) {
            try await sync.run { if $0 == .live { throw Enough() } }
        }
        #expect(host.openStreams(vitals: false) == 0)
        try await withRunning(sync) { told in
            host.say("a", by: "bob", in: "alice")
            try await told.wait { $0.texts == ["a"] }
        }
    }

    @Test func `A newest entry that can't be read does not end it`() async throws {
        host.refuse(.entries, with: .unexpectedAnswer(ScriptedHost.location, .unreadableValues))
        try await withRunning(sync(Self.own)) { told in
            try await told.wait { $0.all.contains(.live) }
            host.say("a", by: "bob", in: "alice")
            try await told.wait { $0.texts == ["a"] }
        }
    }

    @Test func `A handler that finds no host beside the stream has it looked for anew`() async throws {
        let error = HostError.timedOut(ScriptedHost.location)
        let (sync, told) = (sync(Self.own), Told())
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await sync.run { event in
                    told.take(event)
                    if case .delivered = event { throw error }
                }
            }
            defer { group.cancelAll() }
            try await told.wait { $0.all.contains(.live) }
            _ = try await sync.accept(.message(text: "hi"), for: "alice")
            sync.deliver()
            try await told.wait { $0.all.contains(.away(error)) && $0.all.count { $0 == .live } == 2 }
        }
    }

    @Test func `Who may only ask hears what happens all the same`() async throws {
        host.refuse(.entries, with: ScriptedHost.problem(403))
        try await withRunning(sync(Self.own)) { told in
            try await told.wait { $0.all.contains(.live) }
        }
    }
}
