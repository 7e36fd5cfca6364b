/// A power supply, such as a battery or a charger, and all it tells (kernel doc power/power_supply_class).
public struct PowerSupply: Sendable, Equatable {
    /// The kernel's name of it.
    public var name: String
    /// Its properties by their name in lower case, such as `energy_now`; in the kernel's units.
    public var properties: [String: String]
}

/// Reads the power supplies' properties.
struct PowerSuppliesCollector: SlowCollector {
    static let threadName = "host-power"
    static let period = Duration.seconds(5)
    static let maximumAge = Duration.seconds(15)

    let roots: HostRoots

    func collect() -> [PowerSupply]? {
        let root = "\(roots.sys)/class/power_supply"
        return Directory.names(root).compactMap { name in
            guard
                var properties = KernelFile.read("\(root)/\(name)/uevent", { PowerSupplyParser.properties($0) })
            else { return nil }
            // Older kernels do not tell the type there.
            if properties["type"] == nil { properties["type"] = KernelFile.text("\(root)/\(name)/type") }
            return PowerSupply(name: name, properties: properties)
        }
    }
}

/// Parses the `uevent` of a power supply: properties, one a line.
enum PowerSupplyParser {
    static func properties(_ bytes: Span<UInt8>) -> [String: String] {
        var properties: [String: String] = [:]
        var position = 0
        while position < bytes.count {
            let isProperty = bytes.skip("POWER_SUPPLY_", &position)
            let line = bytes.restOfLine(&position)
            guard isProperty, let separator = line.first(where: { bytes[$0] == UInt8(ascii: "=") }) else { continue }
            let name = bytes.string(line.lowerBound..<separator).lowercased()
            // The line that repeats the name is not a property.
            if name != "name" { properties[name] = bytes.extracting(separator + 1..<line.upperBound).trimmedString() }
        }
        return properties
    }
}
