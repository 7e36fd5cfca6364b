import Glibc

/// How much space a file system has, in bytes (statvfs(3)).
public struct FileSystemSpace: Sendable, Equatable {
    /// Its size.
    public var totalBytes: Int
    /// What is in use.
    public var usedBytes: Int
    /// What an unprivileged user can still write.
    public var freeBytes: Int

    /// Describes a file system's space.
    public init(totalBytes: Int, usedBytes: Int, freeBytes: Int) {
        self.totalBytes = totalBytes
        self.usedBytes = usedBytes
        self.freeBytes = freeBytes
    }

    /// Counts blocks in bytes; nothing for a file system without blocks, or whose numbers make no sense.
    ///
    /// - Parameters:
    ///   - blockSize: the unit of the others (`f_frsize`).
    ///   - blocks: the size (`f_blocks`).
    ///   - freeBlocks: what is free (`f_bfree`).
    ///   - availableBlocks: what is free for unprivileged users (`f_bavail`).
    public init?(blockSize: UInt, blocks: UInt, freeBlocks: UInt, availableBlocks: UInt) {
        let (size, isTooLarge) = blocks.multipliedReportingOverflow(by: blockSize)
        guard !isTooLarge, size > 0, size <= UInt(Int.max), freeBlocks <= blocks, availableBlocks <= blocks else {
            return nil
        }
        totalBytes = Int(size)
        usedBytes = Int((blocks - freeBlocks) * blockSize)
        freeBytes = Int(availableBlocks * blockSize)
    }

    /// Asks this machine; it blocks for as long as a file system's server does not answer.
    public static func live(_ mountPoint: String) -> FileSystemSpace? {
        var status = statvfs()
        guard statvfs(mountPoint, &status) == 0 else { return nil }
        return FileSystemSpace(
            blockSize: status.f_frsize,
            blocks: status.f_blocks,
            freeBlocks: status.f_bfree,
            availableBlocks: status.f_bavail
        )
    }
}
