import FoundationEssentials

/// Parses the line `btime` of `/proc/stat`: the boot in seconds since the Epoch (proc_stat(5)).
enum BootTimeParser {
    static func parse(_ bytes: Span<UInt8>) -> Date? {
        var position = 0
        while position < bytes.count {
            if bytes.skip("btime ", &position) {
                guard let seconds = bytes.unsigned(&position), seconds > 0 else { return nil }
                return Date(timeIntervalSince1970: Double(seconds))
            }
            bytes.skipLine(&position)
        }
        return nil
    }
}
