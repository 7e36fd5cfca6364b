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

    /// The folder of what must outlive the process: the log and the identity.
    public var dataDirectory: String

    /// Where the Unix socket is; `nil` for none.
    public var socketPath: String?

    /// Whether the users of the group `tchat` may open the Unix socket, as befits a system service.
    public var isSocketForGroup = false

    /// A certificate to show instead of the server's own; `nil` for that one.
    public var certificate: CertificateFiles?

    /// How long and how much of the log is kept.
    public var retention = Retention()

    /// The least severe log line that is written.
    public var logLevel: Logger.Level = .info

    /// Makes the default configuration with a folder for what must outlive the process.
    public init(dataDirectory: String) {
        self.dataDirectory = dataDirectory
    }

    /// Takes over from a server that runs what it can't change any more: the log, its own identity and its socket stay
    /// where they were opened.
    mutating func keepWhatNeedsAStart(of running: ServerConfiguration) {
        dataDirectory = running.dataDirectory
        socketPath = running.socketPath
        isSocketForGroup = running.isSocketForGroup
        logLevel = running.logLevel
    }

    /// The key and certificate that the configuration says to show.
    ///
    /// - Throws: ``HostIdentityError``.
    func identity(hostName: String) throws(HostIdentityError) -> HostIdentity {
        if let certificate {
            try HostIdentity.read(certificatePath: certificate.certificatePath, keyPath: certificate.keyPath)
        } else {
            try HostIdentity.open(inDirectory: dataDirectory, hostName: hostName)
        }
    }
}

/// A certificate and its key, in PEM files.
public struct CertificateFiles: Hashable, Sendable {
    /// The file of the certificate, followed by those of its authority.
    public var certificatePath: String
    /// The file of the key.
    public var keyPath: String

    /// Names the two files.
    public init(certificatePath: String, keyPath: String) {
        self.certificatePath = certificatePath
        self.keyPath = keyPath
    }
}

/// How long and how much of the log is kept; by default, everything said for ever.
public struct Retention: Hashable, Sendable {
    /// Entries older than this are removed; 0 keeps them.
    public var days = 0
    /// The oldest entries are removed while the log is bigger than this; 0 lets it grow.
    public var megabytes = 0
    /// Addresses of the classic protocol that said nothing for so many days, and of which no entry is left, are forgotten; 0
    /// keeps them.
    public var classicDays = 30

    /// Keeps everything said.
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

    /// Bytes of one message from a client, at most ``greatestMessageBytes``.
    public var messageBytes = 4096

    /// Messages and questions of one client that wait for their turn.
    public var waitingPerClient = 32

    /// Messages of all clients that wait for the operator.
    public var waitingMessages = 4096

    /// Bytes of events that may wait for one reader of the event stream.
    public var eventBacklogBytes = 262_144

    /// Bytes the operator may have said to one classic client that it has not taken yet.
    public var unsentBytes = 65536

    /// Seconds a client may leave its replies unread.
    public var unreadSeconds = 30

    /// Makes the default limits.
    public init() {}

    /// As many bytes as a message may be allowed to have: what clients read and say is bounded too.
    public static let greatestMessageBytes = 65_536

    /// Bytes of the request that puts an entry: JSON may write each byte of a message as six, such as `\u0022`.
    var entryBodyBytes: Int { max(65_536, 6 * messageBytes + 1024) }
}
