import Glibc

/// What the file system says about what is at a path, stat(2).
public struct FileStatus: Hashable, Sendable {
    /// What can be at a path.
    public enum Kind: Hashable, Sendable {
        /// A file with content.
        case regular
        /// A folder.
        case folder
        /// A Unix socket.
        case socket
        /// A symbolic link, if it was not followed.
        case symbolicLink
        /// A pipe or a device.
        case other
    }

    /// Which file it is, whatever it is called: no other has the same as long as this one exists or is open.
    public struct Identity: Hashable, Sendable {
        let device: UInt64
        let inode: UInt64
    }

    /// What it is.
    public let kind: Kind
    /// Which file it is.
    public let identity: Identity
    /// The nine permissions and the three bits above them.
    public let permissions: Int
    /// How long it is.
    public let bytes: Int
    /// The user it belongs to.
    public let ownerID: UInt32

    /// Whether it belongs to the user of this process, or to root.
    public var isOwnOrRoots: Bool { ownerID == getuid() || ownerID == 0 }

    /// Looks at a path.
    ///
    /// - Parameter followingLinks: Whether a symbolic link stands for what it points to.
    public init(path: String, followingLinks: Bool = true) throws(SystemError) {
        var status = stat()
        guard (followingLinks ? stat(path, &status) : lstat(path, &status)) == 0 else { throw .last }
        self.init(status)
    }

    /// Looks at an open file.
    init(descriptor: CInt) throws(SystemError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .last }
        self.init(status)
    }

    private init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .folder
            case S_IFSOCK: .socket
            case S_IFLNK: .symbolicLink
            default: .other
            }
        identity = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        permissions = Int(status.st_mode & 0o7777)
        bytes = Int(status.st_size)
        ownerID = status.st_uid
    }
}

/// Why a system call failed.
public struct SystemError: Error, Hashable, Sendable {
    /// The `errno`.
    public let code: CInt

    /// Names an `errno`.
    public init(code: CInt) {
        self.code = code
    }

    /// That of the system call that has just failed.
    static var last: SystemError { SystemError(code: errno) }

    /// What the C library says of it.
    public var reason: String { String(cString: strerror(code)) }
}
