/// The figures that are shown most.
extension Vitals {
    /// The share of all processors' time that was used, from 0 to 100.
    public var cpuPercent: Double? {
        if case .cpu(let usage)? = self[.cpu] { usage.usedPercent } else { nil }
    }

    /// The share of each core's time that was used, from 0 to 100; empty when unknown.
    public var corePercents: [Double] {
        if case .cpu(let usage)? = self[.cpu] { usage.coreUsedPercent } else { [] }
    }

    /// How much memory is in use.
    public var memory: MemoryUsage? {
        if case .ram(let memory)? = self[.ram] { memory } else { nil }
    }

    /// The share of the memory that is in use, from 0 to 100.
    public var memoryPercent: Double? {
        guard let memory, let used = memory.usedBytes, memory.totalBytes > 0 else { return nil }
        return Double(used) / Double(memory.totalBytes) * 100
    }

    /// Bytes per second of all interfaces but the one with which the machine talks to itself.
    public var network: (received: Double, sent: Double)? {
        guard case .network(let network)? = self[.network] else { return nil }
        return network.interfaces.filter { $0.interface != "lo" }.reduce((0, 0)) {
            ($0.0 + $1.receivedBytesPerSecond, $0.1 + $1.sentBytesPerSecond)
        }
    }

    /// Bytes per second of all disks.
    public var disk: (read: Double, written: Double)? {
        guard case .disk(let disks)? = self[.disk], let activity = disks.activity else { return nil }
        return activity.reduce((0, 0)) { ($0.0 + $1.readBytesPerSecond, $0.1 + $1.writtenBytesPerSecond) }
    }

    /// How full the file systems are; empty when unknown.
    public var fileSystems: [FileSystemUsage] {
        if case .disk(let disks)? = self[.disk] { disks.fileSystems ?? [] } else { [] }
    }

    /// How many tasks run or wait.
    public var load: LoadAverage? {
        if case .load(let load)? = self[.load] { load } else { nil }
    }

    /// The sensor that reads the most.
    public var hottest: Temperature? {
        guard case .temperature(let temperatures)? = self[.temperature] else { return nil }
        return temperatures.sensors.max { $0.celsius < $1.celsius }
    }

    /// Seconds since the boot.
    public var uptimeSeconds: Double? {
        if case .uptime(let uptime)? = self[.uptime] { uptime.uptimeSeconds } else { nil }
    }
}
