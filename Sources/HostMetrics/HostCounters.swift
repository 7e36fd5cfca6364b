public import TchatModel

/// What the kernel and the devices count, as they count it: for those who make rates of it themselves.
///
/// What a machine lacks, or does not tell, is absent or empty.
public struct HostCounters: Sendable {
    /// What the kernel counts of its own work.
    public var kernel: KernelCounters?
    /// How many tasks ran or waited.
    public var load: LoadAverage?
    /// All the kernel tells of its memory.
    public var memory: MemoryCounters?
    /// The block devices but partitions, with the columns of `DiskColumn`.
    public var disks: CounterTable?
    /// The network interfaces, with the columns of `NetworkColumn`.
    public var interfaces: CounterTable?
    /// The mounts that hold data, and those in memory; measured in the last 30 s.
    public var fileSystems: [FileSystemCounters] = []
    /// What the temperature sensors tell; measured in the last 15 s.
    public var temperatures: TemperatureReadings?
    /// The power supplies; measured in the last 15 s.
    public var powerSupplies: [PowerSupply] = []
    /// What the kernel says of itself.
    public var system: SystemName
    /// What the distribution says of itself (os-release(5)), by the names of its assignments.
    public var operatingSystem: [String: String] = [:]
}

/// Reads the counters.
struct RawCounterCollectors: ~Copyable {
    /// The distribution changes with an upgrade at most.
    private static let operatingSystemPeriod = Duration.seconds(60)

    private let roots: HostRoots
    private var buffer = ReadBuffer()
    private var kernel: KernelCountersCollector
    private var load: LoadCollector
    private var memory: KernelFile
    private var memoryParser = MemoryCountersParser()
    private var disks: KernelFile
    private var interfaces: KernelFile
    private var operatingSystem: (fields: [String: String], readAt: Duration)?

    init(roots: HostRoots) {
        self.roots = roots
        kernel = KernelCountersCollector(roots: roots)
        load = LoadCollector(roots: roots)
        memory = KernelFile("\(roots.proc)/meminfo")
        disks = KernelFile("\(roots.proc)/diskstats")
        interfaces = KernelFile("\(roots.proc)/net/dev")
    }

    mutating func collect(system: SystemName, at now: ContinuousClock.Instant) -> HostCounters {
        var counters = HostCounters(system: system)
        counters.kernel = kernel.collect(into: &buffer)
        counters.load = load.collect(into: &buffer)
        var memoryParser = memoryParser
        counters.memory = memory.read(into: &buffer) { memoryParser.parse($0) }
        self.memoryParser = memoryParser
        counters.disks = disks.read(into: &buffer) { DiskCountersParser.parse($0) }
        counters.interfaces = interfaces.read(into: &buffer) { NetworkCountersParser.parse($0) }
        counters.operatingSystem = operatingSystemFields(at: now.sinceReference)
        return counters
    }

    private mutating func operatingSystemFields(at now: Duration) -> [String: String] {
        if let operatingSystem, now - operatingSystem.readAt < Self.operatingSystemPeriod {
            return operatingSystem.fields
        }
        // os-release(5): the file in /etc takes precedence.
        let fields =
            KernelFile.read("\(roots.etc)/os-release") { OSReleaseParser.fields($0) }
            ?? KernelFile.read("\(roots.usr)/lib/os-release") { OSReleaseParser.fields($0) } ?? [:]
        operatingSystem = (fields, now)
        return fields
    }
}
