import TchatModel

/// Reads how busy the processors were since the last time.
struct CPUCollector: ~Copyable {
    private var file: KernelFile
    private var current = CPUSnapshot()
    /// The snapshot at the start of the interval.
    private var previous: CPUSnapshot?
    private var latest: Measured<CPUUsage>?

    init(roots: HostRoots) {
        file = KernelFile("\(roots.proc)/stat")
    }

    mutating func collect(into buffer: inout ReadBuffer, at now: ContinuousClock.Instant) -> Measured<CPUUsage>? {
        var current = CPUSnapshot()
        swap(&current, &self.current)
        let isRead = file.read(into: &buffer) { bytes in CPUTimesParser.parse(bytes, into: &current) ? true : nil }
        guard isRead != nil else {
            previous = nil
            latest = nil
            return nil
        }
        guard let earlier = previous else {
            previous = current
            return nil
        }
        // A clock tick is some 10 ms: an interval that ends within one goes on, and the last result still holds.
        guard let usage = Self.usage(of: current, since: earlier) else {
            self.current = current
            return latest
        }
        latest = Measured(value: usage, at: now)
        previous = current
        self.current = earlier
        return latest
    }

    /// The usage between two snapshots; nothing where no tick passed.
    static func usage(of current: CPUSnapshot, since earlier: CPUSnapshot) -> CPUUsage? {
        guard let usedPercent = current.total.usedPercent(since: earlier.total) else { return nil }
        var coreUsedPercent: [Double] = []
        coreUsedPercent.reserveCapacity(current.cores.count)
        // Both lists are in the order of the numbers.
        var index = 0
        for core in current.cores {
            while index < earlier.cores.count, earlier.cores[index].number < core.number { index += 1 }
            guard index < earlier.cores.count, earlier.cores[index].number == core.number else { continue }
            // A core none of whose ticks passed used nothing, as psutil has it.
            coreUsedPercent.append(core.times.usedPercent(since: earlier.cores[index].times) ?? 0)
        }
        return CPUUsage(usedPercent: usedPercent, coreUsedPercent: coreUsedPercent)
    }
}
