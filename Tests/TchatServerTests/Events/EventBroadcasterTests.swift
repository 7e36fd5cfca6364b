import Foundation
import Logging
import NIOCore
import Synchronization
import TchatModel
import TchatStore
import Testing

@testable import TchatServer

@Suite struct EventBroadcasterTests {
    private let address = IPAddress(bits: 0x7f00_0001, bitWidth: 32)

    private static func subscriber(_ principal: Principal, isConsole: Bool = false, backlogBytes: Int = 1 << 20)
        -> EventSubscriber
    {
        EventSubscriber(
            principal: principal,
            options: EventSubscriber.Options(wantsVitals: false, isConsole: isConsole),
            longestBacklogBytes: { backlogBytes }
        )
    }

    @Test func `Every reader gets every entry once and in order, however many write`() async throws {
        try await TestCore.run { core in
            let subscriber = Self.subscriber(.root)
            let beginning = try core.broadcaster.subscribe(subscriber)
            defer { core.broadcaster.unsubscribe(beginning.id) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<8 {
                    group.addTask {
                        let author = Principal(name: "user\(writer)", role: .admin, kind: .local)
                        for number in 0..<25 {
                            _ = try await core.conversations.put(
                                .message(text: "\(number)"),
                                uuid: UUID(),
                                in: author.name,
                                by: Caller(principal: author)
                            )
                        }
                    }
                }
                try await group.waitForAll()
            }
            subscriber.finish()
            let ids = await Self.events(of: subscriber).filter { $0.name == "entry" }.compactMap(\.id)
            #expect(ids.count == 200)
            #expect(ids == ids.sorted())
            #expect(Set(ids).count == 200)
        }
    }

    @Test func `Markers are told in the order in which they moved`() async throws {
        try await TestCore.run { core in
            let subscriber = Self.subscriber(.root)
            let beginning = try core.broadcaster.subscribe(subscriber)
            defer { core.broadcaster.unsubscribe(beginning.id) }
            for _ in 0..<200 { _ = try await core.say("x", in: "root") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for id in 1...200 {
                    group.addTask { _ = try await core.conversations.mark("root", by: .root, MarkerUpdate(read: id)) }
                }
                try await group.waitForAll()
            }
            subscriber.finish()
            let read = await Self.events(of: subscriber).filter { $0.name == "marker" }.compactMap(\.read)
            #expect(read == read.sorted())
            #expect(read.last == 200)
        }
    }

    @Test func `A reader that is too slow is told so as the last thing; the others go on`() async throws {
        try await TestCore.run { core in
            let slow = Self.subscriber(.root, backlogBytes: 2000)
            let quick = Self.subscriber(.root)
            _ = try core.broadcaster.subscribe(slow)
            _ = try core.broadcaster.subscribe(quick)
            for number in 0..<50 { _ = try await core.say("\(number)", in: "root") }
            quick.finish()
            let events = await Self.events(of: slow)
            #expect(events.last?.name == "overflow")
            #expect(events.count { $0.name == "entry" } < 50)
            // What it got is without a gap, so that it can resume.
            let ids = events.filter { $0.name == "entry" }.compactMap(\.id)
            #expect(ids == Array(ids[0]..<(ids[0] + ids.count)))
            let entries = await Self.events(of: quick).count { $0.name == "entry" }
            #expect(entries == 50)
        }
    }

    @Test func `That a reader was too slow is logged when nobody waits for the broadcaster`() throws {
        struct Asking: LogHandler {
            let ask: @Sendable () -> Void
            var metadata: Logger.Metadata = [:]
            var logLevel = Logger.Level.info

            subscript(metadataKey key: String) -> Logger.MetadataValue? {
                get { metadata[key] }
                set { metadata[key] = newValue }
            }

            func log(event: LogEvent) { ask() }
        }
        let readers = Mutex<[Int]>([])
        let current = Mutex<EventBroadcaster?>(nil)
        // It asks, as a log would that is kept by the server itself.
        let logger = Logger(label: "test") { _ in
            Asking(ask: {
                let count = current.withLock(\.self)?.readerCount
                readers.withLock { $0.append(count ?? 0) }
            })
        }
        let broadcaster = EventBroadcaster(
            configuration: LiveConfiguration(.test),
            metrics: ServerMetrics(version: "test"),
            logger: logger
        )
        current.withLock { $0 = broadcaster }
        _ = try broadcaster.subscribe(Self.subscriber(.root, backlogBytes: 0))
        for number in 0..<3 { broadcaster.personConnected("192.0.2.\(number)") }
        #expect(readers.withLock(\.self) == [1])
    }

    @Test func `Presence is told when it changes, to each as far as they may know`() async throws {
        try await TestCore.run { core in
            let eve = Principal(name: "eve", role: .operator, kind: .paired)
            let alice = Principal(name: "alice", role: .member, kind: .paired)
            let guest = Principal(name: "gus", role: .guest, kind: .paired)
            let console = Self.subscriber(eve, isConsole: true)
            let member = Self.subscriber(alice)
            let third = Self.subscriber(guest)
            let first = try core.broadcaster.subscribe(console)
            #expect(first.presence == Presence(operators: ["eve"], people: []))
            let second = try core.broadcaster.subscribe(member)
            #expect(second.presence == Presence(operators: ["eve"]))
            let last = try core.broadcaster.subscribe(third)
            #expect(last.presence == Presence(operators: ["eve"]))
            let number = core.classicClients.join(TestClassicClient(), from: address, role: .member)
            core.classicClients.leave(number)
            core.broadcaster.unsubscribe(first.id)
            for subscriber in [console, member, third] { subscriber.finish() }
            let seenByEve = await Self.events(of: console).compactMap(\.people)
            #expect(seenByEve == [["alice"], ["alice", "gus"], ["127.0.0.1", "alice", "gus"], ["alice", "gus"]])
            for subscriber in [member, third] {
                let events = await Self.events(of: subscriber)
                #expect(events.map(\.operators) == [[]])  // only that eve left
                #expect(events.allSatisfy { $0.people == nil })
            }
        }
    }

    @Test func `A guest is sent no entry and no marker, a member only what is theirs`() async throws {
        try await TestCore.run { core in
            _ = try await core.store.addPerson(name: "alice", kind: .paired, role: .member)
            _ = try await core.store.addPerson(name: "bob", kind: .paired, role: .member)
            let guest = Self.subscriber(Principal(name: "gus", role: .guest, kind: .paired))
            let alice = Self.subscriber(Principal(name: "alice", role: .member, kind: .paired))
            for subscriber in [guest, alice] { _ = try core.broadcaster.subscribe(subscriber) }
            for name in ["alice", "bob"] {
                let entry = try await core.say("à \(name)", in: name)
                _ = try await core.conversations.mark(name, by: .root, MarkerUpdate(read: entry.id))
            }
            try await core.settle()
            for subscriber in [guest, alice] { subscriber.finish() }
            let toGuest = await Self.events(of: guest)
            #expect(toGuest.allSatisfy { $0.name == "presence" })
            let toAlice = await Self.events(of: alice).filter { $0.name != "presence" }
            #expect(toAlice.map(\.name) == ["entry", "marker", "entry"])
            #expect(toAlice.map(\.conversation) == ["alice", "alice", nil])
        }
    }

    @Test func `Once every stream was ended for good, a new one ends at once`() async throws {
        try await TestCore.run { core in
            core.broadcaster.endStreamsForGood()
            let subscriber = Self.subscriber(.root)
            _ = try core.broadcaster.subscribe(subscriber)
            let events = await Self.events(of: subscriber)
            #expect(events == [])
        }
    }

    private struct Event: Equatable {
        var name = ""
        var id: Int?
        var conversation: String?
        var operators: [String]?
        var people: [String]?
        var read: Int?
    }

    /// What waits for a reader whose stream has ended.
    private static func events(of subscriber: EventSubscriber) async -> [Event] {
        var text = ""
        while let batch = await subscriber.next() { text += batch.map { String(buffer: $0) }.joined() }
        return text.split(separator: "\n\n").map { block in
            var event = Event()
            for line in block.split(separator: "\n") {
                if line.hasPrefix("id: ") { event.id = Int(line.dropFirst(4)) }
                if line.hasPrefix("event: ") { event.name = String(line.dropFirst(7)) }
                guard line.hasPrefix("data: ") else { continue }
                let json = try? JSONSerialization.jsonObject(with: Data(line.dropFirst(6).utf8)) as? [String: Any]
                event.conversation = json?["conversation"] as? String
                event.operators = json?["operators"] as? [String]
                event.people = json?["people"] as? [String]
                event.read = json?["read"] as? Int
            }
            return event
        }
    }
}
