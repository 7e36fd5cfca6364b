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

    /// Counts what a file system tells of itself in bytes; nothing where it tells of no blocks.
    public init?(_ statistics: FileSystemStatistics) {
        self.init(
            blockSize: statistics.blockSize,
            blocks: statistics.blocks,
            freeBlocks: statistics.freeBlocks,
            availableBlocks: statistics.availableBlocks
        )
    }
}

/// What a file system tells of itself, as it tells it (statvfs(3)).
public struct FileSystemStatistics: Sendable, Equatable {
    /// The unit of blocks, in bytes (`f_frsize`).
    public var blockSize: UInt
    /// The size, in blocks (`f_blocks`).
    public var blocks: UInt
    /// What is free, in blocks (`f_bfree`).
    public var freeBlocks: UInt
    /// What is free for unprivileged users, in blocks (`f_bavail`).
    public var availableBlocks: UInt
    /// How many files it can hold (`f_files`).
    public var files: UInt
    /// How many more files it can hold (`f_ffree`).
    public var freeFiles: UInt

    /// Describes a file system.
    public init(
        blockSize: UInt,
        blocks: UInt,
        freeBlocks: UInt,
        availableBlocks: UInt,
        files: UInt = 0,
        freeFiles: UInt = 0
    ) {
        self.blockSize = blockSize
        self.blocks = blocks
        self.freeBlocks = freeBlocks
        self.availableBlocks = availableBlocks
        self.files = files
        self.freeFiles = freeFiles
    }

    /// Asks this machine; it blocks for as long as a file system's server does not answer.
    public static func live(_ mountPoint: String) -> FileSystemStatistics? {
        var status = statvfs()
        guard statvfs(mountPoint, &status) == 0 else { return nil }
        return FileSystemStatistics(
            blockSize: status.f_frsize,
            blocks: status.f_blocks,
            freeBlocks: status.f_bfree,
            availableBlocks: status.f_bavail,
            files: status.f_files,
            freeFiles: status.f_ffree
        )
    }
}
