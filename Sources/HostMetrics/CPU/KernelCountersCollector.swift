import Glibc

/// Reads what the kernel counts of its own work.
struct KernelCountersCollector: ~Copyable {
    private var file: KernelFile
    private var previous: CounterTable?

    init(roots: HostRoots) {
        file = KernelFile("\(roots.proc)/stat")
    }

    mutating func collect(into buffer: inout ReadBuffer) -> KernelCounters? {
        guard var counters = file.read(into: &buffer, { KernelCountersParser.parse($0) }) else { return nil }
        if let previous { Self.keepGrowing(&counters.cores, since: previous) }
        previous = counters.cores
        return counters
    }

    /// Takes back small steps backwards.
    ///
    /// The time a core idles or waits for a disk is not exact on Linux and goes back by some ticks at times, which to
    /// Prometheus would be a counter that started again from 0. After 3 s and more backwards the core was taken off and
    /// put back, and its counters did start again (node_exporter `cpu_linux.go`, `jumpBackSeconds`).
    static func keepGrowing(_ cores: inout CounterTable, since previous: CounterTable) {
        let idle = KernelCounters.CoreColumn.idle.rawValue
        let jumpBackTicks = UInt64(3 * ClockTicks.perSecond)
        var earlierRow = 0
        for row in 0..<cores.rowCount {
            if earlierRow >= previous.rowCount || previous.names[earlierRow] != cores.names[row] {
                guard let found = previous.names.firstIndex(of: cores.names[row]) else { continue }
                earlierRow = found
            }
            defer { earlierRow += 1 }
            if let earlier = previous[earlierRow, idle], let now = cores[row, idle], now < earlier,
                earlier - now >= jumpBackTicks
            {
                continue
            }
            for column in 0..<cores.columnCount {
                if let earlier = previous[earlierRow, column], let now = cores[row, column], now < earlier {
                    cores.replace(row: row, column: column, with: earlier)
                }
            }
        }
    }
}

/// The unit of the kernel's times of processors and processes (sysconf(3), `_SC_CLK_TCK`).
public enum ClockTicks {
    /// How many there are in a second: 100 on all common machines.
    public static let perSecond = max(sysconf(Int32(_SC_CLK_TCK)), 1)
}
