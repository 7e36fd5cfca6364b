import HostMetrics
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization
import TchatModel
import Testing

@testable import TchatServer

/// A server on a port of the system's choice, for as long as a test's body runs.
struct TestServer: Sendable {
    let assembly: ServerAssembly
    let port: Int

    /// Runs a whole server and, when the body is done, shuts it down and waits for its end.
    static func run(
        _ configuration: ServerConfiguration = ServerConfiguration(),
        reloading: @escaping @Sendable () throws -> ServerConfiguration = { throw CancellationError() },
        _ body: @escaping @Sendable (TestServer) async throws -> Void
    ) async throws {
        var configuration = configuration
        configuration.listen = [HostAddress(host: "127.0.0.1", port: 0)]
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let assembly = ServerAssembly(
            configuration: configuration,
            reloadConfiguration: reloading,
            reader: HostReader(),
            manager: .none,
            logger: logger
        )
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: assembly.services, logger: logger)
        )
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            let events = assembly.hub.subscribe().events
            tasks.addTask { try await group.run() }
            tasks.addTask {
                let server = TestServer(assembly: assembly, port: try await port(from: events))
                try await body(server)
                await group.triggerGracefulShutdown()
            }
            // Unlike waitForAll, this ends with the first error and so cancels the server.
            for try await _ in tasks {}
        }
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

    private static func port(from events: AsyncStream<(number: Int, event: Hub.Event)>) async throws -> Int {
        for await (_, event) in events {
            if case .listening(let addresses) = event, let address = addresses.first { return address.port }
        }
        throw CancellationError()
    }
}

/// The other side of a connection: bytes out, bytes in, as they are.
struct TestPeer: Sendable {
    struct TimedOut: Error {}

    let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private let inbound: AsyncThrowingStream<String, any Error>

    static func connect<Result: Sendable>(
        port: Int,
        _ body: @Sendable (TestPeer) async throws -> Result
    ) async throws -> Result {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
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
            } catch is IOError {}
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
            try await Task.sleep(for: .seconds(20))
            throw TestPeer.TimedOut()
        }
        defer { group.cancelAll() }
        guard let result = try await group.next() else { throw TestPeer.TimedOut() }
        return result
    }
}
