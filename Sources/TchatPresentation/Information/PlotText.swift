import Localization

/// The words and numbers of plots.
nonisolated enum PlotText {
    static func title(of id: Plot.ID) -> String {
        switch id {
        case .cpu: tr("Processor")
        case .memory: tr("Memory")
        case .network: tr("Network")
        case .disk: tr("Disks")
        }
    }

    /// The values of the main lines at one time; nil where none was measured.
    static func values(_ values: [Double?], of id: Plot.ID) -> String? {
        switch (id, values.count) {
        case (.network, 2), (.disk, 2):
            guard let first = values[0], let second = values[1] else { return nil }
            let (one, other) = (Quantity.rate(first), Quantity.rate(second))
            return id == .network
                ? tr("↓ {received} ↑ {sent}", ["received": one, "sent": other])
                : tr("read {read}, written {written}", ["read": one, "written": other])
        default:
            return values.first.flatMap { $0 }.map { value($0, unit: unit(of: id)) }
        }
    }

    static func unit(of id: Plot.ID) -> Plot.Unit {
        switch id {
        case .cpu: .percent
        case .memory: .bytes
        case .network, .disk: .bytesPerSecond
        }
    }

    static func value(_ value: Double, unit: Plot.Unit, digits: Int = 1) -> String {
        switch unit {
        case .percent: Quantity.percent(value, digits: digits)
        case .bytes: Quantity.bytes(Int(saturating: value))
        case .bytesPerSecond: Quantity.rate(value, digits: digits)
        }
    }

    static var received: String { tr("Received") }
    static var sent: String { tr("Sent") }
    static var read: String { tr("Read") }
    static var written: String { tr("Written") }

    /// The name of a core's line.
    static func core(_ index: Int) -> String { tr("Core {number}", ["number": index + 1]) }

    /// How many cores there are; nil when that is not known.
    static func cores(_ count: Int) -> String? { count > 0 ? trn("{count} core", "{count} cores", count) : nil }

    /// How much there is of what a value is a part.
    static func of(_ totalBytes: Double) -> String {
        tr("of {total}", ["total": Quantity.bytes(Int(saturating: totalBytes))])
    }

    /// The least of 1, 2, 5, 10, … 500 of a unit that is not below a rate, so that the scale rarely changes.
    static func scale(above rate: Double) -> Double {
        var unit = 1024.0
        while unit < 1e18 {
            for step in [1.0, 2, 5, 10, 20, 50, 100, 200, 500] where step * unit >= max(rate, 10 * 1024) {
                return step * unit
            }
            unit *= 1024
        }
        return rate.isFinite ? max(rate, unit) : unit
    }

    /// What a screen reader says of a plot.
    static func accessible(title: String, value: String?, range: ClosedRange<Double>?, unit: Plot.Unit, seconds: Int)
        -> String
    {
        guard let value, let range else { return tr("{title}: nothing measured", ["title": title]) }
        return tr(
            "{title}: {value}; from {low} to {high} in the last {span}",
            [
                "title": title, "value": value,
                "low": self.value(range.lowerBound, unit: unit), "high": self.value(range.upperBound, unit: unit),
                "span": Quantity.duration(seconds: Double(seconds)),
            ]
        )
    }
}

nonisolated extension Int {
    /// The nearest whole number there is room for; 0 for what is no number.
    init(saturating value: Double) {
        self = value.isNaN ? 0 : Int(exactly: value.rounded()) ?? (value < 0 ? .min : .max)
    }
}
