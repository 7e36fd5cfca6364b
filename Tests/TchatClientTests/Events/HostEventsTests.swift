import Foundation
import NIOHTTP1
import Synchronization
import TchatModel
import TchatPairing
import Testing

@testable import TchatClient

@Suite(.timeLimit(.minutes(1))) struct HostEventsTests {
    /// A log whose stream breaks off after a random number of bytes, in pieces of random sizes.
    private final class CutLog: Sendable {
        let entries: [Entry]
        private let generator: Mutex<SeededGenerator>

        init(count: Int, seed: UInt64) {
            entries = (1...count).map { Sample.entry($0, String(repeating: "é👋", count: $0 % 40)) }
            generator = Mutex(SeededGenerator(seed: seed))
        }

        func reply(to request: ScriptedServer.Request) throws -> ScriptedServer.Reply {
            let after = request.headers.first(name: "last-event-id").flatMap { Int($0) } ?? 0
            return try generator.withLock { generator in
                // A server must not repeat anything, but a client must cope with it.
                let start = max(0, after - Int.random(in: 0...3, using: &generator))
                var text = ": hello\n\nid: \(after)\nevent: presence\ndata: {\"operators\":[]}\n\n"
                for entry in entries[start...] {
                    let json = String(decoding: try APICoding.encoder().encode(entry), as: UTF8.self)
                    text += "id: \(entry.id)\nevent: entry\ndata: \(json)\n\n:\n\n"
                }
                var bytes = Array(text.utf8)
                let isWhole = bytes.count < 3000
                if !isWhole {
                    bytes = Array(bytes.prefix(Int.random(in: 0...min(bytes.count, 30_000), using: &generator)))
                }
                var pieces: [[UInt8]] = []
                while !bytes.isEmpty {
                    let size = min(bytes.count, Int.random(in: 1...700, using: &generator))
                    pieces.append(Array(bytes[..<size]))
                    bytes.removeFirst(size)
                }
                return .events(pieces, [.cut, .complete].randomElement(using: &generator) ?? .cut)
            }
        }
    }

    private static func events(of connection: HostConnection, after lastID: Int?, seed: UInt64 = 1) -> HostEvents {
        connection.events(
            state: ResumeState(lastID: lastID),
            clock: ImmediateClock(),
            generator: SeededGenerator(seed: seed)
        )
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `Wherever the stream is cut, every entry comes once and in order`(seed: UInt64) async throws {
        let log = CutLog(count: 400, seed: seed)
        let (received, cuts) = try await ScriptedServer.withSocket(respond: log.reply) { endpoint, _ in
            try await HostConnection.with(endpoint) { connection in
                var (received, cuts): ([Entry], Int) = ([], 0)
                for try await event in Self.events(of: connection, after: 0) {
                    switch event {
                    case .entry(let entry): received.append(entry)
                    case .disconnected: cuts += 1
                    default: break
                    }
                    if received.count == log.entries.count { break }
                }
                return (received, cuts)
            }
        }
        #expect(received == log.entries)
        #expect(cuts > 3)
    }

    @Test func `The same over TLS`() async throws {
        let log = CutLog(count: 200, seed: 9)
        let identity = try TestIdentity.selfSigned()
        try await ScriptedServer.withTLS(try identity.serverContext(), respond: log.reply) { address, server in
            let received = try await HostConnection.with(.tls(address, pin: identity.pin, token: Sample.token)) {
                connection in
                var received: [Entry] = []
                for try await event in Self.events(of: connection, after: 0) {
                    if case .entry(let entry) = event { received.append(entry) }
                    if received.count == log.entries.count { break }
                }
                return received
            }
            #expect(received == log.entries)
            #expect(
                server.requests.allSatisfy { $0.headers.first(name: "authorization") == "Bearer \(Sample.token.text)" }
            )
        }
    }

    @Test func `The connection's state is told, and what was asked for is asked again`() async throws {
        try await ScriptedServer.withSocket { request in
            switch request.number {
            case 0: .events([Array("id: 7\nevent: presence\ndata: {\"operators\":[]}\n\n".utf8)], .cut)
            case 1: try .problem(503, "The disk is full.", headers: ["retry-after": "40"])
            default: .events([], .silence)
            }
        } _: { endpoint, server in
            let events = try await HostConnection.with(endpoint) { connection in
                let events = connection.events(
                    state: ResumeState(),
                    vitals: false,
                    asOperator: true,
                    clock: ImmediateClock(),
                    generator: SeededGenerator(seed: 1)
                )
                var seen: [StreamEvent] = []
                for try await event in events {
                    seen.append(event)
                    if seen.count == 5 { break }
                }
                return seen
            }
            #expect(events[0] == .connected)
            #expect(events[1] == .presence(Presence(operators: [])))
            guard case .disconnected(.connectionLost, _) = events[2] else { Issue.record("\(events[2])"); return }
            guard case .disconnected(.problem, .seconds(40)) = events[3] else { Issue.record("\(events[3])"); return }
            #expect(events[4] == .connected)
            #expect(server.requests.map(\.uri) == Array(repeating: "/v1/events?vitals=false&as=operator", count: 3))
            #expect(server.requests.map { $0.headers.first(name: "last-event-id") } == [nil, "7", "7"])
        }
    }

    @Test func `A host that says nothing any more counts as gone`() async throws {
        try await ScriptedServer.withSocket { _ in
            .events([Array(":\n\n".utf8)], .silence)
        } _: { endpoint, _ in
            let events = try await HostConnection.with(endpoint, silenceLimit: .milliseconds(50)) { connection in
                var seen: [StreamEvent] = []
                for try await event in Self.events(of: connection, after: nil) {
                    seen.append(event)
                    if seen.count(where: { $0 == .connected }) == 2 { break }
                }
                return seen
            }
            for event in events where event != .connected {
                guard case .disconnected(.timedOut(endpoint.location), _) = event else {
                    Issue.record("\(event)")
                    continue
                }
            }
        }
    }

    @Test func `Without signs of life, silence is no sign of the end`() async throws {
        try await ScriptedServer.withSocket { _ in
            .events([], .silence)
        } _: { endpoint, server in
            try await HostConnection.with(endpoint, silenceLimit: .milliseconds(50)) { connection in
                let (connected, continuation) = AsyncStream.makeStream(of: Void.self)
                let quiet = try await withThrowingTaskGroup(of: [StreamEvent].self) { group in
                    group.addTask {
                        var seen: [StreamEvent] = []
                        for try await event in connection.events(vitals: false, comments: false) {
                            seen.append(event)
                            continuation.yield()
                        }
                        return seen
                    }
                    for await _ in connected { break }
                    // Another one counts as gone, and so does the next, while the first is silent.
                    var ends = 0
                    for try await event in Self.events(of: connection, after: nil) {
                        if case .disconnected(.timedOut, _) = event { ends += 1 }
                        if ends == 2 { break }
                    }
                    group.cancelAll()
                    return try await group.next()
                }
                #expect(quiet == [.connected])
            }
            #expect(server.requests.first?.uri == "/v1/events?vitals=false&comments=false")
        }
    }

    @Test(arguments: [401, 403]) func `What no attempt can change ends the stream`(status: Int) async throws {
        try await ScriptedServer.withSocket { _ in
            try .problem(status, "No.")
        } _: { endpoint, server in
            await #expect(throws: HostError.self) {
                try await HostConnection.with(endpoint) { connection in
                    for try await _ in Self.events(of: connection, after: nil) {}
                }
            }
            #expect(server.requests.count == 1)
        }
    }

    @Test func `A request for another attempt is heard at once`() async throws {
        try await ScriptedServer.withSocket { request in
            request.number == 0 ? .events([], .cut) : .events([], .silence)
        } _: { endpoint, _ in
            try await HostConnection.with(endpoint) { connection in
                let events = connection.events(
                    state: ResumeState(),
                    clock: StandingClock(),
                    generator: SeededGenerator(seed: 1)
                )
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        while !Task.isCancelled {
                            connection.retryNow()
                            await Task.yield()
                        }
                    }
                    var connections = 0
                    for try await event in events {
                        if event == .connected { connections += 1 }
                        if connections == 2 { break }
                    }
                    group.cancelAll()
                }
            }
        }
    }

    @Test func `A cancelled reader ends, and so does its request`() async throws {
        try await ScriptedServer.withSocket { _ in
            .events([], .silence)
        } _: { endpoint, _ in
            try await HostConnection.with(endpoint) { connection in
                let (connected, continuation) = AsyncStream.makeStream(of: Void.self)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        for try await event in Self.events(of: connection, after: nil) where event == .connected {
                            continuation.yield()
                        }
                    }
                    for await _ in connected { break }
                    group.cancelAll()
                    try await group.waitForAll()
                }
            }
        }
    }

    @MainActor @Test func `A view model on the main actor can listen`() async throws {
        try await ScriptedServer.withSocket { _ in
            .events([], .silence)
        } _: { endpoint, _ in
            try await HostConnection.with(endpoint) { connection in
                for try await event in connection.events() {
                    MainActor.assertIsolated()
                    #expect(event == .connected)
                    break
                }
            }
        }
    }
}
