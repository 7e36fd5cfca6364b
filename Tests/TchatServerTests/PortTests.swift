import Foundation
import Glibc
import Logging
import NIOCore
import NIOPosix
import Synchronization
import TchatModel
import TchatStore
import Testing

@testable import TchatServer

@Suite struct PortTests {
    private static var admin: ServerConfiguration {
        var configuration = ServerConfiguration.test
        configuration.classic.loopbackRole = .admin
        return configuration
    }

    @Test func `The original client's exchange gets the classic replies`() async throws {
        try await TestServer.run { server in
            try await server.connect { peer in
                #expect(try await peer.exchange("os")?.hasPrefix("OS:  Linux ") == true)
                #expect(try await peer.exchange("name")?.hasPrefix("Nom du pc : ") == true)
                let cpu = try #require(try await peer.exchange("cpu"))
                #expect(cpu.wholeMatch(of: /cpu pourcentage : \d{1,3}\.\d%/) != nil)
                let ram = try #require(try await peer.exchange("ram"))
                #expect(
                    ram.wholeMatch(
                        of: /RAM totale : \d+\.\d{1,2}GB\nRAM utilisée : \d+\.\d{1,2}GB\nRAM libre : \d+\.\d{1,2}GB/
                    ) != nil
                )
                #expect(try await peer.exchange("disconnect") == "kill")
                #expect(try await peer.receive() == nil)
            }
        }
    }

    @Test func `300 clients are answered while another waits for the operator`() async throws {
        try await TestServer.run { server in
            try await server.connect { waiting in
                try await waiting.send("bonjour")
                let name = try await server.nextMessage()
                try await withThrowingTaskGroup(of: String?.self) { group in
                    for _ in 0..<300 {
                        group.addTask { try await server.reply(to: "name") }
                    }
                    for try await reply in group {
                        #expect(reply?.hasPrefix("Nom du pc : ") == true)
                    }
                }
                try await server.answer("salut", in: name)
                #expect(try await waiting.receive() == "salut")
            }
        }
    }

    @Test func `Fifty questions in one segment are fifty replies`() async throws {
        try await TestServer.run { server in
            try await server.connect { peer in
                try await peer.send(String(repeating: "cpu\n", count: 50) + "disconnect\n")
                let all = try await peer.receiveAll()
                #expect(all.matches(of: /cpu pourcentage : \d{1,3}\.\d%/).count == 50)
                #expect(all.hasSuffix("kill"))
            }
        }
    }

    @Test func `kill tells everyone, and the server ends`() async throws {
        try await TestServer.run(Self.admin) { server in
            try await server.connect { other in
                _ = try await other.exchange("name")
                try await server.connect { silent in
                    let replies = [
                        try await server.everythingSent(after: "kill"), try await other.receiveAll(),
                        try await silent.receiveAll(),
                    ]
                    #expect(replies == ["kill", "kill", "kill"])
                }
            }
            await #expect(throws: (any Error).self) { try await server.reply(to: "name") }
        }
    }

    @Test func `reset tells everyone and reads the configuration again`() async throws {
        let reads = Mutex(0)
        let address = Mutex(0)
        let reloading: @Sendable () throws -> ServerConfiguration = {
            reads.withLock { $0 += 1 }
            var configuration = ServerConfiguration.test
            configuration.listen = [HostAddress(host: "127.0.0.1", port: address.withLock(\.self))]
            configuration.classic.loopbackRole = .guest
            return configuration
        }
        try await TestServer.run(Self.admin, reloading: reloading) { server in
            address.withLock { $0 = server.port }
            try await server.connect { other in
                _ = try await other.exchange("name")
                #expect(try await server.reply(to: "reset") == "kill")
                #expect(try await other.receive() == "kill")
            }
            try await withDeadline { for await _ in server.reopenings { return } }
            let readCount = reads.withLock(\.self)
            #expect(readCount == 1)
            #expect(try await server.reply(to: "name")?.hasPrefix("Nom du pc : ") == true)
            #expect(try await server.reply(to: "bonjour\n") == "Message refusé")
        }
    }

    @Test func `A configuration that can't be read changes nothing`() async throws {
        try await TestServer.run(Self.admin) { server in
            server.assembly.control.reset()
            let port = try await withDeadline {
                for await addresses in server.reopenings { return addresses[0].port }
                return 0
            }
            let reply = try await TestPeer.connect(port: port) { try await $0.exchange("kill") }
            #expect(reply == "kill")
        }
    }

    @Test func `Reading the configuration again disturbs nobody`() async throws {
        let reloading: @Sendable () throws -> ServerConfiguration = {
            var configuration = ServerConfiguration.test
            configuration.listen = [HostAddress(host: "127.0.0.1", port: 0)]
            configuration.classic.networks = .off
            return configuration
        }
        try await TestServer.run(reloading: reloading) { server in
            try await server.connect { peer in
                _ = try await peer.exchange("name")
                server.assembly.control.reload()
                try await withDeadline {
                    while try await server.reply(to: "name") != nil { try Task.checkCancellation() }
                }
                #expect(try await peer.exchange("name")?.hasPrefix("Nom du pc : ") == true)
            }
        }
    }

    @Test func `Limits that are read again reach those who are connected`() async throws {
        let reloading: @Sendable () throws -> ServerConfiguration = {
            var configuration = ServerConfiguration.test
            configuration.listen = [HostAddress(host: "127.0.0.1", port: 0)]
            configuration.limits.messageBytes = 10
            return configuration
        }
        try await TestServer.run(reloading: reloading) { server in
            try await server.connect { peer in
                _ = try await peer.exchange("name")
                server.assembly.control.reload()
                try await server.wait(for: "The limit is in force") {
                    server.assembly.configuration.limits.messageBytes == 10
                }
                let reply = try await peer.exchange("un message de plus de dix octets\n")
                #expect(reply == "Message refusé : 10 octets au plus")
            }
        }
    }

    @Test func `The log and the identity stay where they were opened`() async throws {
        let elsewhere = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: elsewhere) }
        try FileManager.default.createDirectory(atPath: elsewhere, withIntermediateDirectories: true)
        let reloading: @Sendable () throws -> ServerConfiguration = {
            var configuration = ServerConfiguration.test
            configuration.listen = [HostAddress(host: "127.0.0.1", port: 0)]
            configuration.dataDirectory = elsewhere
            configuration.limits.messageBytes = 10
            return configuration
        }
        try await TestServer.run(reloading: reloading) { server in
            let before = server.assembly.configuration.current.dataDirectory
            server.assembly.control.reload()
            try await server.wait(for: "The limit is in force") {
                server.assembly.configuration.limits.messageBytes == 10
            }
            #expect(server.assembly.configuration.current.dataDirectory == before)
            // A new identity there would lock out everyone who was paired.
            #expect(try FileManager.default.contentsOfDirectory(atPath: elsewhere) == [])
        }
    }

    // MARK: Other protocols

    @Test func `A peer outside the classic networks is closed without a word`() async throws {
        var configuration = ServerConfiguration.test
        configuration.classic.networks = .off
        try await TestServer.run(configuration) { server in
            let reply = try await server.reply(to: "name")
            #expect(reply == nil)
        }
    }

    // MARK: Limits

    @Test func `A connection too many is closed at once, and there is room again later`() async throws {
        var configuration = ServerConfiguration.test
        configuration.limits.connectionsPerAddress = 2
        try await TestServer.run(configuration) { server in
            try await server.connect { first in
                _ = try await first.exchange("name")
                try await server.connect { second in
                    _ = try await second.exchange("name")
                    #expect(try await server.everythingSent(after: "") == "")
                }
                try await withDeadline {
                    while (try? await server.reply(to: "name")) ?? nil == nil { try Task.checkCancellation() }
                }
            }
        }
    }

    @Test func `A connection that does not say what it speaks is closed where classic is off`() async throws {
        var configuration = ServerConfiguration.test
        configuration.classic.networks = .off
        configuration.limits.openingSeconds = 1
        try await TestServer.run(configuration) { server in
            for said in ["", "GET /v1", "name"] {
                let sent = try await server.everythingSent(after: said)
                #expect(sent == "")
            }
            #expect(try await server.refusedConnections(because: "opening_timeout") == 2)
            #expect(try await server.refusedConnections(because: "classic_not_allowed") == 1)
        }
    }

    @Test func `A silent connection becomes a classic client where that is allowed`() async throws {
        var configuration = ServerConfiguration.test
        configuration.limits.openingSeconds = 1
        try await TestServer.run(configuration) { server in
            try await server.connect { peer in
                try await server.wait(for: "The silent peer is a client") {
                    try server.connectedPeople == ["127.0.0.1"]
                }
                #expect(try await peer.exchange("name")?.hasPrefix("Nom du pc : ") == true)
            }
        }
    }

    @Test func `A message torn after a method's first letters still arrives`() async throws {
        try await TestServer.run { server in
            try await server.connect { peer in
                try await peer.send("GE")
                try await peer.send("NIAL\n")
                #expect(try await server.nextMessage(of: "GENIAL") != "")
            }
        }
    }

    @Test(arguments: ["P", "PUT", "GET something", "bonjour", ""])
    func `A client that closes its side is not kept`(opening: String) async throws {
        try await TestServer.run { server in
            let received = try await server.connect { peer in
                if !opening.isEmpty { try await peer.send(opening) }
                peer.outbound.finish()
                return try await peer.receiveAll()
            }
            #expect(received == "")
        }
    }

    @Test func `A client that asks and never reads is closed, and nobody else notices`() async throws {
        var configuration = ServerConfiguration.test
        configuration.limits.unreadSeconds = 1
        try await TestServer.run(configuration) { server in
            let greedy = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelOption(.autoRead, value: false)
                .connect(host: "127.0.0.1", port: server.port).get()
            defer { greedy.close(promise: nil) }
            // The replies are more than both sides' socket buffers can hold.
            let questions = ByteBuffer(string: String(repeating: "ram\n", count: 10_000))
            for _ in 0..<50 { greedy.writeAndFlush(questions, promise: nil) }
            try await server.wait(for: "It is a client") { try server.connectedPeople == ["127.0.0.1"] }
            try await server.wait(for: "It is closed") { try server.connectedPeople == [] }
            #expect(try await server.reply(to: "name")?.isEmpty == false)
        }
    }

    @Test func `Hostile openings leave it answering`() async throws {
        var random = SplitMix64(state: 5005)
        let openings: [[UInt8]] = (0..<300).map { _ in
            let length = Int.random(in: 0...3000, using: &random)
            let noise = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            switch Int.random(in: 0..<5, using: &random) {
            case 0: return [0x16, 0x03, 0x01] + noise
            case 1:
                return Array("GET /\(String(decoding: noise.filter { $0 > 0x20 && $0 < 0x7f }, as: UTF8.self))".utf8)
            case 2: return Array(repeating: UInt8(ascii: "x"), count: 200_000)
            case 3: return [0xc3, 0xff, 0xfe] + noise
            default: return noise
            }
        }
        try await TestServer.run { server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for opening in openings {
                    group.addTask {
                        _ = try? await server.connect { try await $0.outbound.write(ByteBuffer(bytes: opening)) }
                    }
                }
                for try await _ in group {}
            }
            #expect(try await server.reply(to: "name")?.hasPrefix("Nom du pc : ") == true)
        }
    }

    // MARK: Listening

    /// A listener that closes whatever connects.
    private static func listen(on addresses: [HostAddress]) async throws -> Listener {
        try await Listener.open(
            on: addresses,
            inherited: [],
            group: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            setUp: { $0.close() }
        )
    }

    @Test func `A port in use is an error that says what to do`() async throws {
        try await TestServer.run { server in
            let address = HostAddress(host: "127.0.0.1", port: server.port)
            let error = await #expect(throws: ListenError.self) {
                try await Self.listen(on: [HostAddress(host: "127.0.0.1", port: 0), address])
            }
            #expect(error == .bind(address, errno: EADDRINUSE))
            #expect(error?.description.contains("--listen") == true)
        }
    }

    @Test(arguments: ["nosuchhost", "192.0.2.77"])
    func `An address that is not this machine's is an error`(host: String) async {
        let error = await #expect(throws: ListenError.self) {
            try await Self.listen(on: [HostAddress(host: host, port: 0)])
        }
        #expect(error?.description.contains(host) == true)
    }

    @Test func `IPv4 clients reach a server that listens on every IPv6 address`() async throws {
        let listener = try await Self.listen(on: [HostAddress(host: "::", port: 0)])
        let port = try #require(listener.addresses.first).port
        let received = try await TestPeer.connect(port: port) { try await $0.receiveAll() }
        #expect(received == "")
        await listener.close()
    }
}

extension TestServer {
    /// Waits for a message to be handed to the operator, and gives the conversation it is in.
    fileprivate func nextMessage(of text: String? = nil) async throws -> String {
        try await withDeadline { [store = assembly.store] in
            while true {
                for entry in try await store.entries(of: .everything).entries {
                    guard case .message(let said) = entry.content, entry.author.kind == .person else { continue }
                    if text == nil || said == text { return entry.conversation ?? "" }
                }
                try await Task.sleep(for: .milliseconds(2))
            }
        }
    }
}

/// A small generator whose sequence is the same every time (Steele, Lea and Flood 2014).
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
