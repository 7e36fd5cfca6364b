/// One mount and what its file system tells.
public struct FileSystemCounters: Sendable, Equatable {
    /// What is mounted.
    public var device: String
    /// Where.
    public var mountPoint: String
    /// The file system's type.
    public var type: String
    /// Whether it can't be written to through this mount.
    public var isReadOnly: Bool
    /// What it tells; nothing where it can't, or has not answered for a while.
    public var statistics: FileSystemStatistics?

    /// Describes a mount.
    public init(
        device: String,
        mountPoint: String,
        type: String,
        isReadOnly: Bool,
        statistics: FileSystemStatistics?
    ) {
        self.device = device
        self.mountPoint = mountPoint
        self.type = type
        self.isReadOnly = isReadOnly
        self.statistics = statistics
    }
}

/// Which mounts are counted: node_exporter's by default (`filesystem_linux.go`, version 1.5).
enum CountedMounts {
    private static let excludedTypes: Set<String> = [
        "autofs", "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs", "debugfs", "devpts", "devtmpfs", "fusectl",
        "hugetlbfs", "iso9660", "mqueue", "nsfs", "overlay", "proc", "procfs", "pstore", "rpc_pipefs", "securityfs",
        "selinuxfs", "squashfs", "sysfs", "tracefs",
    ]
    private static let excludedTrees = ["/dev", "/proc", "/sys"]
    private static let excludedContents = [
        "/run/credentials/", "/var/lib/docker/", "/var/lib/containers/storage/",
    ]

    static func include(_ mount: Mount) -> Bool {
        !excludedTypes.contains(mount.type)
            && !excludedTrees.contains { mount.mountPoint == $0 || mount.mountPoint.hasPrefix("\($0)/") }
            && !excludedContents.contains {
                mount.mountPoint.hasPrefix($0) && mount.mountPoint.utf8.count > $0.utf8.count
            }
    }

    /// The mounts that are counted, each device at each place once.
    static func choose(from mounts: [Mount]) -> [Mount] {
        var seen: Set<[String]> = []
        return mounts.filter { mount in
            include(mount) && seen.insert([mount.device, mount.mountPoint, mount.type]).inserted
        }
    }
}
