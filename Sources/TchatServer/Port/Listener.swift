internal import Glibc
import Logging
import NIOCore
import NIOPosix
public import TchatModel

/// The listening sockets of the port, from open to close.
public struct Listener: Sendable {
    private let channels: [any Channel]

    /// The addresses it listens on, with the port the system chose where 0 was asked for.
    let addresses: [HostAddress]

    /// Listens on every address, or on none when one of them fails.
    ///
    /// - Parameters:
    ///   - inherited: Listening sockets a service manager opened for this process; when there are any, they are used in
    ///     place of the addresses.
    ///   - setUp: Called on each accepted connection's event loop before anything is read.
    /// - Throws: ``ListenError``.
    static func open(
        on addresses: [HostAddress],
        inherited: [CInt],
        group: any EventLoopGroup,
        logger: Logger,
        setUp: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) async throws(ListenError) -> Listener {
        var channels: [any Channel] = []
        do {
            if inherited.isEmpty {
                for address in addresses {
                    channels.append(
                        try await bind(address, among: addresses, group: group, logger: logger, setUp: setUp)
                    )
                }
            } else {
                for descriptor in inherited {
                    // Closing the listener must leave the manager's socket open: connections wait in it meanwhile.
                    let duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
                    guard duplicate >= 0 else { throw ListenError.inherited(errno: errno) }
                    let bootstrap = Self.bootstrap(group: group, isIPv6Only: nil, setUp: setUp)
                    channels.append(try await bootstrap.withBoundSocket(duplicate).get())
                }
            }
        } catch {
            for channel in channels { try? await channel.close() }
            throw error as? ListenError ?? .inherited(errno: (error as? IOError)?.errnoCode ?? EINVAL)
        }
        return Listener(channels: channels)
    }

    /// Whether an address can be listened on at all: an IP address, or `localhost` for 127.0.0.1.
    public static func accepts(_ address: HostAddress) -> Bool { socketAddress(of: address) != nil }

    private static func socketAddress(of address: HostAddress) -> SocketAddress? {
        let host = address.host == "localhost" ? "127.0.0.1" : address.host
        return try? SocketAddress(ipAddress: host, port: address.port)
    }

    private init(channels: [any Channel]) {
        self.channels = channels
        addresses = channels.compactMap { channel in
            guard let address = channel.localAddress, let ip = address.ipAddress, let port = address.port else {
                return nil
            }
            return HostAddress(host: ip, port: port)
        }
    }

    /// Stops listening; connections already accepted go on.
    func close() async {
        for channel in channels {
            try? await channel.close()
        }
    }

    private static func bind(
        _ address: HostAddress,
        among all: [HostAddress],
        group: any EventLoopGroup,
        logger: Logger,
        setUp: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) async throws(ListenError) -> any Channel {
        guard let socketAddress = socketAddress(of: address) else { throw .notAnAddress(address) }
        let isWildcard = address.host == "::"
        let hasIPv4Twin = all.contains { $0.port == address.port && $0.host == "0.0.0.0" }
        do {
            return try await bootstrap(group: group, isIPv6Only: isWildcard ? hasIPv4Twin : nil, setUp: setUp)
                .bind(to: socketAddress).get()
        } catch let error as IOError where error.errnoCode == EAFNOSUPPORT && isWildcard && !hasIPv4Twin {
            logger.notice("This machine has no IPv6: listening on IPv4 only")
            return try await bind(
                HostAddress(host: "0.0.0.0", port: address.port),
                among: all,
                group: group,
                logger: logger,
                setUp: setUp
            )
        } catch {
            throw .bind(address, errno: (error as? IOError)?.errnoCode ?? EINVAL)
        }
    }

    private static func bootstrap(
        group: any EventLoopGroup,
        isIPv6Only: Bool?,
        setUp: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) -> ServerBootstrap {
        var bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer(setUp)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(.tcpOption(.init(rawValue: TCP_KEEPIDLE)), value: keepAliveIdleSeconds)
            .childChannelOption(.tcpOption(.init(rawValue: TCP_KEEPINTVL)), value: keepAliveIntervalSeconds)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            // Messages are short, and thousands of clients may sit idle.
            .childChannelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 256))
            // The end of the input then never comes in one go with words. A handler that answers these and finds the peer gone
            // would close the channel while SwiftNIO (2.101) closes its input, which asserts that the channel is open.
            .childChannelOption(.maxMessagesPerRead, value: 1)
        if let isIPv6Only {
            bootstrap = bootstrap.serverChannelOption(
                ChannelOptions.Types.SocketOption(level: .ipv6, name: .ipv6_v6only),
                value: isIPv6Only ? 1 : 0
            )
        }
        return bootstrap
    }

    /// A client whose machine vanished is noticed after 60 s and nine probes of 10 s (tcp(7)).
    private static let keepAliveIdleSeconds: SocketOptionValue = 60
    private static let keepAliveIntervalSeconds: SocketOptionValue = 10
}

/// Why the port can't be opened; each description says what to do.
public enum ListenError: PhrasedError, Equatable {
    /// bind(2) or listen(2) failed.
    case bind(HostAddress, errno: CInt)
    /// It is a name, not an IP address.
    case notAnAddress(HostAddress)
    /// A socket handed over by the service manager can't be used.
    case inherited(errno: CInt)

    /// One sentence for the person who starts the server.
    public var phrase: Phrase {
        switch self {
        case .bind(let address, EADDRINUSE):
            Phrase(
                "Port {port} is already in use: stop the program that listens there, or choose another port with --listen "
                    + "ADDRESS:PORT.",
                ["port": address.port]
            )
        case .bind(let address, EACCES), .bind(let address, EPERM):
            Phrase(
                "No permission to listen on {address}: choose a port from 1024 up with --listen ADDRESS:PORT.",
                ["address": address]
            )
        case .bind(let address, EADDRNOTAVAIL):
            Phrase(
                "This machine has no address {address}: choose one that 'ip address' lists, or [::] for all.",
                ["address": address.host]
            )
        case .bind(let address, let code):
            Phrase(
                "Can't listen on {address}: {reason}.",
                ["address": address, "reason": String(cString: strerror(code))]
            )
        case .notAnAddress(let address):
            Phrase(
                "'{address}' is not an IP address: listen on one such as 0.0.0.0, 127.0.0.1 or [::].",
                ["address": address.host]
            )
        case .inherited(let code):
            Phrase(
                "The socket handed over by systemd can't be used: {reason}.",
                ["reason": String(cString: strerror(code))]
            )
        }
    }
}
