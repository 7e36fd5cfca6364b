import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import TchatModel

/// The one port: opens it, gives every connection its protocol, and closes it again.
///
/// Everything that changes the port's life — `reset`, `kill`, reading the configuration again, the end of the
/// process — is a request to ``ServerControl`` that ``run()`` takes, one after the other.
final class Port: Service {
    private let control: ServerControl
    private let configuration: LiveConfiguration
    private let reloadConfiguration: @Sendable () async throws -> ServerConfiguration
    private let inherited: [CInt]
    private let conversations: Conversations
    private let broadcaster: EventBroadcaster
    private let classicServices: ClassicServices
    private let http: HTTPConnections
    private let metrics: ServerMetrics
    private let hostName: String
    private let manager: ServiceManager
    private let group: any EventLoopGroup
    private let logger: Logger
    /// For what callers do, who can do it at will.
    private let callerLogger: Logger

    private let connections = ConnectionTable()

    /// How long clients are waited for when the server stops.
    private static let farewellPatience = TimeAmount.seconds(2)

    init(
        control: ServerControl,
        configuration: LiveConfiguration,
        reloadConfiguration: @escaping @Sendable () async throws -> ServerConfiguration,
        inherited: [CInt],
        conversations: Conversations,
        broadcaster: EventBroadcaster,
        classicServices: ClassicServices,
        http: HTTPConnections,
        metrics: ServerMetrics,
        hostName: String,
        manager: ServiceManager,
        group: any EventLoopGroup,
        logger: Logger,
        callerLogger: Logger
    ) {
        self.control = control
        self.configuration = configuration
        self.reloadConfiguration = reloadConfiguration
        self.inherited = inherited
        self.conversations = conversations
        self.broadcaster = broadcaster
        self.classicServices = classicServices
        self.http = http
        self.metrics = metrics
        self.hostName = hostName
        self.manager = manager
        self.group = group
        self.logger = logger
        self.callerLogger = callerLogger
    }

    /// Serves the port until it is stopped or the service group shuts down.
    ///
    /// - Throws: ``ListenError`` when the port can't be opened, or not again.
    func run() async throws {
        var listener = try await open()
        manager.notify(.ready)
        var failure: (any Error)?
        do {
            try await withGracefulShutdownHandler {
                try await withTaskCancellationHandler {
                    for await _ in control.wakeUps {
                        while let request = control.nextRequest() {
                            switch request {
                            case .stop: return
                            case .reload: listener = try await reload(listener)
                            case .reset: listener = try await reset(listener)
                            }
                        }
                    }
                } onCancel: {
                    control.finish()
                }
            } onGracefulShutdown: {
                self.control.stop()
            }
        } catch {
            failure = error
        }
        manager.notify(.stopping)
        await listener.close()
        await appendNotice(.stopping)
        broadcaster.endStreamsForGood()
        await dismissEveryone()
        logger.notice("Stopped")
        if let failure { throw failure }
    }

    /// Puts it into the log; a log that can't be written must not keep the port from closing.
    private func appendNotice(_ event: HostEvent) async {
        do {
            try await conversations.appendHostNotice(event)
        } catch {
            logger.error("Not in the log", metadata: ["event": "\(event.rawValue)", "reason": "\(error)"])
        }
    }

    // MARK: - Requests

    private func reset(_ listener: Listener) async throws(ListenError) -> Listener {
        logger.notice("Resetting: every client is told to leave")
        manager.notify(.reloading)
        await appendNotice(.reset)
        await listener.close()
        let clients = connections.channels
        let before = configuration.current
        await readConfiguration()
        let reopened = try await reopen(orGoBackTo: before)
        // Only now: whoever is told to leave may come back at once and finds the port open.
        broadcaster.endStreams { !$0.options.isLocal }
        quiesce(clients)
        manager.notify(.ready)
        return reopened
    }

    private func reload(_ listener: Listener) async throws(ListenError) -> Listener {
        manager.notify(.reloading)
        defer { manager.notify(.ready) }
        let before = configuration.current
        await readConfiguration()
        guard configuration.current.listen != before.listen, inherited.isEmpty else { return listener }
        await listener.close()
        return try await reopen(orGoBackTo: before)
    }

    private func readConfiguration() async {
        do {
            var new = try await reloadConfiguration()
            new.keepWhatNeedsAStart(of: configuration.current)
            try http.use(new.identity(hostName: hostName))
            configuration.change { [new] in $0 = new }
            logger.notice("Configuration read")
        } catch {
            logger.error("Configuration not changed", metadata: ["reason": "\(error)"])
        }
    }

    private func reopen(orGoBackTo before: ServerConfiguration) async throws(ListenError) -> Listener {
        do {
            return try await open()
        } catch {
            logger.error(
                "The new addresses can't be used; going back to the old ones",
                metadata: ["reason": "\(error)"]
            )
        }
        configuration.change { $0.listen = before.listen }
        return try await open()
    }

    // MARK: - Connections

    private func open() async throws(ListenError) -> Listener {
        let configuration = configuration.current
        let listener = try await Listener.open(
            on: configuration.listen,
            inherited: inherited,
            group: group,
            logger: logger,
            setUp: setUp
        )
        control.listens(on: listener.addresses)
        for address in listener.addresses {
            logger.notice("Listening", metadata: ["address": "\(address)"])
        }
        if configuration.classic.networks.reachesBeyondLoopback {
            logger.warning(
                """
                The classic protocol is served beyond this machine: it neither encrypts nor asks who is there; \
                set classic to loopback or off unless you trust every machine of these networks
                """,
                metadata: [
                    "networks": "\(configuration.classic.networks)", "role": "\(configuration.classic.remoteRole)",
                ]
            )
        }
        return listener
    }

    private func setUp(_ channel: any Channel) -> EventLoopFuture<Void> {
        let peer = IPAddress(channel.remoteAddress)
        if let refusal = connections.admit(channel, from: peer, limits: configuration.limits) {
            metrics.connectionRefused(refusal)
            callerLogger.warning(
                "Connection closed: too many are open",
                metadata: ["peer": "\(peer.map(\.description) ?? "local")"]
            )
            return channel.eventLoop.makeFailedFuture(ChannelError.inputClosed)
        }
        let detector = ProtocolDetector(
            peer: peer,
            configuration: configuration,
            classicServices: classicServices,
            http: http,
            metrics: metrics,
            logger: callerLogger
        )
        return channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(detector)
        }
    }

    private func quiesce(_ channels: [any Channel]) {
        for channel in channels {
            channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        }
    }

    /// Tells everyone to leave, and waits until they have or were given long enough.
    private func dismissEveryone() async {
        let channels = connections.channels
        quiesce(channels)
        let loop = group.next()
        let deadline = loop.scheduleTask(in: Self.farewellPatience) {
            for channel in channels { channel.close(promise: nil) }
        }
        try? await EventLoopFuture.andAllComplete(channels.map(\.closeFuture), on: loop).get()
        deadline.cancel()
    }
}
