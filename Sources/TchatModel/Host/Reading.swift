/// What was measured for one item, or is known of it; units stand in the names of the values.
public enum Reading: Hashable, Sendable {
    case name(HostName)
    case os(OperatingSystem)
    case cpu(CPUUsage)
    case ram(MemoryUsage)
    case disk(Disks)
    case network(Network)
    case load(LoadAverage)
    case uptime(Uptime)
    case temperature(Temperatures)
    case users(Users)
    case battery(Batteries)

    /// The machine's name.
    public struct HostName: Codable, Hashable, Sendable {
        /// The machine's name on its network.
        public var name: String

        /// Makes a name.
        public init(name: String) { self.name = name }
    }

    /// How full the file systems are, and what the disks do.
    public struct Disks: Codable, Hashable, Sendable {
        /// How full the file systems are, in the order they were mounted.
        public var fileSystems: [FileSystemUsage]?
        /// What the physical disks do.
        public var activity: [DiskActivity]?

        /// Makes a reading of its parts.
        public init(fileSystems: [FileSystemUsage]? = nil, activity: [DiskActivity]? = nil) {
            self.fileSystems = fileSystems
            self.activity = activity
        }
    }

    /// What the network interfaces do.
    public struct Network: Codable, Hashable, Sendable {
        /// All interfaces, `lo` too.
        public var interfaces: [NetworkActivity]

        /// Makes a reading of its parts.
        public init(interfaces: [NetworkActivity]) { self.interfaces = interfaces }
    }

    /// How long the machine runs.
    public struct Uptime: Codable, Hashable, Sendable {
        /// Seconds since the boot.
        public var uptimeSeconds: Double

        /// Makes a reading.
        public init(uptimeSeconds: Double) { self.uptimeSeconds = uptimeSeconds }
    }

    /// What the temperature sensors read.
    public struct Temperatures: Codable, Hashable, Sendable {
        /// All sensors.
        public var sensors: [Temperature]

        /// Makes a reading of its parts.
        public init(sensors: [Temperature]) { self.sensors = sensors }
    }

    /// Who is logged in.
    public struct Users: Codable, Hashable, Sendable {
        /// The login sessions.
        public var sessions: [UserSession]

        /// Makes a reading of its parts.
        public init(sessions: [UserSession]) { self.sessions = sessions }
    }

    /// What the batteries do.
    public struct Batteries: Codable, Hashable, Sendable {
        /// All batteries.
        public var batteries: [Battery]

        /// Makes a reading of its parts.
        public init(batteries: [Battery]) { self.batteries = batteries }
    }
}

extension Reading {
    /// What it is a reading of.
    public var item: Item {
        switch self {
        case .name: .name
        case .os: .os
        case .cpu: .cpu
        case .ram: .ram
        case .disk: .disk
        case .network: .network
        case .load: .load
        case .uptime: .uptime
        case .temperature: .temperature
        case .users: .users
        case .battery: .battery
        }
    }

    /// Reads the values of an item.
    public init(of item: Item, from decoder: any Decoder) throws {
        self =
            switch item {
            case .name: .name(try HostName(from: decoder))
            case .os: .os(try OperatingSystem(from: decoder))
            case .cpu: .cpu(try CPUUsage(from: decoder))
            case .ram: .ram(try MemoryUsage(from: decoder))
            case .disk: .disk(try Disks(from: decoder))
            case .network: .network(try Network(from: decoder))
            case .load: .load(try LoadAverage(from: decoder))
            case .uptime: .uptime(try Uptime(from: decoder))
            case .temperature: .temperature(try Temperatures(from: decoder))
            case .users: .users(try Users(from: decoder))
            case .battery: .battery(try Batteries(from: decoder))
            }
    }
}

extension Reading: Encodable {
    /// Writes the values alone; the item stands beside them.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .name(let value): try value.encode(to: encoder)
        case .os(let value): try value.encode(to: encoder)
        case .cpu(let value): try value.encode(to: encoder)
        case .ram(let value): try value.encode(to: encoder)
        case .disk(let value): try value.encode(to: encoder)
        case .network(let value): try value.encode(to: encoder)
        case .load(let value): try value.encode(to: encoder)
        case .uptime(let value): try value.encode(to: encoder)
        case .temperature(let value): try value.encode(to: encoder)
        case .users(let value): try value.encode(to: encoder)
        case .battery(let value): try value.encode(to: encoder)
        }
    }
}
