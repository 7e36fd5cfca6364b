import FoundationEssentials
import TchatModel

/// Times as HTTP's headers write them (RFC 9110 § 5.6.7).
enum HTTPDate {
    /// For example `Mon, 23 Nov 2026 03:45:00 GMT`.
    static func text(of date: Date) -> String {
        let text = APICoding.text(of: date)  // 2026-11-23T03:45:00.123Z
        let day = Int((date.timeIntervalSince1970 / 86_400).rounded(.down))
        let weekday = weekdays[((day % 7) + 7) % 7]
        let parts = text.prefix(10).split(separator: "-")
        guard parts.count == 3, let month = Int(parts[1]) else { return text }
        return "\(weekday), \(parts[2]) \(months[month - 1]) \(parts[0]) \(text.dropFirst(11).prefix(8)) GMT"
    }

    /// 1970-01-01 was a Thursday.
    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}
