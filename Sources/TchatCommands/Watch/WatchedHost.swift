import FoundationEssentials
import TchatModel

/// What `tchat watch` knows of one host.
struct WatchedHost: Sendable {
    /// How it stands with the connection.
    enum State: Equatable, Sendable {
        case connecting
        case live
        /// It can't be heard; the sentence says why.
        case gone(String)
    }

    /// As many samples as are kept: more than any terminal has columns.
    static let keptSamples = 900

    /// What to call it; as it came, so to be made visible.
    var title: String
    /// Its operating system and the like; as it came.
    var detail = ""
    var state = State.connecting

    /// The samples, oldest first.
    private(set) var samples: [Vitals] = []

    /// The newest sample; nil while the host can't be heard, for an old value is none.
    var current: Vitals? { state == .live ? samples.last : nil }

    init(title: String) {
        self.title = title
    }

    /// Takes samples over; those that are there already, or older, change nothing.
    mutating func receive(_ new: [Vitals]) {
        for sample in new.sorted(by: { $0.at < $1.at }) where sample.at > samples.last?.at ?? .distantPast {
            samples.append(sample)
        }
        if samples.count > Self.keptSamples { samples.removeFirst(samples.count - Self.keptSamples) }
    }

    /// Takes over what was sampled while nobody listened; it may be older than what just came.
    mutating func receive(history: [Vitals]) {
        let known = Set(samples.map(\.at))
        let all = (samples + history.filter { !known.contains($0.at) }).sorted { $0.at < $1.at }
        samples = all.suffix(Self.keptSamples)
    }

    /// The last values, one for each second and the newest last; nil where a second is missing.
    func series(_ count: Int, of value: (Vitals) -> Double?) -> [Double?] {
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

/// The figures that are drawn.
extension Vitals {
    var cpuPercent: Double? {
        if case .cpu(let usage)? = self[.cpu] { usage.usedPercent } else { nil }
    }

    var corePercents: [Double] {
        if case .cpu(let usage)? = self[.cpu] { usage.coreUsedPercent } else { [] }
    }

    var memory: MemoryUsage? {
        if case .ram(let memory)? = self[.ram] { memory } else { nil }
    }

    var memoryPercent: Double? {
        memory.flatMap { memory in memory.usedBytes.map { Quantity.percent(Double($0), of: Double(memory.totalBytes)) }
        }
    }

    /// All interfaces but the one with which the machine talks to itself.
    var network: (received: Double, sent: Double)? {
        guard case .network(let network)? = self[.network] else { return nil }
        return network.interfaces.filter { $0.interface != "lo" }.reduce((0, 0)) {
            ($0.0 + $1.receivedBytesPerSecond, $0.1 + $1.sentBytesPerSecond)
        }
    }

    /// All disks.
    var disk: (read: Double, written: Double)? {
        guard case .disk(let disks)? = self[.disk], let activity = disks.activity else { return nil }
        return activity.reduce((0, 0)) { ($0.0 + $1.readBytesPerSecond, $0.1 + $1.writtenBytesPerSecond) }
    }

    var fileSystems: [FileSystemUsage] {
        if case .disk(let disks)? = self[.disk] { disks.fileSystems ?? [] } else { [] }
    }

    var load: LoadAverage? {
        if case .load(let load)? = self[.load] { load } else { nil }
    }

    var hottest: Temperature? {
        guard case .temperature(let temperatures)? = self[.temperature] else { return nil }
        return temperatures.sensors.max { $0.celsius < $1.celsius }
    }

    var uptimeSeconds: Double? {
        if case .uptime(let uptime)? = self[.uptime] { uptime.uptimeSeconds } else { nil }
    }
}
