import FoundationEssentials
public import HostMetrics
import HTTPTypes
public import Logging
import NIOPosix
public import ServiceLifecycle
import TchatModel
import TchatPairing
import TchatStore

/// The whole server, built from a configuration; the program and the tests build it here.
public struct ServerAssembly: Sendable {
    /// The port; it can be reset, told to read its configuration again, and stopped.
    public let port: Port

    /// Everything that runs, in the order it starts.
    ///
    /// The port's end, by `kill` or by an error, ends the others.
    public let services: [ServiceGroupConfiguration.ServiceConfiguration]

    let hub: Hub
    let people: People
    let identity: HostIdentity
    let store: Store

    /// Opens the log and the identity, and builds a server that does not listen yet.
    ///
    /// - Parameters:
    ///   - configuration: What is in force at first.
    ///   - reloadConfiguration: Reads the configuration again, for `reset` and SIGHUP.
    ///   - reader: Reads the machine.
    ///   - manager: The service manager that started the process.
    /// - Throws: An error whose description says what to do: of the log, the identity or the Unix socket.
    public init(
        configuration: ServerConfiguration,
        reloadConfiguration: @escaping @Sendable () async throws -> ServerConfiguration,
        reader: HostReader,
        manager: ServiceManager,
        logger: Logger
    ) async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let store = try Store(in: configuration.dataDirectory, logger: logger)
        let sampler = Sampler(reader: reader, group: group)
        let metrics = ServerMetrics(version: tchatVersion)
        let hub = Hub(store: store, sampler: sampler, metrics: metrics, limits: configuration.limits, logger: logger)
        let people = People(hub: hub, logger: logger)
        identity = try configuration.identity(hostName: sampler.facts.name)
        try await hub.prepare()
        try await people.prepare()

        let portReference = PortReference()
        let metricsPage = MetricsPage(reader: reader, server: metrics)
        // The first page starts the threads that read what may take long; nobody waits for this one.
        _ = metricsPage.render()
        let api = APIRouter(
            hub: hub,
            people: people,
            metricsPage: metricsPage,
            origins: APIRouter.Origins(hostName: sampler.facts.name),
            startedAt: Date().roundedToMilliseconds,
            port: portReference,
            logger: logger
        )
        let http = try HTTPConnections(
            responder: api.responder(),
            identity: identity,
            group: group,
            limits: { hub.limits },
            date: { sampler.snapshot.httpDate },
            logger: logger
        )
        port = Port(
            configuration: configuration,
            reloadConfiguration: reloadConfiguration,
            inherited: manager.inheritedSockets,
            hub: hub,
            http: http,
            manager: manager,
            group: group,
            logger: logger
        )
        portReference.set(port)

        var services: [ServiceGroupConfiguration.ServiceConfiguration] = [
            .init(service: sampler, serviceName: "Sampler"),
            .init(
                service: Housekeeping(
                    hub: hub,
                    people: people,
                    retention: configuration.retention,
                    logger: logger
                ),
                serviceName: "Housekeeping"
            ),
            .init(service: http, serviceName: "HTTPConnections"),
        ]
        if let path = configuration.socketPath {
            let socket = try await LocalSocket(
                path: path,
                isForGroup: configuration.isSocketForGroup,
                http: http,
                group: group,
                limits: { hub.limits },
                metrics: metrics,
                logger: logger
            )
            services.append(.init(service: socket, serviceName: "LocalSocket"))
        }
        services.append(
            .init(service: port, successTerminationBehavior: .gracefullyShutdownGroup, serviceName: "Port")
        )
        self.services = services
        self.hub = hub
        self.people = people
        self.store = store
        try await hub.noteStart()
    }

    /// Writes down what is still to be kept, and closes the log; when everything has ended.
    public func close() async {
        await people.writeLastSeen()
        store.close()
    }
}
