import Foundation
import HostMetrics
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import ServiceLifecycle
import Synchronization
import TchatModel
import TchatPairing
import TchatStore
import Testing

@testable import TchatServer

/// A server on a port of the system's choice, for as long as a test's body runs.
struct TestServer: Sendable {
    let assembly: ServerAssembly
    let port: Int
    /// Where it listens, each time it opens its port again; for one reader.
    let reopenings: AsyncStream<[HostAddress]>
    let socketPath: String
    let group: ServiceGroup

    /// Runs a whole server and, when the body is done, shuts it down and waits for its end.
    ///
    /// Without a data directory it gets one of its own, which goes with it.
    static func run(
        _ configuration: ServerConfiguration = .test,
        reloading: @escaping @Sendable () throws -> ServerConfiguration = { throw CancellationError() },
        _ body: @escaping @Sendable (TestServer) async throws -> Void
    ) async throws {
        let folder = TemporaryFolder()
        var configuration = configuration
        configuration.listen = [HostAddress(host: "127.0.0.1", port: 0)]
        if configuration.dataDirectory.isEmpty { configuration.dataDirectory = folder.path + "/data" }
        configuration.socketPath = folder.path + "/run/tchat.sock"
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let (listenings, continuation) = AsyncStream.makeStream(of: [HostAddress].self)
        let assembly = try await ServerAssembly(
            configuration: configuration,
            reloadConfiguration: { [directory = configuration.dataDirectory] in
                var new = try reloading()
                new.dataDirectory = directory
                return new
            },
            reader: HostReader(),
            manager: .none,
            onListening: { continuation.yield($0) },
            logger: logger
        )
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: assembly.services, logger: logger)
        )
        do {
            try await withThrowingTaskGroup(of: Void.self) { [socketPath = folder.path + "/run/tchat.sock"] tasks in
                tasks.addTask { try await group.run() }
                tasks.addTask {
                    let server = TestServer(
                        assembly: assembly,
                        port: try await port(from: listenings),
                        reopenings: listenings,
                        socketPath: socketPath,
                        group: group
                    )
                    try await body(server)
                    await group.triggerGracefulShutdown()
                }
                // Unlike waitForAll, this ends with the first error and so cancels the server.
                for try await _ in tasks {}
            }
        } catch {
            await assembly.close()
            throw error
        }
        await assembly.close()
    }

    /// Builds a whole server that does not run: requests go straight to its router.
    ///
    /// Nothing listens and nothing is sampled. Most tests of the API need no more, and this is much faster.
    static func assemble(
        _ configuration: ServerConfiguration = .test,
        _ body: @escaping @Sendable (TestServer) async throws -> Void
    ) async throws {
        let folder = TemporaryFolder()
        var configuration = configuration
        if configuration.dataDirectory.isEmpty { configuration.dataDirectory = folder.path + "/data" }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let assembly = try await ServerAssembly(
            configuration: configuration,
            reloadConfiguration: { throw CancellationError() },
            reader: HostReader(),
            manager: .none,
            logger: logger
        )
        let server = TestServer(
            assembly: assembly,
            port: 0,
            reopenings: AsyncStream { $0.finish() },
            socketPath: "",
            group: ServiceGroup(configuration: ServiceGroupConfiguration(services: assembly.services, logger: logger))
        )
        do {
            try await body(server)
        } catch {
            await assembly.close()
            throw error
        }
        await assembly.close()
    }

    /// Whether it is there without a port.
    var isRouterOnly: Bool { port == 0 }

    /// The same server after its port was opened again.
    init(_ server: TestServer, port: Int) {
        self.init(
            assembly: server.assembly,
            port: port,
            reopenings: server.reopenings,
            socketPath: server.socketPath,
            group: server.group
        )
    }

    private init(
        assembly: ServerAssembly,
        port: Int,
        reopenings: AsyncStream<[HostAddress]>,
        socketPath: String,
        group: ServiceGroup
    ) {
        self.assembly = assembly
        self.port = port
        self.reopenings = reopenings
        self.socketPath = socketPath
        self.group = group
    }

    /// Connects a peer for as long as the body runs.
    func connect<Result: Sendable>(
        _ body: @Sendable (TestPeer) async throws -> Result
    ) async throws -> Result {
        try await TestPeer.connect(port: port, body)
    }

    /// Connects, says one thing and gives the reply, or `nil` when the server closes instead.
    func reply(to message: String) async throws -> String? {
        try await connect { try await $0.exchange(message) }
    }

    /// Connects, says one thing and gives all that comes until the server closes.
    func everythingSent(after message: String) async throws -> String {
        try await connect { peer in
            try await peer.send(message)
            return try await peer.receiveAll()
        }
    }

    /// Says something as an operator at the host.
    @discardableResult func answer(_ text: String, in conversation: String) async throws -> Entry {
        try await assembly.conversations.put(.message(text: text), uuid: UUID(), in: conversation, by: .root).entry
    }

    /// Who is connected, as an operator sees it.
    var connectedPeople: [String] {
        get throws {
            let options = EventSubscriber.Options(wantsVitals: false, isConsole: true)
            let beginning = try assembly.broadcaster.subscribe(
                EventSubscriber(principal: .root, options: options, longestBacklogBytes: { 0 })
            )
            assembly.broadcaster.unsubscribe(beginning.id)
            return beginning.presence.people ?? []
        }
    }

    /// Makes a person with a token.
    func token(_ name: String, _ role: Role) async throws -> String {
        try await assembly.access.makeToken(for: name, role: role, by: .root).text
    }

    /// How many connections were closed before they were served, for a reason.
    func refusedConnections(because reason: String) async throws -> Double? {
        let text = Mutex("")
        try await TestClient.run(self) { client in
            let page = try await client.with(nil, by: .unixSocket).send(.GET, "/metrics").text
            text.withLock { $0 = page }
        }
        return try ExpositionText(text.withLock(\.self))["tchat_connections_refused_total", ["reason": reason]]
    }

    /// Waits until something is so.
    func wait(
        for what: Comment,
        sourceLocation: SourceLocation = #_sourceLocation,
        until isSo: @escaping @Sendable () async throws -> Bool
    ) async throws {
        do {
            try await withDeadline {
                while try await !isSo() { try await Task.sleep(for: .milliseconds(2)) }
            }
        } catch is TestPeer.TimedOut {
            Issue.record(what, sourceLocation: sourceLocation)
        }
    }

    private static func port(from listenings: AsyncStream<[HostAddress]>) async throws -> Int {
        for await addresses in listenings { return try #require(addresses.first).port }
        throw CancellationError()
    }
}

extension ServerConfiguration {
    /// A configuration whose folder is still to be chosen.
    static var test: ServerConfiguration { ServerConfiguration(dataDirectory: "") }
}

extension Principal {
    /// An operator at the host itself.
    static let root = Principal(name: "root", role: .admin, kind: .local)
}

extension Caller {
    /// An operator at the host itself, through the Unix socket.
    static let root = Caller(principal: .root)
}

/// A folder that goes when it is no longer used.
final class TemporaryFolder: Sendable {
    // A Unix socket's path has little room.
    let path = FileManager.default.temporaryDirectory.path + "/t\(UUID().uuidString.prefix(8))"

    init() {
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}

/// The other side of a connection: bytes out, bytes in, as they are.
struct TestPeer: Sendable {
    struct TimedOut: Error {}

    let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private let inbound: AsyncThrowingStream<String, any Error>

    /// - Parameter tls: How to encrypt; `nil` for plain text.
    static func connect<Result: Sendable>(
        port: Int,
        tls: TLSConfiguration? = nil,
        _ body: @Sendable (TestPeer) async throws -> Result
    ) async throws -> Result {
        let encryption = try tls.map { try NIOSSLContext(configuration: $0) }
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let encryption {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: encryption, serverHostname: "localhost")
                        )
                    }
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: true)
                    )
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            let (stream, continuation) = AsyncThrowingStream.makeStream(of: String.self)
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    do {
                        for try await bytes in inbound { continuation.yield(String(buffer: bytes)) }
                        continuation.finish()
                    } catch {
                        continuation.finish(throwing: error)
                    }
                }
                defer { group.cancelAll() }
                return try await body(TestPeer(outbound: outbound, inbound: stream))
            }
        }
    }

    func send(_ text: String) async throws {
        try await outbound.write(ByteBuffer(string: text))
    }

    /// What comes next, or `nil` at the end of the stream.
    func receive() async throws -> String? {
        try await withDeadline {
            for try await text in inbound { return text }
            return nil
        }
    }

    /// Everything that comes up to the end of the stream; a reset counts as the end.
    func receiveAll() async throws -> String {
        try await withDeadline {
            var all = ""
            do {
                for try await text in inbound { all += text }
            } catch is IOError {
            } catch is NIOSSLError {
            }
            return all
        }
    }

    /// Sends a message and gives its reply.
    func exchange(_ message: String) async throws -> String? {
        try await send(message)
        return try await receive()
    }
}

/// Fails a wait that takes too long, instead of hanging the tests.
func withDeadline<Result: Sendable>(
    _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: .seconds(60))
            throw TestPeer.TimedOut()
        }
        defer { group.cancelAll() }
        guard let result = try await group.next() else { throw TestPeer.TimedOut() }
        return result
    }
}

extension TLSConfiguration {
    /// A client that takes whatever certificate comes.
    static func trustingAnybody(protocols: [String] = ["http/1.1"]) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .none
        configuration.applicationProtocols = protocols
        return configuration
    }
}
