/// Parses `/proc/diskstats` (kernel doc admin-guide/iostats): a block device a line.
enum DiskActivityParser {
    /// The unit of the sectors counted, whatever the device's own are (kernel `include/linux/types.h`, `SECTOR_SIZE`).
    static let sectorSize = 512.0

    /// Adds the sectors read from and written to each device that `isIncluded`; a malformed line is left out.
    static func parse(
        _ bytes: Span<UInt8>,
        into counters: inout [ThroughputCounters],
        isIncluded: (_ name: Span<UInt8>) -> Bool
    ) {
        var position = 0
        while position < bytes.count {
            // major and minor number
            bytes.skipWords(2, &position)
            if let name = bytes.word(&position), isIncluded(bytes.extracting(name)),
                let sectors = sectors(bytes, &position)
            {
                counters.append(
                    ThroughputCounters(
                        name: bytes.string(name),
                        incoming: sectors.read,
                        outgoing: sectors.written
                    )
                )
            }
            bytes.skipLine(&position)
        }
    }

    private static func sectors(_ bytes: Span<UInt8>, _ position: inout Int) -> (read: UInt64, written: UInt64)? {
        // reads completed, reads merged
        bytes.skipWords(2, &position)
        guard let read = bytes.unsigned(&position) else { return nil }
        // milliseconds reading, writes completed, writes merged
        bytes.skipWords(3, &position)
        guard let written = bytes.unsigned(&position) else { return nil }
        return (read, written)
    }
}
