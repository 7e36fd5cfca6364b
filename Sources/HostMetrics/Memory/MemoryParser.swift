import TchatModel

/// Parses `/proc/meminfo` (proc_meminfo(5)): a name, a colon, a number of kibibytes a line.
enum MemoryParser {
    static func parse(_ bytes: Span<UInt8>) -> MemoryUsage? {
        var fields = Fields()
        var position = 0
        while position < bytes.count, !fields.isComplete {
            fields.readLine(bytes, &position)
            bytes.skipLine(&position)
        }
        return fields.usage
    }

    private struct Fields {
        var total: Int?
        var free: Int?
        var available: Int?
        var buffers: Int?
        var cached: Int?
        var reclaimable: Int?
        var swapTotal: Int?
        var swapFree: Int?

        /// Whether no line further down is needed; `SReclaimable` is the last one used, as the kernel writes them.
        var isComplete: Bool { reclaimable != nil && total != nil }

        @inline(__always)
        mutating func readLine(_ bytes: Span<UInt8>, _ position: inout Int) {
            switch bytes[position] {
            case UInt8(ascii: "M"):
                if bytes.skip("MemTotal:", &position) {
                    total = kibibytes(bytes, &position)
                } else if bytes.skip("MemFree:", &position) {
                    free = kibibytes(bytes, &position)
                } else if bytes.skip("MemAvailable:", &position) {
                    available = kibibytes(bytes, &position)
                }
            case UInt8(ascii: "B"):
                if bytes.skip("Buffers:", &position) { buffers = kibibytes(bytes, &position) }
            case UInt8(ascii: "C"):
                if bytes.skip("Cached:", &position) { cached = kibibytes(bytes, &position) }
            case UInt8(ascii: "S"):
                if bytes.skip("SwapTotal:", &position) {
                    swapTotal = kibibytes(bytes, &position)
                } else if bytes.skip("SwapFree:", &position) {
                    swapFree = kibibytes(bytes, &position)
                } else if bytes.skip("SReclaimable:", &position) {
                    reclaimable = kibibytes(bytes, &position)
                }
            default:
                break
            }
        }

        /// What psutil 7.2.2 (`virtual_memory`, `swap_memory`) and free(1) make of the fields.
        var usage: MemoryUsage? {
            guard let total, let free else { return nil }
            // In a container the two may be of different machines; psutil and procps take the free memory then.
            let available = available.map { $0 > total ? min(free, total) : $0 }
            // Fields a kernel does not tell are no part of the sum; the numbers are below 2^53 each.
            let buffersAndCache = (buffers ?? 0) + (cached ?? 0) + (reclaimable ?? 0)
            var usage = MemoryUsage(totalBytes: total, freeBytes: free, buffersAndCacheBytes: buffersAndCache)
            usage.availableBytes = available
            usage.usedBytes = available.map { total - $0 }
            if let swapTotal, swapTotal > 0 {
                usage.swapTotalBytes = swapTotal
                usage.swapUsedBytes = swapFree.flatMap { $0 <= swapTotal ? swapTotal - $0 : nil }
            }
            return usage
        }

        /// Reads kibibytes as bytes; nothing for more than an address space (2^60 bytes), so that sums cannot overflow.
        @inline(__always)
        private func kibibytes(_ bytes: Span<UInt8>, _ position: inout Int) -> Int? {
            guard let kibibytes = bytes.unsigned(&position), kibibytes <= 1 << 50 else { return nil }
            return Int(kibibytes) << 10
        }
    }
}
