/// Parses the processors' lines of `/proc/stat` (proc_stat(5)).
enum CPUTimesParser {
    /// Fills a snapshot, reusing its memory; false where the line of all processors is missing or malformed.
    static func parse(_ bytes: Span<UInt8>, into snapshot: inout CPUSnapshot) -> Bool {
        snapshot.cores.removeAll(keepingCapacity: true)
        var position = 0
        guard bytes.skip("cpu ", &position), let total = times(bytes, &position) else { return false }
        snapshot.total = total
        bytes.skipLine(&position)
        // The cores' lines follow at once; the long ones after them are not looked at.
        while bytes.skip("cpu", &position) {
            if let number = bytes.unsigned(&position), let times = times(bytes, &position) {
                snapshot.cores.append(CPUSnapshot.Core(number: number, times: times))
            }
            bytes.skipLine(&position)
        }
        return true
    }

    /// Parses the fields after the name; a kernel has at least user, nice, system and idle.
    private static func times(_ bytes: Span<UInt8>, _ position: inout Int) -> CPUTimes? {
        var ticks = SIMD8<UInt64>(repeating: 0)
        for field in 0..<8 {
            guard let value = bytes.unsigned(&position) else {
                return field >= 4 && bytes.isEndOfLine(position) ? CPUTimes(ticks: ticks) : nil
            }
            ticks[field] = value
        }
        return CPUTimes(ticks: ticks)
    }
}
