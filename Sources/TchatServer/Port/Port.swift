import Logging
import NIOCore
import NIOPosix
public import ServiceLifecycle
import Synchronization
public import TchatModel

/// The one port: opens it, gives every connection its protocol, and closes it again.
///
/// Everything that changes the port's life — `reset`, `kill`, reading the configuration again, the end of the
/// process — is a request that ``run()`` takes one after the other.
public final class Port: Service {
    /// In the order in which they are taken when there are several: each makes those behind it needless.
    private enum Request: CaseIterable {
        case stop
        case reset
        case reload
    }

    private struct Listening {
        var addresses: [HostAddress] = []
        var onListening: @Sendable ([HostAddress]) -> Void = { _ in }
    }

    private let configuration: Mutex<ServerConfiguration>
    private let reloadConfiguration: @Sendable () async throws -> ServerConfiguration
    private let inherited: [CInt]
    private let hub: Hub
    private let http: HTTPConnections
    private let manager: ServiceManager
    private let group: any EventLoopGroup
    private let logger: Logger

    private let connections = ConnectionTable()
    private let listening = Mutex(Listening())
    private let requests = Mutex<Set<Request>>([])
    private let wakeUps: AsyncStream<Void>
    private let wakeUp: AsyncStream<Void>.Continuation

    /// How long clients are waited for when the server stops.
    private static let farewellPatience = TimeAmount.seconds(2)

    init(
        configuration: ServerConfiguration,
        reloadConfiguration: @escaping @Sendable () async throws -> ServerConfiguration,
        inherited: [CInt],
        hub: Hub,
        http: HTTPConnections,
        manager: ServiceManager,
        group: any EventLoopGroup,
        logger: Logger
    ) {
        self.configuration = Mutex(configuration)
        self.reloadConfiguration = reloadConfiguration
        self.inherited = inherited
        self.hub = hub
        self.http = http
        self.manager = manager
        self.group = group
        self.logger = logger
        (wakeUps, wakeUp) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Where it listens now; empty while it is not open.
    public var addresses: [HostAddress] { listening.withLock(\.addresses) }

    /// Has something done each time the port is opened; it is told where.
    public func onListening(_ body: @escaping @Sendable ([HostAddress]) -> Void) {
        listening.withLock { $0.onListening = body }
    }

    /// Tells every client to leave, reads the configuration and opens the port anew.
    public func reset() { request(.reset) }

    /// Reads the configuration again; whoever is connected stays.
    public func reload() { request(.reload) }

    /// Tells every client to leave and ends ``run()``.
    public func stop() { request(.stop) }

    /// Serves the port until it is stopped or the service group shuts down.
    ///
    /// - Throws: ``ListenError`` when the port can't be opened, or not again.
    public func run() async throws {
        var listener = try await open()
        manager.notify(.ready)
        var failure: (any Error)?
        do {
            try await withGracefulShutdownHandler {
                try await withTaskCancellationHandler {
                    for await _ in wakeUps {
                        while let request = nextRequest() {
                            switch request {
                            case .stop: return
                            case .reload: listener = try await reload(listener)
                            case .reset: listener = try await reset(listener)
                            }
                        }
                    }
                } onCancel: {
                    wakeUp.finish()
                }
            } onGracefulShutdown: {
                self.stop()
            }
        } catch {
            failure = error
        }
        manager.notify(.stopping)
        await listener.close()
        await note(.stopping)
        hub.endStreamsForGood()
        await dismissEveryone()
        logger.notice("Stopped")
        if let failure { throw failure }
    }

    /// Puts it into the log; a log that can't be written must not keep the port from closing.
    private func note(_ event: HostEvent) async {
        do {
            try await hub.note(event)
        } catch {
            logger.error("Not in the log", metadata: ["event": "\(event.rawValue)", "reason": "\(error)"])
        }
    }

    // MARK: - Requests

    private func request(_ request: Request) {
        requests.withLock { _ = $0.insert(request) }
        wakeUp.yield()
    }

    private func nextRequest() -> Request? {
        requests.withLock { requests in Request.allCases.first { requests.remove($0) != nil } }
    }

    private func reset(_ listener: Listener) async throws(ListenError) -> Listener {
        logger.notice("Resetting: every client is told to leave")
        manager.notify(.reloading)
        await note(.reset)
        await listener.close()
        let clients = connections.channels
        let before = configuration.withLock(\.self)
        await readConfiguration()
        let reopened = try await reopen(orGoBackTo: before)
        // Only now: whoever is told to leave may come back at once and finds the port open.
        hub.endStreams { !$0.options.isLocal }
        quiesce(clients)
        manager.notify(.ready)
        return reopened
    }

    private func reload(_ listener: Listener) async throws(ListenError) -> Listener {
        manager.notify(.reloading)
        defer { manager.notify(.ready) }
        let before = configuration.withLock(\.self)
        await readConfiguration()
        let after = configuration.withLock(\.self)
        guard after.listen != before.listen, inherited.isEmpty else { return listener }
        await listener.close()
        return try await reopen(orGoBackTo: before)
    }

    private func readConfiguration() async {
        do {
            let new = try await reloadConfiguration()
            try http.use(new.identity(hostName: hub.host.name))
            configuration.withLock { $0 = new }
            hub.use(new.limits)
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
        configuration.withLock { $0.listen = before.listen }
        return try await open()
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
        listening.withLock { $0.addresses = listener.addresses }
        listening.withLock(\.onListening)(listener.addresses)
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
        if let refusal = connections.admit(channel, from: peer, limits: configuration.limits) {
            hub.metrics.connectionRefused(refusal)
            logger.warning(
                "Connection closed: too many are open",
                metadata: ["peer": "\(peer.map(\.description) ?? "local")"]
            )
            return channel.eventLoop.makeFailedFuture(ChannelError.inputClosed)
        }
        let services = ClassicServices(
            hub: hub,
            limits: configuration.limits,
            measured: { [sampler = hub.sampler] in sampler.snapshot.replies },
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
            http: http,
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
