import FoundationEssentials
import Glibc

/// A time zone: what stands on the clocks and calendars of a place at an instant.
public struct ClockZone: Sendable {
    private let read: @Sendable (time_t) -> tm

    /// The machine's own zone.
    public static let local = ClockZone { seconds in
        var seconds = seconds
        var parts = tm()
        localtime_r(&seconds, &parts)
        return parts
    }

    /// A zone that is always so many seconds before UTC's clock.
    public static func fixed(secondsEast: Int) -> ClockZone {
        ClockZone { seconds in
            var seconds = seconds + secondsEast
            var parts = tm()
            gmtime_r(&seconds, &parts)
            return parts
        }
    }

    /// The clock and the calendar at an instant.
    func parts(of date: Date) -> Parts {
        // Beyond these years, which nobody means, tm(3type) has no room.
        let farthest = 1e12
        let given = date.timeIntervalSince1970
        let seconds = given.isNaN ? 0 : min(max(given, -farthest), farthest)
        return Parts(read(time_t(seconds.rounded(.down))))
    }

    /// What is read from a clock and a calendar.
    struct Parts {
        let year: Int
        /// 1 to 12.
        let month: Int
        let day: Int
        /// 0 is Sunday.
        let weekday: Int
        let hour: Int
        let minute: Int
        let second: Int
        /// Grows by one from each day to the next.
        let dayNumber: Int

        fileprivate init(_ parts: tm) {
            year = Int(parts.tm_year) + 1900
            month = Int(parts.tm_mon) + 1
            day = Int(parts.tm_mday)
            weekday = Int(parts.tm_wday)
            hour = Int(parts.tm_hour)
            minute = Int(parts.tm_min)
            second = Int(parts.tm_sec)
            var midnight = tm()
            midnight.tm_year = parts.tm_year
            midnight.tm_mon = parts.tm_mon
            midnight.tm_mday = parts.tm_mday
            dayNumber = timegm(&midnight) / 86400
        }
    }
}
