public import TchatModel

/// What a machine does at an instant; what it lacks, or does not tell, is absent.
public struct HostSample: Sendable, Equatable {
    /// How busy the processors were since the sample before; absent until there was one.
    public var cpu: Measured<CPUUsage>?
    /// How many tasks ran or waited.
    public var load: Measured<LoadAverage>?
    /// How much memory is in use.
    public var memory: Measured<MemoryUsage>?
    /// How full the file systems are, in the order they were mounted; each was measured at `at` or after.
    ///
    /// One that did not answer for a while is left out, such as one on a server out of reach.
    public var fileSystems: Measured<[FileSystemUsage]>?
    /// What the physical disks did since the sample before; absent until there was one.
    public var diskActivity: Measured<[DiskActivity]>?
    /// What all network interfaces did since the sample before, `lo` and virtual ones too; absent until there was one.
    public var network: Measured<[NetworkActivity]>?
    /// How long the machine runs since its boot, in seconds, the time it was suspended included (proc_uptime(5)).
    public var uptimeSeconds: Measured<Double>?
    /// What the temperature sensors read.
    public var temperatures: Measured<[Temperature]>?
    /// Who is logged in; empty where the machine keeps the list and nobody is.
    public var users: Measured<[UserSession]>?
    /// What the batteries do.
    public var batteries: Measured<[Battery]>?

    /// Makes a sample; what is left out is absent.
    public init(
        cpu: Measured<CPUUsage>? = nil,
        load: Measured<LoadAverage>? = nil,
        memory: Measured<MemoryUsage>? = nil,
        fileSystems: Measured<[FileSystemUsage]>? = nil,
        diskActivity: Measured<[DiskActivity]>? = nil,
        network: Measured<[NetworkActivity]>? = nil,
        uptimeSeconds: Measured<Double>? = nil,
        temperatures: Measured<[Temperature]>? = nil,
        users: Measured<[UserSession]>? = nil,
        batteries: Measured<[Battery]>? = nil
    ) {
        self.cpu = cpu
        self.load = load
        self.memory = memory
        self.fileSystems = fileSystems
        self.diskActivity = diskActivity
        self.network = network
        self.uptimeSeconds = uptimeSeconds
        self.temperatures = temperatures
        self.users = users
        self.batteries = batteries
    }
}
