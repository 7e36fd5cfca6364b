/// How long a processor, or all of them, spent on what, in clock ticks since the boot (proc_stat(5)).
///
/// The fields of a line of `/proc/stat` up to `steal`: user, nice, system, idle, iowait, irq, softirq, steal. Those
/// after it, guest and guest_nice, are part of user and nice already (psutil `_cpu_tot_time`); older kernels have fewer
/// fields, and what they do not count is 0 here.
struct CPUTimes: Equatable {
    var ticks: SIMD8<UInt64>

    private static let idle = 3
    private static let iowait = 4

    /// The share of the time since `earlier` that was used, in percent; nothing where no tick passed.
    ///
    /// A field that went backwards counts 0: iowait does so on Linux, and top(1) and psutil (`_cpu_times_deltas`) trim
    /// it likewise.
    func usedPercent(since earlier: CPUTimes) -> Double? {
        let passed = (ticks &- earlier.ticks).replacing(with: 0, where: ticks .< earlier.ticks)
        // In floating point a damaged file cannot overflow the sum.
        var total = 0.0
        var used = 0.0
        for field in 0..<8 {
            let ticks = Double(passed[field])
            total += ticks
            if field != Self.idle, field != Self.iowait { used += ticks }
        }
        return total > 0 ? used / total * 100 : nil
    }
}

/// The times of all processors together and of each core that is online.
struct CPUSnapshot {
    /// One core's times.
    struct Core: Equatable {
        /// The kernel's number of the core.
        var number: UInt64
        var times: CPUTimes
    }

    var total = CPUTimes(ticks: .zero)
    var cores: [Core] = []
}
