import Logging
import NIOCore
import NIOPosix
public import ServiceLifecycle
import Synchronization
import TchatModel

/// The one port: opens it, gives every connection its protocol, and closes it again.
///
/// Everything that changes the port's life — `reset`, `kill`, reading the configuration again, the end of the
/// process — is a request that ``run()`` takes one after the other.
public final class Port: Service {
    private enum Request: Sendable {
        case reset
        case reload
        case stop
    }

    private let configuration: Mutex<ServerConfiguration>
    private let reloadConfiguration: @Sendable () async throws -> ServerConfiguration
    private let inherited: [CInt]
    private let sampler: Sampler
    private let hub: Hub
    private let manager: ServiceManager
    private let group: any EventLoopGroup
    private let logger: Logger

    private let connections = ConnectionTable()
    private let requests: AsyncStream<Request>
    private let requestContinuation: AsyncStream<Request>.Continuation

    /// How long clients are waited for when the server stops.
    private static let farewellPatience = TimeAmount.seconds(2)
    /// More than these requests need not be remembered: each makes the earlier ones void.
    private static let rememberedRequests = 16

    init(
        configuration: ServerConfiguration,
        reloadConfiguration: @escaping @Sendable () async throws -> ServerConfiguration,
        inherited: [CInt],
        sampler: Sampler,
        hub: Hub,
        manager: ServiceManager,
        group: any EventLoopGroup,
        logger: Logger
    ) {
        self.configuration = Mutex(configuration)
        self.reloadConfiguration = reloadConfiguration
        self.inherited = inherited
        self.sampler = sampler
        self.hub = hub
        self.manager = manager
        self.group = group
        self.logger = logger
        (requests, requestContinuation) = AsyncStream.makeStream(
            bufferingPolicy: .bufferingNewest(Self.rememberedRequests)
        )
    }

    /// Tells every client to leave, reads the configuration and opens the port anew.
    public func reset() { requestContinuation.yield(.reset) }

    /// Reads the configuration again; whoever is connected stays.
    public func reload() { requestContinuation.yield(.reload) }

    /// Tells every client to leave and ends ``run()``.
    public func stop() { requestContinuation.yield(.stop) }

    /// Serves the port until it is stopped or the service group shuts down.
    ///
    /// - Throws: ``ListenError`` when the port can't be opened.
    public func run() async throws {
        var listener = try await open()
        manager.notify(.ready)
        await withGracefulShutdownHandler {
            await withTaskCancellationHandler {
                for await request in requests {
                    switch request {
                    case .stop: return
                    case .reload: listener = await reload(listener)
                    case .reset:
                        guard let reopened = await reset(listener) else { return }
                        listener = reopened
                    }
                }
            } onCancel: {
                requestContinuation.finish()
            }
        } onGracefulShutdown: {
            self.stop()
        }
        manager.notify(.stopping)
        await listener.close()
        await dismissEveryone()
        logger.notice("Stopped")
    }

    // MARK: - Requests

    private func reset(_ listener: Listener) async -> Listener? {
        logger.notice("Resetting: every client is told to leave")
        manager.notify(.reloading)
        hub.noteResetting()
        await listener.close()
        quiesce(connections.channels)
        let before = configuration.withLock(\.self)
        await readConfiguration()
        let reopened = await reopen(orGoBackTo: before)
        manager.notify(.ready)
        return reopened
    }

    private func reload(_ listener: Listener) async -> Listener {
        manager.notify(.reloading)
        defer { manager.notify(.ready) }
        let before = configuration.withLock(\.self)
        await readConfiguration()
        let after = configuration.withLock(\.self)
        guard after.listen != before.listen, inherited.isEmpty else { return listener }
        await listener.close()
        return await reopen(orGoBackTo: before) ?? listener
    }

    private func readConfiguration() async {
        do {
            let new = try await reloadConfiguration()
            configuration.withLock { $0 = new }
            hub.noteConfigurationRead()
            logger.notice("Configuration read")
        } catch {
            logger.error("Configuration not changed", metadata: ["reason": "\(error)"])
        }
    }

    private func reopen(orGoBackTo before: ServerConfiguration) async -> Listener? {
        do {
            return try await open()
        } catch {
            logger.error(
                "The new addresses can't be used; going back to the old ones",
                metadata: ["reason": "\(error)"]
            )
        }
        configuration.withLock { $0.listen = before.listen }
        do {
            return try await open()
        } catch {
            logger.critical("The port can't be opened again", metadata: ["reason": "\(error)"])
            return nil
        }
    }

    // MARK: - Connections

    private func open() async throws(ListenError) -> Listener {
        let configuration = configuration.withLock(\.self)
        let listener = try await Listener.open(
            on: configuration.listen,
            inherited: inherited,
            group: group,
            logger: logger,
            setUp: setUp
        )
        hub.noteListening(on: listener.addresses)
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
        let configuration = configuration.withLock(\.self)
        let peer = IPAddress(channel.remoteAddress)
        guard connections.admit(channel, from: peer, limits: configuration.limits) else {
            logger.warning(
                "Connection closed: too many are open",
                metadata: ["peer": "\(peer.map(\.description) ?? "local")"]
            )
            return channel.eventLoop.makeFailedFuture(ChannelError.inputClosed)
        }
        let services = ClassicServices(
            hub: hub,
            limits: configuration.limits,
            measured: { [sampler] in sampler.replies },
            control: { [weak self] action in
                switch action {
                case .disconnect: break
                case .reset: self?.reset()
                case .kill: self?.stop()
                }
            }
        )
        let detector = ProtocolDetector(
            peer: peer,
            access: configuration.classic,
            services: services,
            logger: logger
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
