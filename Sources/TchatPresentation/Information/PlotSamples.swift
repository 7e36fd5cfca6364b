import FoundationEssentials
import TchatModel

/// The figures that are drawn over time: one value for each second, the newest last; no clock.
nonisolated struct PlotSamples {
    /// The figures of one sample.
    struct Figures {
        var at: Date
        var cpu: Double?
        var cores: [Double]
        var coreCount: Int
        var memoryUsed: Double?
        var memoryTotal: Double?
        var received: Double?
        var sent: Double?
        var read: Double?
        var written: Double?

        init(_ vitals: Vitals) {
            at = vitals.at
            cpu = vitals.cpuPercent
            let all = vitals.corePercents
            cores = Array(all.prefix(PlotSamples.mostCores))
            coreCount = all.count
            memoryUsed = vitals.memory?.usedBytes.map { Double($0) }
            memoryTotal = vitals.memory.map { Double($0.totalBytes) }
            (received, sent) = vitals.network.map { ($0.received, $0.sent) } ?? (nil, nil)
            (read, written) = vitals.disk.map { ($0.read, $0.written) } ?? (nil, nil)
        }
    }

    /// More thin lines than this can't be told apart.
    static let mostCores = 32

    private static let clockTolerance = 5.0

    /// How many seconds are kept.
    let span: Int
    private(set) var cpu: [Double?] = []
    private(set) var cores: [[Double?]] = []
    private(set) var memory: [Double?] = []
    private(set) var received: [Double?] = []
    private(set) var sent: [Double?] = []
    private(set) var read: [Double?] = []
    private(set) var written: [Double?] = []
    /// The newest sample.
    private(set) var newest: Figures?
    /// How much memory there is, as far as known.
    private var memoryTotal: Double?
    /// All of them, oldest first: for when older ones come late.
    private var samples: [Figures] = []

    init(span: Int) { self.span = span }

    /// Takes samples over, wherever they belong; those that are there already change nothing.
    mutating func receive(_ vitals: [Vitals]) {
        let known = Set(samples.map(\.at))
        let new = vitals.filter { !known.contains($0.at) }.map { Figures($0) }.sorted { $0.at < $1.at }
        guard let first = new.first else { return }
        if first.at > newest?.at ?? .distantPast {
            for sample in new { append(sample) }
        } else {
            let all = (samples + new).sorted { $0.at < $1.at }.suffix(span)
            self = PlotSamples(span: span)
            for sample in all { append(sample) }
        }
    }

    /// Takes the next sample over; one that is not newer changes nothing.
    mutating func receive(_ vitals: Vitals) {
        // The machine's clock was set back: what comes now belongs to another line of time.
        if let newest, vitals.at < newest.at.addingTimeInterval(-Self.clockTolerance) { self = PlotSamples(span: span) }
        if vitals.at > newest?.at ?? .distantPast { append(Figures(vitals)) }
    }

    /// Puts empty seconds behind the newest sample.
    mutating func addGap(seconds: Int) { shift(by: min(max(seconds, 0), span)) }

    private mutating func append(_ sample: Figures) {
        let seconds = newest.map { sample.at.timeIntervalSince($0.at).rounded() } ?? 1
        // At most as many as fit, however long it was.
        shift(by: Int(min(max(seconds, 1), Double(span))))
        let last = cpu.count - 1
        cpu[last] = sample.cpu
        memory[last] = sample.memoryUsed
        received[last] = sample.received
        sent[last] = sample.sent
        read[last] = sample.read
        written[last] = sample.written
        while cores.count < sample.cores.count {
            cores.append([Double?](repeating: nil, count: cpu.count))
        }
        for (index, value) in sample.cores.enumerated() { cores[index][last] = value }
        newest = sample
        memoryTotal = sample.memoryTotal ?? memoryTotal
        samples.append(sample)
        if samples.count > span { samples.removeFirst(samples.count - span) }
    }

    /// Makes room for that many seconds at the end.
    private mutating func shift(by count: Int) {
        func shift(_ values: inout [Double?]) {
            let excess = values.count + count - span
            if excess > 0 { values.removeFirst(excess) }
            values.append(contentsOf: repeatElement(nil, count: count))
        }
        shift(&cpu)
        shift(&memory)
        shift(&received)
        shift(&sent)
        shift(&read)
        shift(&written)
        for index in cores.indices { shift(&cores[index]) }
        // Cores that went offline long ago.
        while let core = cores.last, core.allSatisfy({ $0 == nil }) { cores.removeLast() }
    }
}

nonisolated extension PlotSamples {
    /// The lines of one kind; nil when nothing was measured of it.
    ///
    /// - Parameter showsCores: Whether each core has a line of its own.
    func plot(_ id: Plot.ID, showsCores: Bool = true) -> Plot? {
        var series: [Plot.Series]
        var maximum: Double
        var (detail, maximumText): (String?, String?)
        switch id {
        case .cpu:
            series = [Plot.Series(name: PlotText.title(of: .cpu), values: cpu, style: .primary)]
            maximum = 100
            if showsCores, cores.count > 1 { series += coreSeries }
            detail = newest.flatMap { PlotText.cores($0.coreCount) }
        case .memory:
            series = [Plot.Series(name: PlotText.title(of: .memory), values: memory, style: .primary)]
            guard let total = memoryTotal, total > 0 else { return nil }
            maximum = total
            maximumText = PlotText.of(total)
        case .network:
            series = pair(received, sent, PlotText.received, PlotText.sent)
            maximum = PlotText.scale(above: max(Self.most(received), Self.most(sent)))
        case .disk:
            series = pair(read, written, PlotText.read, PlotText.written)
            maximum = PlotText.scale(above: max(Self.most(read), Self.most(written)))
        }
        guard series[0].values.contains(where: { $0 != nil }) else { return nil }
        let unit = PlotText.unit(of: id)
        let title = PlotText.title(of: id)
        let value = PlotText.values(
            series.filter { $0.style != .background }.map { $0.values.last ?? nil },
            of: id
        )
        return Plot(
            id: id,
            title: title,
            valueText: value,
            detailText: detail,
            series: series,
            unit: unit,
            maximum: maximum,
            maximumText: maximumText ?? PlotText.value(maximum, unit: unit, digits: 0),
            spanSeconds: span,
            accessibleText: PlotText.accessible(
                title: title,
                value: value,
                range: Self.range(series[0].values),
                unit: unit,
                seconds: span
            )
        )
    }

    /// The lines of the cores, in the order of the kernel's numbers.
    private var coreSeries: [Plot.Series] {
        cores.enumerated().map { Plot.Series(name: PlotText.core($0), values: $1, style: .background) }
    }

    private func pair(_ first: [Double?], _ second: [Double?], _ one: String, _ other: String) -> [Plot.Series] {
        [
            Plot.Series(name: one, values: first, style: .primary),
            Plot.Series(name: other, values: second, style: .secondary),
        ]
    }

    private static func most(_ values: [Double?]) -> Double { range(values)?.upperBound ?? 0 }

    private static func range(_ values: [Double?]) -> ClosedRange<Double>? {
        var (low, high) = (Double.infinity, -Double.infinity)
        for case let value? in values where value.isFinite {
            if value < low { low = value }
            if value > high { high = value }
        }
        return low <= high ? low...high : nil
    }
}
