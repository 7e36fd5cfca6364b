import FoundationEssentials

extension LocalTime {
    /// Day and time, as `2026-11-23 14:03`, in the machine's time zone.
    static func dayAndMinute(_ date: Date) -> String { "\(day(date)) \(minute(date))" }

    /// The time of day, as `14:03`, in the machine's time zone.
    static func minute(_ date: Date) -> String { String(clock(date).prefix(5)) }
}
