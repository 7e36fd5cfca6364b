public import HostMetrics
public import Logging
import NIOPosix
public import ServiceLifecycle

/// The whole server, built from a configuration; the program and the tests build it here.
public struct ServerAssembly: Sendable {
    /// Where consoles attach.
    public let hub: Hub

    /// The port; it can be reset, told to read its configuration again, and stopped.
    public let port: Port

    /// Everything that runs, in the order it starts.
    ///
    /// The port's end, by `kill` or by an error, ends the others.
    public let services: [ServiceGroupConfiguration.ServiceConfiguration]

    /// Builds a server that has not started yet.
    ///
    /// - Parameters:
    ///   - configuration: What is in force at first.
    ///   - reloadConfiguration: Reads the configuration again, for `reset` and SIGHUP.
    ///   - reader: Reads the machine.
    ///   - manager: The service manager that started the process.
    public init(
        configuration: ServerConfiguration,
        reloadConfiguration: @escaping @Sendable () async throws -> ServerConfiguration,
        reader: HostReader,
        manager: ServiceManager,
        logger: Logger
    ) {
        let group = MultiThreadedEventLoopGroup.singleton
        hub = Hub(logger: logger)
        let sampler = Sampler(reader: reader, group: group)
        port = Port(
            configuration: configuration,
            reloadConfiguration: reloadConfiguration,
            inherited: manager.inheritedSockets,
            sampler: sampler,
            hub: hub,
            manager: manager,
            group: group,
            logger: logger
        )
        services = [
            .init(service: sampler, serviceName: "Sampler"),
            .init(service: port, successTerminationBehavior: .gracefullyShutdownGroup, serviceName: "Port"),
        ]
    }
}
