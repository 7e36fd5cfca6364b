import TchatModel

/// Parses `/proc/loadavg` (proc_loadavg(5)).
enum LoadAverageParser {
    static func parse(_ bytes: Span<UInt8>) -> LoadAverage? {
        var position = 0
        guard let oneMinute = bytes.decimal(&position),
            let fiveMinutes = bytes.decimal(&position),
            let fifteenMinutes = bytes.decimal(&position)
        else { return nil }
        return LoadAverage(oneMinute: oneMinute, fiveMinutes: fiveMinutes, fifteenMinutes: fifteenMinutes)
    }
}
