/// How full one mounted file system is, in bytes (proc_pid_mounts(5), statvfs(3)).
public struct FileSystemUsage: Codable, Hashable, Sendable {
    /// Where it is mounted, for example `/home`.
    public var mountPoint: String
    /// What is mounted, for example `/dev/sda1` or `server:/export`.
    public var device: String
    /// The file system's type, for example `ext4`.
    public var type: String
    /// Its size.
    public var totalBytes: Int
    /// What files and the file system itself take.
    public var usedBytes: Int
    /// What an unprivileged user can still write (`Avail` of df(1)).
    ///
    /// Less than `totalBytes` - `usedBytes` where the file system keeps a reserve for root.
    public var freeBytes: Int

    /// Describes a file system.
    public init(mountPoint: String, device: String, type: String, totalBytes: Int, usedBytes: Int, freeBytes: Int) {
        self.mountPoint = mountPoint
        self.device = device
        self.type = type
        self.totalBytes = totalBytes
        self.usedBytes = usedBytes
        self.freeBytes = freeBytes
    }
}
