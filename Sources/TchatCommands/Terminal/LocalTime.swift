import FoundationEssentials
internal import Glibc

/// Times as people at this machine read them.
enum LocalTime {
    /// The time of day, as `14:03:07`, in the machine's time zone.
    static func clock(_ date: Date) -> String {
        var seconds = time_t(date.timeIntervalSince1970)
        var parts = tm()
        localtime_r(&seconds, &parts)
        return [parts.tm_hour, parts.tm_min, parts.tm_sec]
            .map { $0 < 10 ? "0\($0)" : "\($0)" }
            .joined(separator: ":")
    }
}
