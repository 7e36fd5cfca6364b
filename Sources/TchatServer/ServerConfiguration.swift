public import Logging
public import TchatModel

/// Everything a server is told; what it stands on by default is here and nowhere else.
public struct ServerConfiguration: Hashable, Sendable {
    /// Where it listens; `::` also takes IPv4.
    public var listen: [HostAddress] = [HostAddress(host: "::")]

    /// Who may speak the classic protocol, and what they may do.
    public var classic = ClassicAccess()

    /// What a client may take up at the most.
    public var limits = Limits()

    /// The least severe log line that is written.
    public var logLevel: Logger.Level = .info

    /// Makes the default configuration.
    public init() {}
}

/// Bounds on what clients may take up; what happens at each is listed in `docs/limits.md`.
public struct Limits: Hashable, Sendable {
    /// Connections at one time.
    public var connections = 8192

    /// Connections at one time from one IP address.
    public var connectionsPerAddress = 1024

    /// Seconds in which a new connection has to show what it speaks.
    public var openingSeconds = 10

    /// Bytes of one message from a client.
    public var messageBytes = 4096

    /// Messages and questions of one client that wait for their turn.
    public var waitingPerClient = 32

    /// Messages of all clients that wait for the operator.
    public var waitingMessages = 4096

    /// Bytes the operator may have said to one client that it has not taken yet.
    public var unsentBytes = 65536

    /// Seconds a client may leave its replies unread.
    public var unreadSeconds = 30

    /// Makes the default limits.
    public init() {}
}
