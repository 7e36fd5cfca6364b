import FoundationEssentials
internal import Glibc

/// Times as people at this machine read them.
enum LocalTime {
    /// The time of day, as `14:03:07`, in the machine's time zone.
    static func clock(_ date: Date) -> String {
        let parts = parts(of: date)
        return [parts.tm_hour, parts.tm_min, parts.tm_sec].map(twoDigits).joined(separator: ":")
    }

    /// The day, as `2026-11-23`, in the machine's time zone.
    static func day(_ date: Date) -> String {
        let parts = parts(of: date)
        return [String(parts.tm_year + 1900), twoDigits(parts.tm_mon + 1), twoDigits(parts.tm_mday)]
            .joined(separator: "-")
    }

    private static func parts(of date: Date) -> tm {
        var seconds = time_t(date.timeIntervalSince1970)
        var parts = tm()
        localtime_r(&seconds, &parts)
        return parts
    }

    private static func twoDigits(_ number: CInt) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
