/// How much of the main memory and of the swap space is in use, in bytes (proc_meminfo(5)).
public struct MemoryUsage: Codable, Hashable, Sendable {
    /// The memory the kernel manages (`MemTotal`).
    public var totalBytes: Int
    /// The memory that is not available (`MemTotal` - `MemAvailable`), as psutil and free(1) count it.
    ///
    /// Absent where `availableBytes` is.
    public var usedBytes: Int?
    /// The memory nothing uses at all, not even a cache (`MemFree`).
    public var freeBytes: Int
    /// The memory new programs can have without swapping (`MemAvailable`).
    ///
    /// Absent on a kernel older than 3.14 (2014), which does not tell it.
    public var availableBytes: Int?
    /// The memory of buffers and caches (`Buffers` + `Cached` + `SReclaimable`), as free(1) counts it.
    public var buffersAndCacheBytes: Int
    /// The size of the swap space (`SwapTotal`); absent on a machine that has none.
    public var swapTotalBytes: Int?
    /// The swap space in use (`SwapTotal` - `SwapFree`); absent on a machine that has none.
    public var swapUsedBytes: Int?

    /// Describes the memory of a machine.
    public init(
        totalBytes: Int,
        usedBytes: Int? = nil,
        freeBytes: Int,
        availableBytes: Int? = nil,
        buffersAndCacheBytes: Int,
        swapTotalBytes: Int? = nil,
        swapUsedBytes: Int? = nil
    ) {
        self.totalBytes = totalBytes
        self.usedBytes = usedBytes
        self.freeBytes = freeBytes
        self.availableBytes = availableBytes
        self.buffersAndCacheBytes = buffersAndCacheBytes
        self.swapTotalBytes = swapTotalBytes
        self.swapUsedBytes = swapUsedBytes
    }
}
