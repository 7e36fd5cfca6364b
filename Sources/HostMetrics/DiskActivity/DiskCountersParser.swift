/// What the kernel counts of each block device (`/proc/diskstats`, kernel doc admin-guide/iostats), in its order.
///
/// Sectors are of 512 bytes. Kernels before 4.18 have the columns up to `ioWeightedMilliseconds`, those before 5.5 no
/// flushes.
public enum DiskColumn: Int, CaseIterable, Sendable {
    // What each counts is in its name.
    // swift-format-ignore
    case readsCompleted, readsMerged, sectorsRead, readMilliseconds
    // swift-format-ignore
    case writesCompleted, writesMerged, sectorsWritten, writeMilliseconds
    // swift-format-ignore
    case ioInProgress, ioMilliseconds, ioWeightedMilliseconds
    // swift-format-ignore
    case discardsCompleted, discardsMerged, sectorsDiscarded, discardMilliseconds
    // swift-format-ignore
    case flushesCompleted, flushMilliseconds
}

/// Parses all columns of `/proc/diskstats`.
enum DiskCountersParser {
    /// The counters of all devices but RAM disks, loop devices, floppies and partitions.
    static func parse(_ bytes: Span<UInt8>) -> CounterTable {
        var disks = CounterTable(columnCount: DiskColumn.allCases.count)
        var position = 0
        while position < bytes.count {
            // major and minor number
            bytes.skipWords(2, &position)
            if let name = bytes.word(&position), !isExcluded(bytes.extracting(name)) {
                disks.readRow(bytes, &position, minimum: 11) { bytes.string(name) }
            }
            bytes.skipLine(&position)
        }
        return disks
    }

    /// Whether node_exporter leaves a device out by default:
    /// `^(ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\d+n\d+p)\d+$` (`diskstats_linux.go`, version 1.5).
    static func isExcluded(_ name: Span<UInt8>) -> Bool {
        var end = name.count
        while end > 0, name[end - 1].isDigit { end -= 1 }
        guard end < name.count else { return false }
        let stem = name.extracting(first: end)
        var position = 0
        if stem.skip("ram", &position) || stem.skip("loop", &position) { return position == end }
        if stem.skip("nvme", &position) {
            return stem.digits(&position) != nil && stem.skip("n", &position) && stem.digits(&position) != nil
                && stem.skip("p", &position) && position == end
        }
        if stem.skip("fd", &position) { return position == end }
        guard
            stem.skip("hd", &position) || stem.skip("sd", &position) || stem.skip("vd", &position)
                || stem.skip("xvd", &position)
        else { return false }
        return position == end - 1 && stem[position] >= UInt8(ascii: "a") && stem[position] <= UInt8(ascii: "z")
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
}
