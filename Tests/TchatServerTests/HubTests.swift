import Foundation
import HostMetrics
import Logging
import NIOCore
import NIOPosix
import Synchronization
import TchatModel
import TchatStore
import Testing

@testable import TchatServer

@Suite struct HubTests {
    private let folder = TemporaryFolder()
    private let address = IPAddress(bits: 0x7f00_0001, bitWidth: 32)
    private let name = "127.0.0.1"

    /// A client that keeps what it is told.
    private final class Client: ClassicClient {
        let heard = Mutex<[String]>([])

        func answer(_ text: String) { heard.withLock { $0.append(text) } }

        func refuseMessage(behind earlier: Int) { heard.withLock { $0.append("refused behind \(earlier)") } }
    }

    /// What runs on a log, as the server would have it.
    private struct Running {
        let hub: Hub
        let store: Store

        func say(_ text: String, in conversation: String) async throws -> Entry {
            try await hub.put(.message(text: text), uuid: UUID(), in: conversation, by: .root).entry
        }

        /// Waits until everything said before is in the log.
        func settle() async throws {
            try await hub.note(.reset)
        }
    }

    private func run(
        _ limits: Limits = Limits(),
        _ body: (Running) async throws -> Void
    ) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let store = try Store(in: folder.path, logger: logger)
        defer { store.close() }
        let hub = Hub(
            store: store,
            sampler: Sampler(reader: HostReader(), group: MultiThreadedEventLoopGroup.singleton),
            metrics: ServerMetrics(version: "test"),
            limits: limits,
            logger: logger
        )
        try await hub.prepare()
        try await body(Running(hub: hub, store: store))
    }

    private static func subscriber(_ principal: Principal, isConsole: Bool = false, backlogBytes: Int = 1 << 20)
        -> EventSubscriber
    {
        EventSubscriber(
            principal: principal,
            options: EventSubscriber.Options(wantsVitals: false, isConsole: isConsole),
            longestBacklogBytes: backlogBytes
        )
    }

    // MARK: Classic clients

    @Test func `An answer goes to the connection whose message has waited longest`() async throws {
        try await run { running in
            let (first, second) = (Client(), Client())
            let firstNumber = running.hub.join(first, from: address, role: .member)
            let secondNumber = running.hub.join(second, from: address, role: .member)
            #expect(running.hub.receive("un", from: secondNumber))
            #expect(running.hub.receive("deux", from: firstNumber))
            try await running.settle()
            for text in ["a", "b"] { _ = try await running.say(text, in: name) }
            try await running.settle()
            #expect(first.heard.withLock(\.self) == ["b"])
            #expect(second.heard.withLock(\.self) == ["a"])
            let texts = try await running.store.entries(of: .conversation(name)).entries.compactMap(\.text)
            #expect(texts == ["un", "deux", "a", "b"])
        }
    }

    @Test func `A message whose client has left gets no answer, the next one does`() async throws {
        try await run { running in
            let (gone, stays) = (Client(), Client())
            let number = running.hub.join(gone, from: address, role: .member)
            _ = running.hub.receive("un", from: number)
            let other = running.hub.join(stays, from: address, role: .member)
            _ = running.hub.receive("deux", from: other)
            running.hub.leave(number)
            try await running.settle()
            _ = try await running.say("a", in: name)
            try await running.settle()
            #expect(gone.heard.withLock(\.self) == [])
            #expect(stays.heard.withLock(\.self) == ["a"])
        }
    }

    @Test func `What is said unasked waits, and goes out in front of the next answer`() async throws {
        try await run { running in
            let client = Client()
            let number = running.hub.join(client, from: address, role: .member)
            running.hub.recordRefusal(of: "kill", to: number)  // makes the conversation known
            for text in ["un", "deux"] { _ = try await running.say(text, in: name) }
            #expect(client.heard.withLock(\.self) == [])
            _ = running.hub.receive("bonjour", from: number)
            try await running.settle()
            _ = try await running.say("trois", in: name)
            try await running.settle()
            #expect(client.heard.withLock(\.self) == ["un\ndeux\ntrois"])
        }
    }

    @Test func `Unasked words outlive client and server, and go out once`() async throws {
        try await run { running in
            let client = Client()
            let number = running.hub.join(client, from: address, role: .member)
            _ = running.hub.receive("bonjour", from: number)
            try await running.settle()
            _ = try await running.say("salut", in: name)
            _ = try await running.say("un", in: name)
            running.hub.leave(number)
            _ = try await running.say("deux", in: name)
            try await running.settle()
            #expect(client.heard.withLock(\.self) == ["salut"])
        }
        try await run { running in
            let client = Client()
            let number = running.hub.join(client, from: address, role: .member)
            _ = running.hub.receive("me revoici", from: number)
            try await running.settle()
            let last = try await running.say("trois", in: name)
            try await running.settle()
            #expect(client.heard.withLock(\.self) == ["un\ndeux\ntrois"])
            let marker = try await running.store.markers(of: name).first { $0.reader.kind == .person }
            #expect(marker?.delivered == last.id)
        }
        try await run { running in
            let undelivered = try await running.store.undeliveredToClassicClients()
            #expect(undelivered == [])
        }
    }

    @Test func `More messages than may wait are refused, and leaving makes room`() async throws {
        var limits = Limits()
        limits.waitingMessages = 2
        try await run(limits) { running in
            let first = running.hub.join(Client(), from: address, role: .member)
            let second = running.hub.join(Client(), from: address, role: .member)
            #expect(running.hub.receive("un", from: first))
            #expect(running.hub.receive("deux", from: first))
            #expect(!running.hub.receive("trois", from: second))
            running.hub.leave(first)
            #expect(running.hub.receive("trois", from: second))
        }
    }

    @Test func `Too many unasked words are an error, not lost; a waiting message makes room`() async throws {
        var limits = Limits()
        limits.unsentBytes = 10
        try await run(limits) { running in
            let number = running.hub.join(Client(), from: address, role: .member)
            running.hub.recordRefusal(of: "kill", to: number)
            _ = try await running.say("0123456789", in: name)
            await #expect(throws: TalkError.tooMuchUnsent(name)) { try await running.say("x", in: name) }
            _ = running.hub.receive("bonjour", from: number)
            try await running.settle()
            _ = try await running.say("x", in: name)
        }
    }

    @Test func `A question asked in a loop is in the log once for each sample`() async throws {
        try await run { running in
            let number = running.hub.join(Client(), from: address, role: .guest)
            for _ in 0..<10 { running.hub.record(.name, askedBy: number) }
            running.hub.record(.os, askedBy: number)
            try await running.settle()
            let kinds = try await running.store.entries(of: .conversation(name)).entries.map(\.kind)
            #expect(kinds == [.question, .answer, .question, .answer, .notice])
        }
    }

    // MARK: Events

    @Test func `Every reader gets every entry once and in order, however many write`() async throws {
        try await run { running in
            let subscriber = Self.subscriber(.root)
            let beginning = try running.hub.subscribe(subscriber)
            defer { running.hub.unsubscribe(beginning.id) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<8 {
                    group.addTask {
                        let author = Principal(name: "user\(writer)", role: .admin, kind: .local)
                        for number in 0..<25 {
                            _ = try await running.hub.put(
                                .message(text: "\(number)"),
                                uuid: UUID(),
                                in: author.name,
                                by: author
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
        try await run { running in
            let subscriber = Self.subscriber(.root)
            let beginning = try running.hub.subscribe(subscriber)
            defer { running.hub.unsubscribe(beginning.id) }
            for _ in 0..<200 { _ = try await running.say("x", in: "root") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for id in 1...200 {
                    group.addTask { _ = try await running.hub.mark("root", by: .root, MarkerUpdate(read: id)) }
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
        try await run { running in
            let slow = Self.subscriber(.root, backlogBytes: 2000)
            let quick = Self.subscriber(.root)
            _ = try running.hub.subscribe(slow)
            _ = try running.hub.subscribe(quick)
            for number in 0..<50 { _ = try await running.say("\(number)", in: "root") }
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

    @Test func `Presence is told when it changes, to each as far as they may know`() async throws {
        try await run { running in
            let eve = Principal(name: "eve", role: .operator, kind: .paired)
            let alice = Principal(name: "alice", role: .member, kind: .paired)
            let guest = Principal(name: "gus", role: .guest, kind: .paired)
            let console = Self.subscriber(eve, isConsole: true)
            let member = Self.subscriber(alice)
            let third = Self.subscriber(guest)
            let first = try running.hub.subscribe(console)
            #expect(first.presence == Presence(operators: ["eve"], people: []))
            let second = try running.hub.subscribe(member)
            #expect(second.presence == Presence(operators: ["eve"]))
            let last = try running.hub.subscribe(third)
            #expect(last.presence == Presence(operators: ["eve"]))
            let number = running.hub.join(Client(), from: address, role: .member)
            running.hub.leave(number)
            running.hub.unsubscribe(first.id)
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
        try await run { running in
            _ = try await running.store.addPerson(name: "alice", kind: .paired, role: .member)
            _ = try await running.store.addPerson(name: "bob", kind: .paired, role: .member)
            let guest = Self.subscriber(Principal(name: "gus", role: .guest, kind: .paired))
            let alice = Self.subscriber(Principal(name: "alice", role: .member, kind: .paired))
            for subscriber in [guest, alice] { _ = try running.hub.subscribe(subscriber) }
            for name in ["alice", "bob"] {
                let entry = try await running.say("à \(name)", in: name)
                _ = try await running.hub.mark(name, by: .root, MarkerUpdate(read: entry.id))
            }
            try await running.hub.note(.reset)
            for subscriber in [guest, alice] { subscriber.finish() }
            let toGuest = await Self.events(of: guest)
            #expect(toGuest.allSatisfy { $0.name == "presence" })
            let toAlice = await Self.events(of: alice).filter { $0.name != "presence" }
            #expect(toAlice.map(\.name) == ["entry", "marker", "entry"])
            #expect(toAlice.map(\.conversation) == ["alice", "alice", nil])
        }
    }

    @Test func `Once every stream was ended for good, a new one ends at once`() async throws {
        try await run { running in
            running.hub.endStreamsForGood()
            let subscriber = Self.subscriber(.root)
            _ = try running.hub.subscribe(subscriber)
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
