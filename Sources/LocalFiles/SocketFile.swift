import Glibc

/// A listening Unix socket's name in the file system: what is removed is a socket nobody listens on, or this very one.
public struct SocketFile: Hashable, Sendable {
    /// Where it is.
    public let path: String
    private let identity: FileStatus.Identity

    /// Binds a socket, for its owner alone (mode 0600), and listens.
    ///
    /// A socket that an earlier process left there is removed; anything else stays.
    ///
    /// - Returns: The file, and the socket's descriptor, which the caller closes.
    public static func listen(
        at path: String,
        backlog: Int
    ) throws(SocketFileError) -> (file: SocketFile, descriptor: CInt) {
        try removeAbandoned(path)
        let descriptor = try bind(path, type: SOCK_STREAM)
        do throws(SystemError) {
            guard Glibc.listen(descriptor, CInt(backlog)) == 0 else { throw .last }
            let status = try FileStatus(path: path, followingLinks: false)
            return (SocketFile(path: path, identity: status.identity), descriptor)
        } catch {
            close(descriptor)
            throw .failed(error)
        }
    }

    /// Removes the file; what took its place meanwhile stays.
    ///
    /// Call it before the socket is closed: until then no other file can have the same identity.
    public func remove() {
        guard let status = try? FileStatus(path: path, followingLinks: false), status.identity == identity else {
            return
        }
        unlink(path)
    }

    /// Makes room for a socket: removes one on which nobody listens.
    static func removeAbandoned(_ path: String) throws(SocketFileError) {
        let abandoned: FileStatus
        do throws(SystemError) {
            abandoned = try FileStatus(path: path, followingLinks: false)
        } catch {
            guard error.code == ENOENT else { throw .failed(error) }
            return
        }
        guard abandoned.kind == .socket else { throw .notASocket }
        switch try connect(path) {
        case 0: throw .inUse
        // More want to connect than it takes at one time (unix(7)): somebody listens.
        case EAGAIN: throw .inUse
        case ECONNREFUSED: break
        case ENOENT: return
        case EACCES: throw .othersSocket
        case let code: throw .failed(SystemError(code: code))
        }
        // Another server may have started in between.
        guard let status = try? FileStatus(path: path, followingLinks: false), status == abandoned else { return }
        unlink(path)
    }

    /// Makes a socket with a name.
    static func bind(_ path: String, type: __socket_type) throws(SocketFileError) -> CInt {
        let descriptor = try socket(type: type)
        // The file gets the socket's own mode, so that there is no moment in which others may open it.
        guard fchmod(descriptor, 0o600) == 0, try withAddress(path, { Glibc.bind(descriptor, $0, $1) }) == 0 else {
            let error = SystemError.last
            close(descriptor)
            throw .failed(error)
        }
        return descriptor
    }

    /// Tries to connect without waiting; 0, or the `errno`.
    private static func connect(_ path: String) throws(SocketFileError) -> CInt {
        let descriptor = try socket(type: SOCK_STREAM)
        defer { close(descriptor) }
        return try withAddress(path) { Glibc.connect(descriptor, $0, $1) == 0 ? 0 : errno }
    }

    private static func socket(type: __socket_type) throws(SocketFileError) -> CInt {
        let flags = CInt(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = Glibc.socket(AF_UNIX, CInt(type.rawValue) | flags, 0)
        guard descriptor >= 0 else { throw .failed(.last) }
        return descriptor
    }

    private static func withAddress(
        _ path: String,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt
    ) throws(SocketFileError) -> CInt {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let isShort = withUnsafeMutableBytes(of: &address.sun_path) { room in
            // The zero at the end belongs to it.
            guard path.utf8.count < room.count else { return false }
            room.copyBytes(from: path.utf8)
            return true
        }
        guard isShort else { throw .failed(SystemError(code: ENAMETOOLONG)) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}

/// Why a Unix socket can't be made.
public enum SocketFileError: Error, Hashable, Sendable {
    /// What is there is no socket.
    case notASocket
    /// Somebody listens there.
    case inUse
    /// A socket is there that this user may not try, so nobody knows whether somebody listens: it is another user's.
    case othersSocket
    /// The system refuses it.
    case failed(SystemError)
}
