/// Numbers with their units, as the user's language writes them; no line ends between the two.
public enum Quantity {
    /// Bytes with the binary unit (IEC 80000-13) that leaves at most four digits: `3.1 GiB`, `3,1 Gio`.
    public static func bytes(_ bytes: Int) -> String {
        scaled(Double(bytes)) { number, step in
            switch step {
            case 0: tr("{number}\u{A0}B", ["number": number])
            case 1: tr("{number}\u{A0}KiB", ["number": number])
            case 2: tr("{number}\u{A0}MiB", ["number": number])
            case 3: tr("{number}\u{A0}GiB", ["number": number])
            case 4: tr("{number}\u{A0}TiB", ["number": number])
            case 5: tr("{number}\u{A0}PiB", ["number": number])
            default: tr("{number}\u{A0}EiB", ["number": number])
            }
        }
    }

    /// Bytes per second: `1.2 MiB/s`, `1,2 Mio/s`.
    public static func rate(_ bytesPerSecond: Double, digits: Int = 1) -> String {
        scaled(bytesPerSecond, digits) { number, step in
            switch step {
            case 0: tr("{number}\u{A0}B/s", ["number": number])
            case 1: tr("{number}\u{A0}KiB/s", ["number": number])
            case 2: tr("{number}\u{A0}MiB/s", ["number": number])
            case 3: tr("{number}\u{A0}GiB/s", ["number": number])
            case 4: tr("{number}\u{A0}TiB/s", ["number": number])
            case 5: tr("{number}\u{A0}PiB/s", ["number": number])
            default: tr("{number}\u{A0}EiB/s", ["number": number])
            }
        }
    }

    /// A share of a hundred: `12.5 %`, `12,5 %`.
    public static func percent(_ percent: Double, digits: Int = 1) -> String {
        tr("{number}\u{A0}%", ["number": decimal(percent, digits)])
    }

    /// What share of a whole a part is, in percent; 0 of nothing.
    public static func share(_ part: Double, of whole: Double) -> Double {
        whole > 0 ? part / whole * 100 : 0
    }

    /// A temperature: `71.5 °C`, `71,5 °C`.
    public static func celsius(_ degrees: Double) -> String {
        tr("{number}\u{A0}°C", ["number": decimal(degrees, 1)])
    }

    /// A time span without its smaller parts: `3 d 4 h 12 min`, `3 j 4 h 12 min`.
    public static func duration(seconds: Double) -> String {
        let seconds = whole(max(0, seconds))
        guard seconds >= 60 else { return tr("{seconds}\u{A0}s", ["seconds": seconds]) }
        let minutes = seconds / 60
        let (days, hours) = (minutes / 1440, minutes / 60 % 24)
        if days > 0 {
            return tr(
                "{days}\u{A0}d {hours}\u{A0}h {minutes}\u{A0}min",
                ["days": days, "hours": hours, "minutes": minutes % 60]
            )
        }
        if hours > 0 { return tr("{hours}\u{A0}h {minutes}\u{A0}min", ["hours": hours, "minutes": minutes % 60]) }
        return tr("{minutes}\u{A0}min", ["minutes": minutes])
    }

    /// A time span by its largest unit alone: `3 d`, `4 h`, `12 min`, `5 s`.
    public static func shortDuration(seconds: Double) -> String {
        let seconds = whole(max(0, seconds))
        switch seconds {
        case ..<60: return tr("{seconds}\u{A0}s", ["seconds": seconds])
        case ..<3600: return tr("{minutes}\u{A0}min", ["minutes": seconds / 60])
        case ..<86400: return tr("{hours}\u{A0}h", ["hours": seconds / 3600])
        default: return tr("{days}\u{A0}d", ["days": seconds / 86400])
        }
    }

    /// A number with that many digits behind the point: `0.25`, `0,25`; `?` for what is no number.
    public static func decimal(_ value: Double, _ digits: Int) -> String {
        guard value.isFinite else { return "?" }
        let factor = (0..<digits).reduce(1) { factor, _ in factor * 10 }
        let scaled = whole((value.magnitude * Double(factor)).rounded())
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard digits > 0 else { return "\(sign)\(scaled)" }
        let fraction = String(scaled % factor)
        // Translators: the sign between a number's whole part and its fraction.
        let point = trc("number", ".")
        let zeros = String(repeating: "0", count: digits - fraction.count)
        return "\(sign)\(scaled / factor)\(point)\(zeros)\(fraction)"
    }

    private static func scaled(_ value: Double, _ digits: Int = 1, text: (_ number: String, _ step: Int) -> String)
        -> String
    {
        var value = max(0, value.isFinite ? value : 0)
        var step = 0
        // As 999.95 would be written 1000.0.
        while value >= 999.95, step < 6 {
            value /= 1024
            step += 1
        }
        return text(step == 0 ? "\(whole(value.rounded()))" : decimal(value, digits), step)
    }

    /// What comes over the wire may be larger than any whole number.
    private static func whole(_ value: Double) -> Int {
        value.isNaN ? 0 : Int(exactly: value.rounded(.down)) ?? Int.max
    }
}
