import Localization
import TchatModel

/// Plots of what a machine did.
nonisolated extension Plot {
    /// Draws a plot of what was measured; nil when nothing was.
    ///
    /// - Parameters:
    ///   - id: What to draw.
    ///   - columns: What was measured.
    ///   - memory: The memory's size, for the scale.
    init?(_ id: ID, of columns: VitalsColumns, memory: MemoryUsage?) {
        guard let series = Self.series(id, of: columns) else { return nil }
        let unit = Self.unit(id)
        let measured = series.lazy.filter { $0.style != .background }.flatMap(\.values).compactMap { $0 }
        let maximum = Self.maximum(unit, memoryBytes: memory?.totalBytes, largest: measured.max() ?? 0)
        self.init(
            id: id,
            title: Self.title(id),
            valueText: Self.text(series.map(\.values.last), of: series, unit: unit),
            detailText: Self.detail(id, of: columns, memory: memory),
            series: series,
            unit: unit,
            maximum: maximum,
            maximumText: Self.text(maximum, unit),
            spanSeconds: columns.seconds,
            accessibleText: ""
        )
        accessibleText = Self.accessibleText(self)
    }

    /// The title of a plot.
    static func title(_ id: ID) -> String {
        switch id {
        case .cpu: tr("Processor")
        case .memory: tr("Memory")
        case .network: tr("Network")
        case .disk: tr("Disks")
        }
    }

    private static func unit(_ id: ID) -> Unit {
        switch id {
        case .cpu: .percent
        case .memory: .bytes
        case .network, .disk: .bytesPerSecond
        }
    }

    private static func series(_ id: ID, of columns: VitalsColumns) -> [Series]? {
        switch id {
        case .cpu:
            guard let total = columns[.cpuPercent] else { return nil }
            // A single core is the whole processor.
            let cores = columns.coreCount > 1 ? columns.coreCount : 0
            return (0..<cores).compactMap { core in
                columns[.corePercent(core)].map {
                    Series(name: tr("Core {number}", ["number": core + 1]), values: $0, style: .background)
                }
            } + [Series(name: tr("All cores"), values: total, style: .primary)]
        case .memory:
            return columns[.memoryUsedBytes].map { [Series(name: tr("Used"), values: $0, style: .primary)] }
        case .network:
            guard let received = columns[.receivedBytesPerSecond], let sent = columns[.sentBytesPerSecond] else {
                return nil
            }
            return [
                Series(name: tr("Received"), values: received, style: .primary),
                Series(name: tr("Sent"), values: sent, style: .secondary),
            ]
        case .disk:
            guard let read = columns[.readBytesPerSecond], let written = columns[.writtenBytesPerSecond] else {
                return nil
            }
            return [
                Series(name: tr("Read"), values: read, style: .primary),
                Series(name: tr("Written"), values: written, style: .secondary),
            ]
        }
    }

    private static func detail(_ id: ID, of columns: VitalsColumns, memory: MemoryUsage?) -> String? {
        switch id {
        case .cpu where columns.coreCount > 0: trn("{count} core", "{count} cores", columns.coreCount)
        case .memory: memory.map { tr("of {total}", ["total": Quantity.bytes($0.totalBytes)]) }
        default: nil
        }
    }

    private static func maximum(_ unit: Unit, memoryBytes: Int?, largest: Double) -> Double {
        switch unit {
        case .percent: 100
        case .bytes: memoryBytes.map(Double.init) ?? max(largest, 1)
        case .bytesPerSecond: roundMaximum(of: largest)
        }
    }

    /// The next round rate, so that the scale rarely moves: 10, 20, 50, 100, 200, 500 KiB/s, 1 MiB/s and so on.
    static func roundMaximum(of bytesPerSecond: Double) -> Double {
        var unit = 1024.0
        while unit < 1e18 {
            for step in [1.0, 2, 5, 10, 20, 50, 100, 200, 500] {
                let maximum = step * unit
                if maximum >= max(bytesPerSecond, 10 * 1024) { return maximum }
            }
            unit *= 1024
        }
        return bytesPerSecond
    }

    private static func text(_ value: Double, _ unit: Unit) -> String {
        switch unit {
        case .percent: Quantity.percent(value, digits: value == 100 ? 0 : 1)
        case .bytes: Quantity.bytes(Int(exactly: value.rounded()) ?? Int.max)
        case .bytesPerSecond: Quantity.rate(value)
        }
    }

    /// The values of the lines at one instant, without the background; nil when none was measured.
    private static func text(_ values: [Double??], of series: [Series], unit: Unit) -> String? {
        let shown = zip(series, values).filter { $0.0.style != .background }
        guard shown.contains(where: { $0.1.flatMap { $0 } != nil }) else { return nil }
        guard shown.count > 1 else {
            return shown.first?.1.flatMap { $0 }.map { text($0, unit) }
        }
        return shown.compactMap { series, value in
            value.flatMap { $0 }.map { (series.style == .primary ? "↓ " : "↑ ") + text($0, unit) }
        }.joined(separator: "  ")
    }

    /// What was measured that many seconds ago, for who points there: `2 min ago: 12.5 %`; nil where nothing was.
    public func readout(secondsAgo: Int) -> String? {
        let values = series.map { series -> Double?? in
            let index = series.values.count - 1 - secondsAgo
            return series.values.indices.contains(index) ? series.values[index] : nil
        }
        guard let text = Self.text(values, of: series, unit: unit) else { return nil }
        guard secondsAgo > 0 else { return tr("Now: {value}", ["value": text]) }
        return tr("{time} ago: {value}", ["time": Quantity.duration(seconds: Double(secondsAgo)), "value": text])
    }

    private static func accessibleText(_ plot: Plot) -> String {
        guard let value = plot.valueText else { return tr("{title}: not measured", ["title": plot.title]) }
        // Arrows are not read.
        let named = plot.series.filter { $0.style != .background }
        let now =
            named.count > 1
            ? named.compactMap { series in
                series.values.last.flatMap { $0 }.map {
                    tr("{name} {value}", ["name": series.name, "value": text($0, plot.unit)])
                }
            }.joined(separator: ", ") : value
        let ranges = named.compactMap { series -> String? in
            let measured = series.values.compactMap { $0 }
            guard let least = measured.min(), let most = measured.max() else { return nil }
            let values: [String: any CustomStringConvertible] = [
                "name": series.name, "least": text(least, plot.unit), "most": text(most, plot.unit),
            ]
            return named.count > 1
                ? tr("{name} between {least} and {most}", values) : tr("between {least} and {most}", values)
        }.joined(separator: ", ")
        return tr(
            "{title}: {now}. In the last {span}: {ranges}.",
            [
                "title": plot.title, "now": now, "ranges": ranges,
                "span": Quantity.duration(seconds: Double(plot.spanSeconds)),
            ]
        )
    }
}
