import FoundationEssentials
public import HostMetrics
import HTTPTypes
public import Logging
import NIOPosix
public import ServiceLifecycle
public import TchatModel
import TchatPairing
import TchatStore

/// The whole server, built from a configuration; the program and the tests build it here.
public struct ServerAssembly: Sendable {
    /// The server can be reset, told to read its configuration again, and stopped.
    public let control: ServerControl

    /// Everything that runs, in the order it starts.
    ///
    /// The port's end, by `kill` or by an error, ends the others.
    public let services: [ServiceGroupConfiguration.ServiceConfiguration]

    let api: APIRouter
    let configuration: LiveConfiguration
    let sampler: Sampler
    let conversations: Conversations
    let broadcaster: EventBroadcaster
    let classicClients: ClassicClients
    let access: AccessControl
    private let repeatedLog: RepeatedLog
    let identity: HostIdentity
    let store: Store

    /// Opens the log and the identity, and builds a server that does not listen yet.
    ///
    /// - Parameters:
    ///   - configuration: What is in force at first.
    ///   - reloadConfiguration: Reads the configuration again, for `reset` and SIGHUP.
    ///   - reader: Reads the machine.
    ///   - manager: The service manager that started the process.
    ///   - onListening: Told where, each time the port is opened.
    /// - Throws: An error whose description says what to do: of the log, the identity or the Unix socket.
    public init(
        configuration: ServerConfiguration,
        reloadConfiguration: @escaping @Sendable () async throws -> ServerConfiguration,
        reader: HostReader,
        manager: ServiceManager,
        onListening: @escaping @Sendable ([HostAddress]) -> Void = { _ in },
        logger: Logger
    ) async throws {
        let store = try Store(in: configuration.dataDirectory, logger: logger)
        do {
            try await self.init(
                store: store,
                configuration: LiveConfiguration(configuration),
                reloadConfiguration: reloadConfiguration,
                reader: reader,
                manager: manager,
                control: ServerControl(onListening: onListening),
                logger: logger
            )
        } catch {
            // What is waiting is still written, and another server can open the log.
            store.close()
            throw error
        }
    }

    private init(
        store: Store,
        configuration: LiveConfiguration,
        reloadConfiguration: @escaping @Sendable () async throws -> ServerConfiguration,
        reader: HostReader,
        manager: ServiceManager,
        control: ServerControl,
        logger: Logger
    ) async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let metrics = ServerMetrics(version: tchatVersion)
        let audit = AuditLog(store: store)
        // For whatever logs what callers do.
        let repeatedLog = RepeatedLog(logger)
        let broadcaster = EventBroadcaster(configuration: configuration, metrics: metrics, logger: repeatedLog.logger)
        let sampler = Sampler(reader: reader, group: group, afterEachSample: { broadcaster.publishVitals(of: $0) })
        let host = Author(kind: .host, name: sampler.facts.name)
        let classicClients = ClassicClients(
            store: store,
            broadcaster: broadcaster,
            configuration: configuration,
            host: host,
            audit: audit,
            logger: repeatedLog.logger
        )
        let conversations = Conversations(
            store: store,
            sampler: sampler,
            metrics: metrics,
            broadcaster: broadcaster,
            classicClients: classicClients,
            configuration: configuration,
            host: host
        )
        let access = AccessControl(
            store: store,
            conversations: conversations,
            broadcaster: broadcaster,
            metrics: metrics,
            hostName: host.name,
            audit: audit,
            logger: logger
        )
        let identity = try configuration.current.identity(hostName: host.name)
        try await conversations.prepare()
        try await access.prepare()

        let metricsPage = MetricsPage(reader: reader, server: metrics)
        // The first page starts the threads that read what may take long; nobody waits for this one.
        _ = metricsPage.render()
        let api = APIRouter(
            store: store,
            sampler: sampler,
            conversations: conversations,
            broadcaster: broadcaster,
            access: access,
            metrics: metrics,
            metricsPage: metricsPage,
            control: control,
            hostName: host.name,
            startedAt: Date().roundedToMilliseconds,
            logger: repeatedLog.logger
        )
        let http = try HTTPConnections(
            responder: api,
            identity: identity,
            group: group,
            configuration: configuration,
            metrics: metrics,
            date: { sampler.snapshot.httpDate },
            logger: repeatedLog.logger
        )
        let port = Port(
            control: control,
            configuration: configuration,
            reloadConfiguration: reloadConfiguration,
            inherited: manager.inheritedSockets,
            conversations: conversations,
            broadcaster: broadcaster,
            classicServices: ClassicServices(
                clients: classicClients,
                configuration: configuration,
                snapshot: { sampler.snapshot },
                control: control
            ),
            http: http,
            metrics: metrics,
            hostName: host.name,
            manager: manager,
            group: group,
            logger: logger,
            callerLogger: repeatedLog.logger
        )
        let housekeeping = Housekeeping(
            store: store,
            broadcaster: broadcaster,
            access: access,
            classicClients: classicClients,
            repeatedLog: repeatedLog,
            configuration: configuration,
            logger: logger
        )

        var services: [ServiceGroupConfiguration.ServiceConfiguration] = [
            .init(service: sampler, serviceName: "Sampler"),
            .init(service: housekeeping, serviceName: "Housekeeping"),
            .init(service: http, serviceName: "HTTPConnections"),
        ]
        var socket: LocalSocket?
        if let path = configuration.current.socketPath {
            let opened = try await LocalSocket(
                path: path,
                isForGroup: configuration.current.isSocketForGroup,
                http: http,
                group: group,
                configuration: configuration,
                metrics: metrics,
                logger: logger
            )
            services.append(.init(service: opened, serviceName: "LocalSocket"))
            socket = opened
        }
        do {
            try await conversations.appendStart()
        } catch {
            await socket?.close()
            throw error
        }
        services.append(
            .init(service: port, successTerminationBehavior: .gracefullyShutdownGroup, serviceName: "Port")
        )
        self.api = api
        self.control = control
        self.services = services
        self.configuration = configuration
        self.sampler = sampler
        self.conversations = conversations
        self.broadcaster = broadcaster
        self.classicClients = classicClients
        self.access = access
        self.repeatedLog = repeatedLog
        self.identity = identity
        self.store = store
    }

    /// Writes down what is still to be kept, and closes the log; when everything has ended.
    public func close() async {
        await access.writeLastSeen()
        access.audit.writeRepeated()
        repeatedLog.writeRepeated()
        store.close()
    }
}
