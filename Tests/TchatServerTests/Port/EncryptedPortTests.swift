import Hummingbird
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import TchatModel
import Testing

@testable import TchatServer

/// TLS and HTTP on the port, below what a well-behaved client does.
@Suite struct EncryptedPortTests {
    private static let request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"

    private static func impatient() -> ServerConfiguration {
        var configuration = ServerConfiguration.test
        // On a busy machine the opening itself may take its time, and whoever is silent until then is a classic client.
        configuration.limits.openingSeconds = 5
        return configuration
    }

    @Test func `TLS 1.3 is spoken, 1.2 is not`() async throws {
        try await TestServer.run { server in
            var new = TLSConfiguration.trustingAnybody()
            new.minimumTLSVersion = .tlsv13
            let reply = try await TestPeer.connect(port: server.port, tls: new) { try await $0.exchange(Self.request) }
            #expect(reply?.hasPrefix("HTTP/1.1 200 ") == true)
            var old = TLSConfiguration.trustingAnybody()
            old.maximumTLSVersion = .tlsv12
            await #expect(throws: (any Error).self) {
                try await TestPeer.connect(port: server.port, tls: old) { try await $0.exchange(Self.request) }
            }
        }
    }

    @Test(arguments: [(["h2"], "h2"), (["http/1.1"], "http/1.1"), (["h2", "http/1.1"], "h2"), ([], nil)])
    func `The protocol is agreed on in the handshake`(offered: [String], agreed: String?) async throws {
        try await TestServer.run { server in
            let context = try NIOSSLContext(configuration: .trustingAnybody(protocols: offered))
            let agreement = MultiThreadedEventLoopGroup.singleton.any().makePromise(of: String?.self)
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: server.port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let handler = try NIOSSLClientHandler(context: context, serverHostname: "localhost")
                        try channel.pipeline.syncOperations.addHandlers(handler, Agreement(agreement))
                        return channel
                    }
                }
            #expect(try await agreement.futureResult.get() == agreed)
            try await channel.close()
        }
    }

    /// Keeps what the handshake agreed on.
    private final class Agreement: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let promise: EventLoopPromise<String?>

        init(_ promise: EventLoopPromise<String?>) { self.promise = promise }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case .handshakeCompleted(let negotiated)? = event as? TLSUserEvent { promise.succeed(negotiated) }
        }

        func channelInactive(context: ChannelHandlerContext) { promise.fail(ChannelError.eof) }
    }

    @Test(arguments: [
        ("\u{16}", true), ("\u{16}\u{03}\u{01}\u{00}\u{05}hello", false),
        ("\u{16}\u{03}\u{01}\u{02}\u{00}\u{01}", true),
    ])
    func `A handshake that stalls or is none is closed, and counted if it stalls`(
        opening: String,
        stalls: Bool
    ) async throws {
        try await TestServer.run(Self.impatient()) { server in
            let reply = try await server.everythingSent(after: opening)
            #expect(!reply.contains("HTTP"))
            #expect(try await server.refusedConnections(because: "opening_timeout") == (stalls ? 1 : 0))
        }
    }

    @Test(arguments: [true, false])
    func `Headers that are too long end with an answer or a close`(isEncrypted: Bool) async throws {
        try await TestServer.run { server in
            let tls = isEncrypted ? TLSConfiguration.trustingAnybody() : nil
            for header in ["X: " + String(repeating: "x", count: 100_000), String(repeating: "Y: y\r\n", count: 5000)] {
                let reply = try await TestPeer.connect(port: server.port, tls: tls) { peer in
                    try? await peer.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\(header)\r\n\r\n")
                    return try await peer.receiveAll()
                }
                #expect(reply.isEmpty || reply.hasPrefix("HTTP/1.1 4"), "\(reply.prefix(80))")
            }
        }
    }

    @Test(arguments: [true, false])
    func `A client that closes its side still gets its answer, and is not kept`(isEncrypted: Bool) async throws {
        try await TestServer.run { server in
            let tls = isEncrypted ? TLSConfiguration.trustingAnybody() : nil
            for opening in [Self.request, "GET /healthz HTTP/1.1\r\nHo"] {
                let reply = try await TestPeer.connect(port: server.port, tls: tls) { peer in
                    try await peer.send(opening)
                    if !isEncrypted { peer.outbound.finish() }  // TLS closes both sides
                    guard isEncrypted else { return try await peer.receiveAll() }
                    return opening == Self.request ? try await peer.receive() ?? "" : ""
                }
                if opening == Self.request { #expect(reply.hasPrefix("HTTP/1.1 200 ")) }
            }
        }
    }

    @Test func `Plain text from another machine is sent to where it is encrypted, whatever the path`() async throws {
        try await TestServer.run { server in
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let configuration = LiveConfiguration(.test)
            let metrics = ServerMetrics(version: "test")
            let http = try HTTPConnections(
                responder: RefusingResponder(),
                identity: server.assembly.identity,
                group: MultiThreadedEventLoopGroup.singleton,
                configuration: configuration,
                metrics: metrics,
                date: { "" },
                logger: logger
            )
            let services = ClassicServices(
                clients: server.assembly.classicClients,
                configuration: configuration,
                snapshot: { server.assembly.sampler.snapshot },
                control: server.assembly.control
            )
            let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let detector = ProtocolDetector(
                            peer: IPAddress(bits: 0xc000_0207, bitWidth: 32),
                            configuration: configuration,
                            classicServices: services,
                            http: http,
                            metrics: metrics,
                            logger: logger
                        )
                        try channel.pipeline.syncOperations.addHandler(detector)
                    }
                }
                .childChannelOption(.allowRemoteHalfClosure, value: true)
                .bind(host: "127.0.0.1", port: 0).get()
            let port = try #require(listener.localAddress?.port)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await http.run() }
                for (line, location) in [
                    ("GET /v1/host?x=1", "https://lab7:5005/v1/host?x=1"),
                    ("HEAD /v1/host", "https://lab7:5005/v1/host"),
                    ("POST /v1/pair", "https://lab7:5005/v1/pair"), ("OPTIONS *", "https://lab7:5005/"),
                ] {
                    let reply = try await TestPeer.connect(port: port) { peer in
                        try await peer.send("\(line) HTTP/1.1\r\nHost: lab7:5005\r\nConnection: close\r\n\r\n")
                        peer.outbound.finish()
                        return try await peer.receiveAll()
                    }
                    #expect(reply.hasPrefix("HTTP/1.1 308 Permanent Redirect\r\n"))
                    #expect(reply.lowercased().contains("\r\nlocation: \(location)\r\n"), "\(line)")
                    #expect(line.hasPrefix("HEAD") == reply.hasSuffix("\r\n\r\n"), "\(line)")
                }
                try await listener.close()
                group.cancelAll()
            }
        }
    }

    /// Nobody is to get this far.
    private struct RefusingResponder: HTTPResponder {
        func respond(to request: Request, context: APIContext) async throws -> Response {
            Issue.record("Answered without encryption")
            return Response(status: .ok)
        }
    }
}
