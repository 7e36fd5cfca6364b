import FoundationEssentials

/// What a machine did lately: its samples as one line of time, wherever they came from.
public struct VitalsHistory: Hashable, Sendable {
    /// As many samples as a host keeps: 15 minutes at one a second.
    public static let keptSamples = 900

    /// The samples, oldest first.
    public private(set) var samples: [Vitals] = []

    /// Begins without samples.
    public init() {}

    /// Takes samples over; those that are there already, or older, change nothing.
    public mutating func receive(_ new: [Vitals]) {
        for sample in new.sorted(by: { $0.at < $1.at }) where sample.at > samples.last?.at ?? .distantPast {
            samples.append(sample)
        }
        if samples.count > Self.keptSamples { samples.removeFirst(samples.count - Self.keptSamples) }
    }

    /// Takes over what was sampled while nobody listened; it may be older than what just came.
    public mutating func receive(history: [Vitals]) {
        let known = Set(samples.map(\.at))
        let all = (samples + history.filter { !known.contains($0.at) }).sorted { $0.at < $1.at }
        samples = all.suffix(Self.keptSamples)
    }

    /// The last values, one for each second and the newest last; nil where a second is missing.
    public func series(_ count: Int, of value: (Vitals) -> Double?) -> [Double?] {
        var series: [Double?] = []
        var later: Date?
        for sample in samples.reversed() {
            let gap = later.map { $0.timeIntervalSince(sample.at).rounded() - 1 } ?? 0
            later = sample.at
            // At most as many as fit, however long it was.
            for _ in 0..<Int(min(max(gap, 0), Double(count))) { series.append(nil) }
            series.append(value(sample))
            if series.count >= count { break }
        }
        return series.prefix(count).reversed()
    }
}
