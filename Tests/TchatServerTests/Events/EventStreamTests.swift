import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import NIOSSL
import ServiceLifecycle
import Synchronization
import TchatModel
import TchatStore
import Testing

@testable import TchatServer

/// The event stream over real connections; what is put into it is in ``EventBroadcasterTests``.
@Suite(.serialized) struct EventStreamTests {
    private static func run(
        _ configuration: ServerConfiguration = .test,
        _ body: @escaping @Sendable (_ alice: TestClient, TestServer) async throws -> Void
    ) async throws {
        try await TestServer.run(configuration) { server in
            let token = try await server.token("alice", .member)
            try await TestClient.run(server) { try await body($0.with(token), server) }
        }
    }

    @Test(arguments: Way.allCases)
    func `A stream begins with presence, markers and vitals, and goes on with what happens`(way: Way) async throws {
        try await Self.run { alice, server in
            let first = try await server.answer("avant", in: "alice")
            _ = try await server.assembly.conversations.mark("alice", by: .root, MarkerUpdate(read: first.id))
            let client = alice.with(way == .unixSocket ? nil : alice.token, by: way)
            try await client.events("?as=operator".prefixed(if: way == .unixSocket)) { events in
                let presence = try #require(try await events.next(withVitals: true))
                #expect(presence.name == "presence" && presence.id == first.id)
                let marker = try #require(try await events.next(withVitals: true))
                #expect(marker.name == "marker" && marker.id == first.id)
                #expect(try marker.decode(Marker.self).read == first.id)
                #expect(try await events.next(withVitals: true)?.name == "vitals")
                let entry = try await server.answer("après", in: "alice")
                let event = try #require(try await events.next())
                #expect(event.name == "entry" && event.id == entry.id)
                #expect(try event.decode(Entry.self) == entry)
                #expect(try await events.next("vitals")?.id == nil)  // and they go on
            }
        }
    }

    @Test(arguments: Way.encrypted)
    func `A guest gets presence and vitals, nothing else`(way: Way) async throws {
        try await Self.run { alice, server in
            let guest = alice.with(try await server.token("gus", .guest), by: way)
            try await server.answer("avant", in: "alice")
            try await guest.events("?lastEventID=0") { events in
                #expect(try await events.next(withVitals: true)?.name == "presence")
                #expect(try await events.next(withVitals: true)?.name == "vitals")
                try await server.answer("pendant", in: "alice")
                try await server.answer("à gus", in: "gus")
                let eve = alice.with(try await server.token("eve", .operator))
                try await eve.events("?as=operator") { _ in
                    let event = try #require(try await events.next())
                    #expect(event.name == "presence")
                    let presence = try event.decode(Presence.self)
                    #expect(presence == Presence(operators: ["eve"]))
                }
            }
        }
    }

    @Test(arguments: Way.encrypted)
    func `An operator on another machine can be at a console`(way: Way) async throws {
        try await Self.run { alice, server in
            let eve = alice.with(try await server.token("eve", .operator), by: way)
            try await eve.events("?as=operator&vitals=false") { events in
                let presence = try #require(try await events.next()).decode(Presence.self)
                #expect(presence.operators == ["eve"])
                let entry = try await server.answer("après", in: "alice")
                #expect(try await events.next("entry")?.id == entry.id)
            }
        }
    }

    @Test func `Vitals are left out when they are not wanted, signs of life are not`() async throws {
        try await Self.run { alice, server in
            try await alice.events("?vitals=false") { events in
                #expect(try await events.next(withVitals: true)?.name == "presence")
                // The comment comes with a later second; what it ends is the wait for an event.
                async let entry = server.answerAfterComment(in: "alice")
                #expect(try await events.next(withVitals: true)?.name == "entry")
                _ = try await entry
                #expect(events.comments > 0)
            }
        }
    }

    @Test func `Signs of life are left out as well when they are not wanted`() async throws {
        try await Self.run { alice, server in
            try await alice.events("?vitals=false&comments=false") { events in
                #expect(try await events.next(withVitals: true)?.name == "presence")
                async let entry = server.answerAfterComment(in: "alice")
                #expect(try await events.next(withVitals: true)?.name == "entry")
                _ = try await entry
                #expect(events.comments == 0)
            }
        }
    }

    @Test(arguments: ["7x", "-1", "1.5", "9223372036854775808"])
    func `An id that is none is refused`(id: String) async throws {
        let name = try #require(HTTPField.Name("Last-Event-ID"))
        try await TestCore.run { core in
            let responder = core.responder()
            for (path, fields) in [("/v1/events", [name: id]), ("/v1/events?lastEventID=\(id)", [:])] {
                var head = HTTPRequest(method: .get, scheme: nil, authority: "localhost", path: path)
                for (name, value) in fields { head.headerFields[name] = value }
                let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
                let response = try await responder.respond(to: request, context: .unixSocket())
                #expect(response.status == .badRequest)
            }
        }
    }

    @Test func `The header counts before the query, and an id beyond the newest counts as the newest`() async throws {
        try await Self.run { alice, server in
            let ids = [try await server.answer("un", in: "alice").id, try await server.answer("deux", in: "alice").id]
            let header = [("Last-Event-ID", String(ids[0]))]
            try await alice.events("?lastEventID=0&vitals=false", headers: header) { events in
                let presence = try await events.next()
                #expect(presence?.id == ids[0])
                let entry = try await events.next("entry")
                #expect(entry?.id == ids[1])
            }
            try await alice.events("?lastEventID=99999&vitals=false") { events in
                #expect(try await events.next()?.id == ids[1])
                let next = try await server.answer("trois", in: "alice")
                #expect(try await events.next("entry")?.id == next.id)
            }
        }
    }

    /// Everybody who resumes after each cut sees each entry once and in order, while others write.
    @Test(arguments: [(Way.http2, 30), (.http1, 30), (.plaintext, 15), (.unixSocket, 15)])
    func `Nothing is lost and nothing comes twice over cuts`(way: Way, cuts: Int) async throws {
        try await Self.run { alice, server in
            let client = alice.with(way == .unixSocket ? nil : alice.token, by: way)
            let done = Flag()
            try await withThrowingTaskGroup(of: [Int].self) { group in
                for writer in 0..<2 {
                    group.addTask {
                        var number = 0
                        while !done.isSet {
                            try await server.answer("\(writer)-\(number)", in: "alice")
                            number += 1
                        }
                        return []
                    }
                }
                group.addTask {
                    defer { done.set() }
                    var random = SplitMix64(state: UInt64(cuts))
                    var seen: [Int] = []
                    var last = 0
                    for _ in 0..<cuts {
                        let patience = Int.random(in: 0...25, using: &random)
                        let new = try await client.events("?vitals=false&lastEventID=\(last)") { events in
                            var new: [Int] = []
                            while new.count < patience, let event = try await events.next() {
                                guard event.name != "overflow" else { break }
                                if event.name == "entry" { new.append(try #require(event.id)) }
                            }
                            return new
                        }
                        seen += new
                        last = new.last ?? last
                    }
                    return seen
                }
                var seen: [Int] = []
                for try await ids in group where !ids.isEmpty { seen = ids }
                let written = try await server.entryIDs(ofAlice: way != .unixSocket, upTo: try #require(seen.last))
                #expect(seen == written)
            }
        }
    }

    @Test func `500 readers that begin and end at any time see every entry once and in order`() async throws {
        try await Self.run { _, server in
            let assembly = server.assembly
            let done = Flag()
            try await withThrowingTaskGroup(of: [Int].self) { group in
                for writer in 0..<2 {
                    group.addTask {
                        var number = 0
                        while !done.isSet {
                            try await server.answer("\(writer)-\(number)", in: "alice")
                            number += 1
                        }
                        return []
                    }
                }
                group.addTask {
                    defer { done.set() }
                    var random = SplitMix64(state: 500)
                    var seen: [Int] = []
                    for _ in 0..<500 {
                        seen += try await Self.read(assembly, after: seen.last ?? 0, random: &random)
                    }
                    return seen
                }
                var seen: [Int] = []
                for try await ids in group where !ids.isEmpty { seen = ids }
                let written = try await server.entryIDs(ofAlice: false, upTo: try #require(seen.last))
                #expect(seen == written)
            }
        }
    }

    /// Reads as the route does: what was missed from the log, then what comes.
    private static func read(_ assembly: ServerAssembly, after last: Int, random: inout SplitMix64) async throws
        -> [Int]
    {
        let text = CutWriter.Text()
        let stream = EventStream(
            principal: .root,
            options: EventSubscriber.Options(wantsVitals: false),
            lastEventID: last,
            broadcaster: assembly.broadcaster,
            store: assembly.store,
            sampler: assembly.sampler,
            hasAccess: { true }
        )
        // Cut after so many bytes, wherever that is.
        var writer: any ResponseBodyWriter = CutWriter(text: text, left: Int.random(in: 0...6000, using: &random))
        await #expect(throws: CutWriter.Cut.self) { try await stream.write(to: &writer) }
        // What is torn does not count for a reader.
        return text.all.components(separatedBy: "\n\n").dropLast().compactMap { block in
            guard block.contains("event: entry") else { return nil }
            return block.split(separator: "\n").first { $0.hasPrefix("id: ") }.flatMap { Int($0.dropFirst(4)) }
        }
    }

    // MARK: Slow readers

    @Test func `A reader that does not read is cut, and the others go on`() async throws {
        var configuration = ServerConfiguration.test
        configuration.limits.eventBacklogBytes = 1_000_000
        configuration.limits.messageBytes = 50_000
        configuration.limits.unreadSeconds = 1
        try await Self.run(configuration) { alice, server in
            for way in Way.encrypted {
                try await alice.with(alice.token, by: way).events("?vitals=false") { slow in
                    try await alice.with(alice.token, by: way == .http2 ? .http1 : .http2).events { quick in
                        #expect(try await slow.next()?.name == "presence")
                        #expect(try await quick.next()?.name == "presence")
                        let words = String(repeating: "x", count: 50_000)
                        var last = 0
                        // More than all the buffers on the way hold.
                        for number in 0..<250 {
                            last = try await server.answer(words, in: "alice").id
                            guard number % 5 == 4 else { continue }
                            while try #require(try await quick.next("entry")).id != last {}
                        }
                        try await server.wait(for: "The slow reader is no reader any more") {
                            server.assembly.broadcaster.readerCount == 1
                        }
                        let end = try await slow.last()
                        #expect(end?.name == "overflow" || end?.name == "entry")
                        let entry = try await server.answer("encore", in: "alice")
                        #expect(try await quick.next("entry")?.id == entry.id)
                    }
                }
                try await server.wait(for: "Nobody reads any more") { server.assembly.broadcaster.readerCount == 0 }
            }
        }
    }

    @Test func `More streams than connections are allowed are refused`() async throws {
        var configuration = ServerConfiguration.test
        configuration.limits.connections = 2
        try await Self.run(configuration) { alice, _ in
            try await alice.events { first in
                _ = try await first.next()
                try await alice.events { second in
                    _ = try await second.next()
                    let third = try await alice.send(.GET, "/v1/events")
                    #expect(third.status == 503)
                    #expect(third.headers["Retry-After"].count == 1)
                }
            }
        }
    }

    @Test(arguments: Way.allCases)
    func `A reader that is gone is noticed`(way: Way) async throws {
        try await Self.run { alice, server in
            let client = alice.with(way == .unixSocket ? nil : alice.token, by: way)
            try await client.events { events in
                _ = try await events.next()
                #expect(server.assembly.broadcaster.readerCount == 1)
            }
            try await server.wait(for: "The reader is gone") { server.assembly.broadcaster.readerCount == 0 }
        }
    }

    // MARK: The end

    @Test(arguments: Way.allCases)
    func `Streams end with their last entry when the server stops, and the server does`(way: Way) async throws {
        let ended = Mutex<[TestEvents.Event?]>([])
        try await Self.run { alice, server in
            let client = alice.with(way == .unixSocket ? nil : alice.token, by: way)
            try await client.events("?vitals=false") { events in
                _ = try await events.next()
                await server.group.triggerGracefulShutdown()
                let last = try await events.last()
                ended.withLock { $0.append(last) }
            }
        }
        let last = try #require(ended.withLock(\.self).first ?? nil)
        #expect(last.name == "entry" && last.data.contains(#""event":"stopping""#))
    }

    @Test func `A reset ends the streams of the port, not those of the Unix socket`() async throws {
        try await Self.run { alice, server in
            let socket = alice.with(nil, by: .unixSocket)
            try await socket.events("?vitals=false") { local in
                _ = try await local.next()
                try await alice.events("?vitals=false") { events in
                    _ = try await events.next()
                    server.assembly.control.reset()
                    #expect(try await events.last()?.name != nil)
                }
                let entry = try await server.answer("encore là", in: "alice")
                while let event = try await local.next("entry"), event.id != entry.id {}
            }
        }
    }
}

private final class Flag: Sendable {
    private let state = Mutex(false)

    var isSet: Bool { state.withLock(\.self) }

    func set() { state.withLock { $0 = true } }
}

/// A connection that breaks after so many bytes.
private struct CutWriter: ResponseBodyWriter {
    struct Cut: Error {}

    final class Text: Sendable {
        private let text = Mutex("")

        var all: String { text.withLock(\.self) }

        func append(_ more: String) { text.withLock { $0 += more } }
    }

    let text: Text
    var left: Int

    mutating func write(_ buffer: ByteBuffer) async throws {
        let bytes = buffer.readableBytesView.prefix(left)
        text.append(String(decoding: bytes, as: UTF8.self))
        left -= bytes.count
        guard left > 0 else { throw Cut() }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

extension String {
    fileprivate func prefixed(if condition: Bool) -> String { condition ? self : "" }
}

extension TestServer {
    /// The entries that alice, or an operator, may see.
    fileprivate func entryIDs(ofAlice: Bool, upTo last: Int) async throws -> [Int] {
        var ids: [Int] = []
        let scope = ofAlice ? Scope.conversation("alice") : .everything
        while true {
            let page = try await assembly.store.entries(of: scope, after: ids.last ?? 0, limit: 1000)
            ids += page.entries.map(\.id)
            guard page.hasMore, (ids.last ?? 0) < last else { return ids.filter { $0 <= last } }
        }
    }

    /// Has a comment sent, then says something.
    fileprivate func answerAfterComment(in name: String) async throws {
        assembly.broadcaster.publishComment()
        try await answer("x", in: name)
    }
}
