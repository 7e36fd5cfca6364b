public import TchatModel
import Synchronization

/// Reads one machine: facts that rarely change, and samples, once a second.
///
/// The counters of the kernel are read as a sample is taken. What can take long (statvfs(3) of a file system on a
/// server, a sensor on a slow bus) is read by threads of its own, each at its period; a sample holds the latest result.
public final class HostReader: Sendable {
    private let factsCollector: HostFactsCollector
    private let counters: Mutex<CounterCollectors>
    private let fileSystems: FileSystemsCollector
    private let temperatures: SlowSource<[Temperature]>
    private let users: SlowSource<[UserSession]>
    private let batteries: SlowSource<[Battery]>
    private let rawCounters: Mutex<RawCounterCollectors>
    private let uname: @Sendable () -> SystemName
    private let hardwareMonitors: SlowSource<TemperatureReadings>
    private let powerSupplies: SlowSource<[PowerSupply]>

    /// Prepares to read a machine.
    ///
    /// - Parameters:
    ///   - roots: where the machine's files are.
    ///   - uname: tells the kernel's name and release.
    ///   - fileSystemStatistics: tells how full what is mounted at a path is; it may block for as long as it likes.
    public init(
        roots: HostRoots = .live,
        uname: @escaping @Sendable () -> SystemName = SystemName.live,
        fileSystemStatistics: @escaping @Sendable (_ mountPoint: String) -> FileSystemStatistics? =
            FileSystemStatistics.live
    ) {
        factsCollector = HostFactsCollector(roots: roots, uname: uname)
        counters = Mutex(CounterCollectors(roots: roots))
        fileSystems = FileSystemsCollector(roots: roots, statistics: fileSystemStatistics)
        temperatures = SlowSource(TemperaturesCollector(roots: roots))
        users = SlowSource(UsersCollector(roots: roots))
        batteries = SlowSource(BatteriesCollector(roots: roots))
        rawCounters = Mutex(RawCounterCollectors(roots: roots))
        self.uname = uname
        hardwareMonitors = SlowSource(HardwareMonitorsCollector(roots: roots))
        powerSupplies = SlowSource(PowerSuppliesCollector(roots: roots))
    }

    /// Reads what rarely changes, from the files each time.
    public func facts() -> HostFacts {
        factsCollector.collect()
    }

    /// Takes a sample, and never waits for a slow source.
    ///
    /// What is counted over an interval (`cpu`, `diskActivity`, `network`) covers the time since the call before, and is
    /// absent from the first sample; slow sources are absent until their thread has measured once.
    public func sample(at now: ContinuousClock.Instant = .now) -> HostSample {
        let readings = counters.withLock { $0.collect(at: now) }
        return HostSample(
            cpu: readings.cpu,
            load: readings.load.map { Measured(value: $0, at: now) },
            memory: readings.memory.map { Measured(value: $0, at: now) },
            fileSystems: fileSystems.poll(at: now),
            diskActivity: readings.diskActivity.map { Measured(value: $0, at: now) },
            network: readings.network.map { Measured(value: $0, at: now) },
            uptimeSeconds: readings.uptimeSeconds.map { Measured(value: $0, at: now) },
            temperatures: temperatures.poll(at: now),
            users: users.poll(at: now),
            batteries: batteries.poll(at: now)
        )
    }

    /// Reads the counters of the kernel, and never waits for a slow source: those hold their latest result.
    ///
    /// It shares nothing with `sample`, so a scrape does not delay it. The threads of the slow sources it alone needs
    /// start with the first call, and until they have measured once their part is absent.
    public func counters(at now: ContinuousClock.Instant = .now) -> HostCounters {
        let system = uname()
        var counters = rawCounters.withLock { $0.collect(system: system, at: now) }
        counters.fileSystems = fileSystems.counters(at: now)
        counters.temperatures = hardwareMonitors.poll(at: now)?.value
        counters.powerSupplies = powerSupplies.poll(at: now)?.value ?? []
        return counters
    }
}

/// What is read as a sample is taken.
private struct CounterCollectors: ~Copyable {
    struct Readings {
        var cpu: Measured<CPUUsage>?
        var load: LoadAverage?
        var memory: MemoryUsage?
        var diskActivity: [DiskActivity]?
        var network: [NetworkActivity]?
        var uptimeSeconds: Double?
    }

    private var buffer = ReadBuffer()
    private var cpu: CPUCollector
    private var load: LoadCollector
    private var memory: MemoryCollector
    private var diskActivity: DiskActivityCollector
    private var network: NetworkCollector
    private var uptime: UptimeCollector

    init(roots: HostRoots) {
        cpu = CPUCollector(roots: roots)
        load = LoadCollector(roots: roots)
        memory = MemoryCollector(roots: roots)
        diskActivity = DiskActivityCollector(roots: roots)
        network = NetworkCollector(roots: roots)
        uptime = UptimeCollector(roots: roots)
    }

    mutating func collect(at now: ContinuousClock.Instant) -> Readings {
        Readings(
            cpu: cpu.collect(into: &buffer, at: now),
            load: load.collect(into: &buffer),
            memory: memory.collect(into: &buffer),
            diskActivity: diskActivity.collect(into: &buffer, at: now),
            network: network.collect(into: &buffer, at: now),
            uptimeSeconds: uptime.collect(into: &buffer)
        )
    }
}
