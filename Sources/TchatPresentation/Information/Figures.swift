import FoundationEssentials
import Localization
import TchatModel

// The words for parts of readings that stand in cards and in the information panel alike.

nonisolated extension Double {
    /// A share for a bar: from 0 to 1, whatever came over the wire.
    static func share(_ value: Double) -> Double { value.isFinite ? min(max(value, 0), 1) : 0 }

    /// The share of a part in a whole; 0 of nothing.
    static func share(_ part: Int, of whole: Int) -> Double {
        whole > 0 ? share(Double(part) / Double(whole)) : 0
    }
}

nonisolated extension FileSystemUsage {
    /// How full it is for those who may not use the reserve, as df(1) counts.
    var usedFraction: Double {
        let all = Double(usedBytes) + Double(freeBytes)
        return all > 0 ? .share(Double(usedBytes) / all) : 0
    }

    /// `12.3 GiB free of 100 GiB`.
    var freeText: String {
        tr("{free} free of {total}", ["free": Quantity.bytes(freeBytes), "total": Quantity.bytes(totalBytes)])
    }
}

nonisolated extension UserSession {
    /// Where and since when: `pts/0, from 192.0.2.7, since 14:05`.
    func placeText(now: Date, in zone: ClockZone) -> String {
        words(since: since.map { Self.moment($0, now: now, in: zone) })
    }

    /// The time alone on the same day.
    private static func moment(_ date: Date, now: Date, in zone: ClockZone) -> String {
        DateText.day(date, in: zone) == DateText.day(now, in: zone)
            ? DateText.time(date, in: zone) : DateText.moment(date, now: now, in: zone)
    }
}
