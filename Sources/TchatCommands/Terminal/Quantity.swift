/// Numbers with their units, for people.
enum Quantity {
    /// Bytes with the binary unit (IEC 80000-13) that leaves at most four digits: `3.1 GiB`.
    static func bytes(_ bytes: Int) -> String {
        scaled(Double(bytes), units: ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"])
    }

    /// Bytes per second, as `1.2 MiB/s`.
    static func rate(_ bytesPerSecond: Double) -> String {
        scaled(bytesPerSecond, units: ["B/s", "KiB/s", "MiB/s", "GiB/s", "TiB/s"])
    }

    /// A share, as `12.5 %`.
    static func percent(_ percent: Double) -> String { "\(decimal(percent, 1)) %" }

    /// A share in percent; 0 of nothing.
    static func percent(_ part: Double, of whole: Double) -> Double {
        whole > 0 ? part / whole * 100 : 0
    }

    /// A time span, as `3 d 4 h 12 min`, without its smaller parts.
    static func duration(seconds: Double) -> String {
        let seconds = whole(max(0, seconds))
        guard seconds >= 60 else { return "\(seconds) s" }
        let minutes = seconds / 60
        let (days, hours) = (minutes / 1440, minutes / 60 % 24)
        if days > 0 { return "\(days) d \(hours) h \(minutes % 60) min" }
        return hours > 0 ? "\(hours) h \(minutes % 60) min" : "\(minutes) min"
    }

    /// A number with that many digits behind the point.
    static func decimal(_ value: Double, _ digits: Int) -> String {
        guard value.isFinite else { return "?" }
        let factor = (0..<digits).reduce(1) { factor, _ in factor * 10 }
        let scaled = whole((value.magnitude * Double(factor)).rounded())
        let fraction = String(scaled % factor)
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard digits > 0 else { return "\(sign)\(scaled)" }
        return "\(sign)\(scaled / factor)." + String(repeating: "0", count: digits - fraction.count) + fraction
    }

    private static func scaled(_ value: Double, units: [String]) -> String {
        var value = max(0, value.isFinite ? value : 0)
        var index = 0
        // As 999.95 would be written 1000.0.
        while value >= 999.95, index + 1 < units.count {
            value /= 1024
            index += 1
        }
        return "\(index == 0 ? "\(whole(value.rounded()))" : decimal(value, 1)) \(units[index])"
    }

    /// What comes over the wire may be larger than any whole number.
    private static func whole(_ value: Double) -> Int {
        value.isNaN ? 0 : Int(exactly: value.rounded(.down)) ?? Int.max
    }
}
