public import FoundationEssentials

/// What rarely changes about a machine: its name, its operating system and when it booted.
public struct HostFacts: Codable, Hashable, Sendable {
    /// The machine's name on its network (`nodename` of uname(2)).
    public var name: String
    /// The operating system that runs on the machine.
    public var operatingSystem: OperatingSystem
    /// The identifier the kernel chose at this boot (random(4), `/proc/sys/kernel/random/boot_id`).
    public var bootID: String?
    /// The instant of the boot (`btime` of proc_stat(5)); it moves when the clock is set.
    public var bootedAt: Date?

    /// Describes a machine.
    public init(name: String, operatingSystem: OperatingSystem, bootID: String? = nil, bootedAt: Date? = nil) {
        self.name = name
        self.operatingSystem = operatingSystem
        self.bootID = bootID
        self.bootedAt = bootedAt
    }
}

/// The operating system of a machine, as uname(2) and os-release(5) tell it.
public struct OperatingSystem: Codable, Hashable, Sendable {
    /// The kernel's name, for example `Linux` (`sysname` of uname(2)).
    public var system: String
    /// The kernel's release, for example `6.1.0-18-amd64` (`release` of uname(2)).
    public var release: String
    /// The kernel's version, for example `#1 SMP Debian 6.1.76-1` (`version` of uname(2)).
    public var version: String
    /// The hardware's architecture, for example `x86_64` (`machine` of uname(2)).
    public var architecture: String
    /// The distribution's name for people, for example `Debian GNU/Linux 12` (`PRETTY_NAME` of os-release(5)).
    public var prettyName: String?

    /// Describes an operating system.
    public init(system: String, release: String, version: String, architecture: String, prettyName: String? = nil) {
        self.system = system
        self.release = release
        self.version = version
        self.architecture = architecture
        self.prettyName = prettyName
    }
}
