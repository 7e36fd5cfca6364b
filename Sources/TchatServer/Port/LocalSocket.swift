import Glibc
import LocalFiles
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
public import TchatModel

/// The Unix socket: whoever may open it is an operator and admin of this host.
final class LocalSocket: Service {
    private let path: String
    private let isForGroup: Bool
    private let http: HTTPConnections
    private let group: any EventLoopGroup
    private let logger: Logger
    private let connections = ConnectionTable()
    private let listener: any Channel
    private let file: SocketFile

    /// Who may open the socket of a system service beside root.
    private static let groupName = "tchat"
    /// How many may wait to be accepted.
    private static let backlog = 128
    private static let farewellPatience = TimeAmount.seconds(2)

    /// Opens the socket.
    ///
    /// - Parameters:
    ///   - path: Where; its folder is made if it is missing, for its owner only.
    ///   - isForGroup: Whether the users of the group `tchat` may open it too, if there is such a group.
    /// - Throws: ``LocalSocketError``.
    init(
        path: String,
        isForGroup: Bool,
        http: HTTPConnections,
        group: any EventLoopGroup,
        configuration: LiveConfiguration,
        metrics: ServerMetrics,
        logger: Logger
    ) async throws(LocalSocketError) {
        self.path = path
        self.isForGroup = isForGroup
        self.http = http
        self.group = group
        self.logger = logger
        try Self.prepareFolder(of: path)
        let descriptor: CInt
        do throws(SocketFileError) {
            (file, descriptor) = try SocketFile.listen(at: path, backlog: Self.backlog)
        } catch {
            switch error {
            case .notASocket: throw .notASocket(path)
            case .inUse: throw .inUse(path)
            case .othersSocket: throw .othersSocket(path)
            case .failed(let cause): throw .bind(path, errno: cause.code)
            }
        }
        let connections = connections
        do {
            listener = try await ServerBootstrap(group: group)
                .childChannelOption(.allowRemoteHalfClosure, value: true)
                .childChannelInitializer { channel in
                    if let refusal = connections.admit(channel, from: nil, limits: configuration.limits) {
                        metrics.connectionRefused(refusal)
                        return channel.eventLoop.makeFailedFuture(ChannelError.inputClosed)
                    }
                    metrics.connectionOpened(.unix)
                    channel.closeFuture.whenComplete { _ in metrics.connectionClosed(.unix) }
                    return Self.user(of: channel).flatMap { user in
                        let principal = Principal(name: user, role: .admin, kind: .local)
                        return http.startPlain(on: channel, transport: .unix(principal))
                    }
                }
                .withBoundSocket(descriptor)
                .get()
        } catch {
            file.remove()
            throw .bind(path, errno: (error as? IOError)?.errnoCode ?? EINVAL)
        }
        restrict()
    }

    /// Serves the socket until the service group shuts down.
    func run() async throws {
        try? await gracefulShutdown()
        await close()
        let channels = connections.channels
        for channel in channels { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
        let loop = group.next()
        let deadline = loop.scheduleTask(in: Self.farewellPatience) {
            for channel in channels { channel.close(promise: nil) }
        }
        try? await EventLoopFuture.andAllComplete(channels.map(\.closeFuture), on: loop).get()
        deadline.cancel()
    }

    /// Stops listening.
    func close() async {
        file.remove()
        try? await listener.close()
    }

    /// Only the owner, and the group where there is one, may open the socket.
    private func restrict() {
        var mode: mode_t = 0o600
        if isForGroup, let group = getgrnam(Self.groupName)?.pointee.gr_gid,
            group == getegid() || chown(path, uid_t.max, group) == 0
        {
            mode = 0o660
        }
        chmod(path, mode)
    }

    private static func prepareFolder(of path: String) throws(LocalSocketError) {
        guard let slash = path.lastIndex(of: "/"), path.utf8.count < longestPathBytes else { throw .badPath(path) }
        let folder = String(path[..<slash])
        if mkdir(folder, 0o700) == 0 || folder.isEmpty { return }
        guard errno == EEXIST else { throw .folder(folder, errno: errno) }
        // In a folder that others may write, such as /tmp, someone else's folder would be a trap.
        let status: FileStatus
        do {
            status = try FileStatus(path: folder)
        } catch {
            throw .folder(folder, errno: error.code)
        }
        guard status.isOwnOrRoots else { throw .folder(folder, errno: EPERM) }
    }

    /// unix(7): `sun_path` has 108 bytes with the zero at its end.
    private static let longestPathBytes = 108

    /// The login name of whoever opened a connection (`SO_PEERCRED`, unix(7)).
    private static func user(of channel: any Channel) -> EventLoopFuture<String> {
        /// `struct ucred`.
        struct Credentials {
            var process: pid_t
            var user: uid_t
            var group: gid_t
        }
        guard let provider = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
        }
        let credentials: EventLoopFuture<Credentials> = provider.unsafeGetSocketOption(
            level: .socket,
            name: .init(rawValue: SO_PEERCRED)
        )
        return credentials.flatMap { credentials in
            let user = credentials.user
            // The users may be kept by a directory service that takes its time.
            return NIOThreadPool.singleton.runIfActive(eventLoop: channel.eventLoop) { loginName(of: user) }
        }
    }

    private static func loginName(of user: uid_t) -> String {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        guard getpwuid_r(user, &entry, &buffer, buffer.count, &found) == 0, found != nil, let name = entry.pw_name
        else {
            return "uid-\(user)"
        }
        return String(cString: name)
    }
}

/// Why the Unix socket can't be opened; each description says what to do.
public enum LocalSocketError: PhrasedError, Equatable {
    /// A path that is too long, or not absolute.
    case badPath(String)
    /// The folder can't be made, or is someone else's.
    case folder(String, errno: CInt)
    /// What is there is no socket.
    case notASocket(String)
    /// Another server answers there.
    case inUse(String)
    /// A socket of another user is there.
    case othersSocket(String)
    /// bind(2) failed.
    case bind(String, errno: CInt)

    /// One sentence for the person who starts the server.
    public var phrase: Phrase {
        switch self {
        case .badPath(let path):
            Phrase(
                "'{path}' can't be a socket: give an absolute path of fewer than 108 bytes with --socket.",
                ["path": path]
            )
        case .folder(let folder, let code):
            Phrase(
                "The folder {folder} can't be used for the socket ({reason}): choose another with --socket.",
                ["folder": folder, "reason": String(cString: strerror(code))]
            )
        case .notASocket(let path):
            Phrase(
                "{path} is there and is no socket: choose another path with --socket, or move it away.",
                ["path": path]
            )
        case .inUse(let path):
            Phrase(
                "Another Tchat server answers on {path}: stop it, or choose another path with --socket.",
                ["path": path]
            )
        case .othersSocket(let path):
            Phrase(
                "{path} is another user's socket: remove it if no server of theirs runs, or choose another path with --socket.",
                ["path": path]
            )
        case .bind(let path, let code):
            Phrase(
                "The socket {path} can't be opened ({reason}): choose another path with --socket.",
                ["path": path, "reason": String(cString: strerror(code))]
            )
        }
    }
}
