import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdHTTP2
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import ServiceLifecycle
import Synchronization
import TchatModel

/// Serves connections that speak HTTP, once someone else has accepted them and found out what they speak.
final class HTTPConnections: Service {
    /// What is to be done for a connection until it closes.
    private struct Work: Sendable {
        let executor: EventLoopExecutor?
        let serve: @Sendable () async -> Void
    }

    private let responder: any HTTPResponder<APIContext>
    private let configuration: LiveConfiguration
    private let metrics: ServerMetrics
    private let date: @Sendable () -> String
    private let logger: Logger
    private let encrypted: Mutex<HTTP2UpgradeChannel>
    /// By event loop; they live as long as the loops.
    private let executors: [ObjectIdentifier: EventLoopExecutor]
    private let works: AsyncStream<Work>
    private let continuation: AsyncStream<Work>.Continuation

    /// How long a connection may be kept without a request.
    private static let idleTimeout = TimeAmount.seconds(60)
    private static let longestHeaderBytes = 16_384

    /// - Parameter date: The value of the `Date` header as it is now.
    init(
        responder: any HTTPResponder<APIContext>,
        identity: HostIdentity,
        group: any EventLoopGroup,
        configuration: LiveConfiguration,
        metrics: ServerMetrics,
        date: @escaping @Sendable () -> String,
        logger: Logger
    ) throws {
        self.responder = responder
        self.configuration = configuration
        self.metrics = metrics
        self.date = date
        self.logger = logger
        let loops = Array(group.makeIterator())
        executors = Dictionary(uniqueKeysWithValues: loops.map { (ObjectIdentifier($0), EventLoopExecutor($0)) })
        (works, continuation) = AsyncStream.makeStream()
        encrypted = Mutex(try Self.encryptedChannel(identity, responder: responder, date: date))
    }

    /// Has new connections use another certificate.
    func use(_ identity: HostIdentity) throws {
        let channel = try Self.encryptedChannel(identity, responder: responder, date: date)
        encrypted.withLock { $0 = channel }
    }

    /// Serves until the service group shuts down and every connection is closed.
    func run() async throws {
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for await work in works {
                    group.addTask(executorPreference: work.executor) { await work.serve() }
                }
            }
        } onGracefulShutdown: {
            self.continuation.finish()
        }
    }

    /// Serves a connection whose first bytes begin a TLS handshake; on its event loop.
    func startEncrypted(on channel: any Channel) -> EventLoopFuture<Void> {
        start(encrypted.withLock(\.self), on: channel, handshakeSeconds: configuration.limits.openingSeconds)
    }

    /// Serves a connection from this machine in plain text; on its event loop.
    func startPlain(on channel: any Channel, transport: Transport) -> EventLoopFuture<Void> {
        let respond = Self.respond(responder, transport: { _ in transport }, date: date)
        return start(HTTP1Channel(responder: respond, configuration: Self.streams), on: channel)
    }

    /// Sends a peer that speaks plain text, but is not this machine, to where it is encrypted; on its event loop.
    func startRedirecting(on channel: any Channel) -> EventLoopFuture<Void> {
        start(HTTP1Channel(responder: Self.redirect, configuration: Self.streams), on: channel)
    }

    private func start<Server: ServerChildChannel>(
        _ server: Server,
        on channel: any Channel,
        handshakeSeconds: Int? = nil
    ) -> EventLoopFuture<Void> {
        let executor = executors[ObjectIdentifier(channel.eventLoop)]
        let operations = channel.pipeline.syncOperations
        do {
            try operations.addHandler(UnreadDeadline(configuration))
            let started = server.setup(channel: channel, logger: logger)
            if let handshakeSeconds {
                let encryption = try operations.context(handlerType: NIOSSLServerHandler.self)
                try operations.addHandler(
                    HandshakeDeadline(seconds: handshakeSeconds, metrics: metrics),
                    position: .after(encryption.handler)
                )
            }
            return started.map { [continuation, logger] value in
                let work = Work(executor: executor) { await server.handle(value: value, logger: logger) }
                if case .terminated = continuation.yield(work) { channel.close(promise: nil) }
            }
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
    }
}

// MARK: - Answering

extension HTTPConnections {
    private static var streams: HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(
            idleTimeout: idleTimeout,
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: longestHeaderBytes,
                maxHeaderListSize: longestHeaderBytes,
                maxHeaderFieldCount: 100
            )
        )
    }

    private static func encryptedChannel(
        _ identity: HostIdentity,
        responder: any HTTPResponder<APIContext>,
        date: @escaping @Sendable () -> String
    ) throws -> HTTP2UpgradeChannel {
        let hostKey = identity.pin
        return try HTTP2UpgradeChannel(
            tlsConfiguration: identity.tlsConfiguration(),
            configuration: HTTP2ChannelConfiguration(
                idleTimeout: .seconds(60),
                gracefulCloseTimeout: .seconds(1),
                streamConfiguration: streams
            ),
            responder: respond(
                responder,
                transport: { .tls(peer: IPAddress($0.remoteAddress), hostKey: hostKey) },
                date: date
            )
        )
    }

    private static func respond(
        _ responder: any HTTPResponder<APIContext>,
        transport: @escaping @Sendable (any Channel) -> Transport,
        date: @escaping @Sendable () -> String
    ) -> HTTPChannelHandler.Responder {
        { request, writer, channel in
            let context = APIContext(transport: transport(channel), channel: channel)
            var response = try await responder.respond(to: request, context: context)
            response.headers[.date] = date()
            try await writer.write(response: response.head, body: response.body)
        }
    }

    private static let redirect: HTTPChannelHandler.Responder = { request, writer, _ in
        guard let authority = request.head.authority, authority == authority.visible() else {
            let problem = Problem.Reason.encryptionRequired.response(status: .badRequest)
            try await writer.write(response: problem.head, body: problem.body)
            return
        }
        var response = Problem.Reason.encryptionRequired.response(status: .permanentRedirect)
        if request.method == .head { response = response.withoutBody() }
        let path = request.head.path ?? "/"
        response.headers[.location] = "https://\(authority)\(path.hasPrefix("/") ? path : "/")"
        response.headers[.connection] = "close"
        try await writer.write(response: response.head, body: response.body)
    }
}

/// Closes a connection whose peer leaves what it is sent unread for too long.
private final class UnreadDeadline: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let configuration: LiveConfiguration
    private var timer: Scheduled<Void>?

    init(_ configuration: LiveConfiguration) {
        self.configuration = configuration
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
        if !context.channel.isWritable {
            let seconds = Int64(configuration.limits.unreadSeconds)
            timer = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(seconds)) {
                context.close(promise: nil)
            }
        }
        context.fireChannelWritabilityChanged()
    }
}

/// Stands behind the TLS handler and closes a connection whose handshake takes too long.
private final class HandshakeDeadline: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let seconds: Int
    private let metrics: ServerMetrics
    private var timer: Scheduled<Void>?

    init(seconds: Int, metrics: ServerMetrics) {
        self.seconds = seconds
        self.metrics = metrics
    }

    func handlerAdded(context: ChannelHandlerContext) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(Int64(seconds))) {
            self.metrics.connectionRefused(.openingTimeout)
            context.close(promise: nil)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        context.fireUserInboundEventTriggered(event)
        guard let event = event as? TLSUserEvent, case .handshakeCompleted = event else { return }
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }
}
