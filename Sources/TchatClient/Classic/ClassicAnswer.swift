public import TchatModel

/// What a host said about itself.
public enum ClassicAnswer: Hashable, Sendable {
    /// The machine's name.
    case name(String)
    /// Its operating system: the kernel's name and version, as uname(2) gives them.
    case os(system: String, version: String)
    /// How busy its processors were over the last full second, in percent.
    case cpu(usedPercent: Double)
    /// Its memory, in units of 1024³ bytes and rounded to hundredths of one.
    case ram(totalGibibytes: Double, usedGibibytes: Double, freeGibibytes: Double)

    /// What was asked.
    public var item: Item {
        switch self {
        case .name: .name
        case .os: .os
        case .cpu: .cpu
        case .ram: .ram
        }
    }
}

extension ClassicAnswer: Encodable {
    private enum CodingKeys: CodingKey {
        case name
        case system
        case version
        case usedPercent
        case totalGibibytes
        case usedGibibytes
        case freeGibibytes
    }

    /// Writes the values with their units in the names.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .name(let name):
            try container.encode(name, forKey: .name)
        case .os(let system, let version):
            try container.encode(system, forKey: .system)
            try container.encode(version, forKey: .version)
        case .cpu(let usedPercent):
            try container.encode(usedPercent, forKey: .usedPercent)
        case .ram(let total, let used, let free):
            try container.encode(total, forKey: .totalGibibytes)
            try container.encode(used, forKey: .usedGibibytes)
            try container.encode(free, forKey: .freeGibibytes)
        }
    }
}
