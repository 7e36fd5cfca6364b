public import FoundationEssentials

/// Instants as people read them, in their language and by the clock of a zone, mostly their own.
public enum DateText {
    /// The time of day: `14:05`, or `14:05:09` with seconds.
    public static func time(_ date: Date, seconds: Bool = false, in zone: ClockZone = .local) -> String {
        let parts = zone.parts(of: date)
        return ([parts.hour, parts.minute] + (seconds ? [parts.second] : [])).map(twoDigits).joined(separator: ":")
    }

    /// The day in the form that sorts and that every language reads (ISO 8601): `2026-11-23`.
    public static func day(_ date: Date, in zone: ClockZone = .local) -> String {
        let parts = zone.parts(of: date)
        return "\(parts.year)-\(twoDigits(parts.month))-\(twoDigits(parts.day))"
    }

    /// Day and time in the form that sorts: `2026-11-23 14:05`.
    public static func dayAndTime(_ date: Date, in zone: ClockZone = .local) -> String {
        "\(day(date, in: zone)) \(time(date, in: zone))"
    }

    /// What stands over the entries of a day: `Today`, `Yesterday`, `Monday, 23 November`, `Monday, 24 November 2025`;
    /// `Aujourd’hui`, `Hier`, `lundi 23 novembre`, `lundi 24 novembre 2025`.
    public static func dayTitle(_ date: Date, now: Date = Date(), in zone: ClockZone = .local) -> String {
        let (then, today) = (zone.parts(of: date), zone.parts(of: now))
        switch today.dayNumber - then.dayNumber {
        case 0: return tr("Today")
        case 1: return tr("Yesterday")
        default: break
        }
        return dayName(then, today)
    }

    /// A moment in words that are true for ever: `Monday, 23 November at 14:05`, `lundi 23 novembre à 14:05`, with its year where
    /// that isn't the one of `now`.
    public static func moment(_ date: Date, now: Date = Date(), in zone: ClockZone = .local) -> String {
        let day = dayName(zone.parts(of: date), zone.parts(of: now))
        // Translators: a day and a time of day.
        return tr("{day} at\u{A0}{time}", ["day": day, "time": time(date, in: zone)])
    }

    private static func dayName(_ then: ClockZone.Parts, _ today: ClockZone.Parts) -> String {
        let values: [String: any CustomStringConvertible] = [
            "weekday": weekday(then), "day": dayOfMonth(then), "month": month(then), "year": then.year,
        ]
        return then.year == today.year
            ? tr("{weekday}, {day} {month}", values) : tr("{weekday}, {day} {month} {year}", values)
    }

    /// The shortest that tells when it was, for a list: `14:05`, `Yesterday`, `Monday` (of the last days), `23 Nov`,
    /// `24 Nov 2025`.
    public static func short(_ date: Date, now: Date = Date(), in zone: ClockZone = .local) -> String {
        let (then, today) = (zone.parts(of: date), zone.parts(of: now))
        switch today.dayNumber - then.dayNumber {
        case 0: return time(date, in: zone)
        case 1: return tr("Yesterday")
        case 2...6: return weekday(then)
        default: break
        }
        let values: [String: any CustomStringConvertible] = [
            "day": dayOfMonth(then), "month": shortMonth(then), "year": then.year,
        ]
        return then.year == today.year ? tr("{day} {month}", values) : tr("{day} {month} {year}", values)
    }

    /// How long ago it was, as far as that says something: `just now`, `5 min ago`, `3 h ago`, and later as ``short(_:now:in:)``.
    public static func ago(_ date: Date, now: Date = Date(), in zone: ClockZone = .local) -> String {
        let seconds = now.timeIntervalSince(date)
        switch seconds {
        // A clock may be a little ahead of another.
        case -60..<60: return tr("just now")
        case 60..<86400:
            // Translators: span is such as "5 min".
            return tr("{span} ago", ["span": Quantity.shortDuration(seconds: seconds)])
        default: return short(date, now: now, in: zone)
        }
    }

    private static func weekday(_ parts: ClockZone.Parts) -> String {
        switch parts.weekday {
        case 0: tr("Sunday")
        case 1: tr("Monday")
        case 2: tr("Tuesday")
        case 3: tr("Wednesday")
        case 4: tr("Thursday")
        case 5: tr("Friday")
        default: tr("Saturday")
        }
    }

    private static func dayOfMonth(_ parts: ClockZone.Parts) -> String {
        // Translators: the first day of a month, before its name.
        parts.day == 1 ? trc("day of the month", "1") : "\(parts.day)"
    }

    private static func month(_ parts: ClockZone.Parts) -> String {
        switch parts.month {
        case 1: trc("after a day", "January")
        case 2: trc("after a day", "February")
        case 3: trc("after a day", "March")
        case 4: trc("after a day", "April")
        case 5: trc("after a day", "May")
        case 6: trc("after a day", "June")
        case 7: trc("after a day", "July")
        case 8: trc("after a day", "August")
        case 9: trc("after a day", "September")
        case 10: trc("after a day", "October")
        case 11: trc("after a day", "November")
        default: trc("after a day", "December")
        }
    }

    private static func shortMonth(_ parts: ClockZone.Parts) -> String {
        switch parts.month {
        case 1: trc("short, after a day", "Jan")
        case 2: trc("short, after a day", "Feb")
        case 3: trc("short, after a day", "Mar")
        case 4: trc("short, after a day", "Apr")
        case 5: trc("short, after a day", "May")
        case 6: trc("short, after a day", "Jun")
        case 7: trc("short, after a day", "Jul")
        case 8: trc("short, after a day", "Aug")
        case 9: trc("short, after a day", "Sep")
        case 10: trc("short, after a day", "Oct")
        case 11: trc("short, after a day", "Nov")
        default: trc("short, after a day", "Dec")
        }
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
