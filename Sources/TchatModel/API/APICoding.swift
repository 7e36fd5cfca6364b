public import FoundationEssentials

/// How values become JSON in the API, in the log and in files: times in UTC with milliseconds, keys in a fixed order.
public enum APICoding {
    /// Makes an encoder.
    public static func encoder() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(text(of: date))
        }
        return encoder
    }

    /// Makes a decoder.
    public static func decoder() -> JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            let text = try container.decode(String.self)
            guard let date = date(of: text) else {
                throw DecodingError.dataCorruptedError(
                    in: container,
                    debugDescription: "A time is written as 2026-11-23T03:45:00.123Z."
                )
            }
            return date
        }
        return decoder
    }

    /// A time as the API writes it: `2026-11-23T03:45:00.123Z`.
    ///
    /// By hand, since Foundation's style cuts milliseconds off instead of rounding, and this is on the way of every entry.
    public static func text(of date: Date) -> String {
        let milliseconds = date.millisecondsSince1970
        let (days, ofDay) = milliseconds.dividedRoundingDown(by: 86_400_000)
        let (year, month, day) = civilDate(daysSince1970: days)
        let (second, fraction) = (ofDay / 1000, ofDay % 1000)
        return "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))T\(digits(second / 3600, 2))"
            + ":\(digits(second / 60 % 60, 2)):\(digits(second % 60, 2)).\(digits(fraction, 3))Z"
    }

    /// Reads a time as the API writes it, with or without a fraction, to the whole millisecond.
    public static func date(of text: String) -> Date? {
        guard text.utf8.count <= 40 else { return nil }
        let date = (try? style.parse(text)) ?? (try? Date.ISO8601FormatStyle().parse(text))
        return date?.roundedToMilliseconds
    }

    private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    private static func digits(_ number: Int, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }

    /// The date of a day in the proleptic Gregorian calendar (Howard Hinnant, "chrono-Compatible Low-Level Date
    /// Algorithms", `civil_from_days`).
    private static func civilDate(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = (days + 719_468).dividedRoundingDown(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}

extension Int {
    /// The quotient rounded down, and the remainder, which is never negative.
    fileprivate func dividedRoundingDown(by divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

extension Date {
    /// This time to the whole millisecond, which is what the log keeps.
    public var roundedToMilliseconds: Date {
        Date(millisecondsSince1970: millisecondsSince1970)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    public var millisecondsSince1970: Int {
        Int((timeIntervalSince1970 * 1000).rounded())
    }

    /// The time that many milliseconds after 1970-01-01T00:00:00Z.
    public init(millisecondsSince1970: Int) {
        self.init(timeIntervalSince1970: Double(millisecondsSince1970) / 1000)
    }
}
