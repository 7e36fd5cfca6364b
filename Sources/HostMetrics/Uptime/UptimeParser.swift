/// Parses the first field of `/proc/uptime`: the time since the boot in seconds (proc_uptime(5)).
enum UptimeParser {
    static func parse(_ bytes: Span<UInt8>) -> Double? {
        var position = 0
        return bytes.decimal(&position)
    }
}
