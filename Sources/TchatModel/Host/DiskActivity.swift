/// How much one physical disk reads and writes, in bytes per second (kernel doc admin-guide/iostats).
public struct DiskActivity: Codable, Hashable, Sendable {
    /// The kernel's name of the whole disk, for example `sda` or `nvme0n1`.
    public var device: String
    /// What was read from the disk, averaged over the last interval.
    public var readBytesPerSecond: Double
    /// What was written to the disk, averaged over the last interval.
    public var writtenBytesPerSecond: Double

    /// Describes a disk's activity.
    public init(device: String, readBytesPerSecond: Double, writtenBytesPerSecond: Double) {
        self.device = device
        self.readBytesPerSecond = readBytesPerSecond
        self.writtenBytesPerSecond = writtenBytesPerSecond
    }
}
