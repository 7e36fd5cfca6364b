/// A chip with temperature sensors, or without (kernel doc hwmon/sysfs-interface).
public struct HardwareMonitor: Sendable, Equatable {
    /// What names the chip and stays the same: its place on its bus, such as `platform_coretemp_0`.
    public var chip: String
    /// What its driver calls it, such as `coretemp`.
    public var name: String?
    /// Its temperature sensors, in the order of their numbers.
    public var sensors: [Sensor]

    /// One temperature sensor; temperatures are in thousandths of a degree Celsius.
    public struct Sensor: Sendable, Equatable {
        /// Its name on the chip, such as `temp1`.
        public var name: String
        /// What it measures, such as `Package id 0`.
        public var label: String?
        /// The temperature.
        public var input: Int?
        /// The highest one it should have.
        public var maximum: Int?
        /// The lowest one it should have.
        public var minimum: Int?
        /// The one at which the machine is in danger.
        public var critical: Int?
        /// Whether it is broken: 1 or 0.
        public var fault: Int?
    }
}

/// A place whose temperature is watched (kernel doc driver-api/thermal/sysfs-api).
public struct ThermalZone: Sendable, Equatable {
    /// The kernel's number of it.
    public var number: String
    /// What it is, such as `cpu-thermal`.
    public var type: String
    /// Its temperature in thousandths of a degree Celsius.
    public var temperature: Int
}

/// What all temperature sensors tell.
public struct TemperatureReadings: Sendable, Equatable {
    /// The chips.
    public var monitors: [HardwareMonitor] = []
    /// The zones.
    public var zones: [ThermalZone] = []
}

/// Reads all that `/sys/class/hwmon` tells of temperatures, and the zones of `/sys/class/thermal`.
struct HardwareMonitorsCollector: SlowCollector {
    static let threadName = "host-hwmon"
    static let period = Duration.seconds(5)
    static let maximumAge = Duration.seconds(15)

    let roots: HostRoots

    func collect() -> TemperatureReadings? {
        TemperatureReadings(monitors: monitors(), zones: zones())
    }

    private func monitors() -> [HardwareMonitor] {
        let root = "\(roots.sys)/class/hwmon"
        return Directory.names(root).compactMap { entry in
            let directory = "\(root)/\(entry)"
            guard let chip = Self.chip(directory) else { return nil }
            var sensors: [Int: HardwareMonitor.Sensor] = [:]
            // Some drivers, on older kernels all, have their files in a directory further down.
            for directory in [directory, "\(directory)/device"] { read(directory, into: &sensors) }
            let name = KernelFile.text("\(directory)/name").map(Self.cleaned)
            return HardwareMonitor(
                chip: chip,
                name: name == "" ? nil : name,
                sensors: sensors.sorted { $0.key < $1.key }.map(\.value)
            )
        }
    }

    private func read(_ directory: String, into sensors: inout [Int: HardwareMonitor.Sensor]) {
        for file in Directory.names(directory) {
            let utf8 = Array(file.utf8)
            guard let (number, property) = SensorFileName.property(utf8.span) else { continue }
            var sensor = sensors[number] ?? HardwareMonitor.Sensor(name: "temp\(number)")
            let path = "\(directory)/\(file)"
            switch property {
            case "label": sensor.label = KernelFile.text(path)
            case "input": sensor.input = Self.number(path)
            case "max": sensor.maximum = Self.number(path)
            case "min": sensor.minimum = Self.number(path)
            case "crit": sensor.critical = Self.number(path)
            case "fault": sensor.fault = Self.number(path)
            default: continue
            }
            sensors[number] = sensor
        }
    }

    private func zones() -> [ThermalZone] {
        let root = "\(roots.sys)/class/thermal"
        let prefix = "thermal_zone"
        return Directory.names(root).compactMap { entry in
            guard entry.hasPrefix(prefix), let temperature = Self.number("\(root)/\(entry)/temp"),
                let type = KernelFile.text("\(root)/\(entry)/type")
            else { return nil }
            return ThermalZone(number: String(entry.dropFirst(prefix.count)), type: type, temperature: temperature)
        }
    }

    private static func number(_ path: String) -> Int? {
        KernelFile.read(path) { bytes in
            var position = 0
            return bytes.signed(&position)
        }
    }

    /// What names a chip, as node_exporter has it (`hwmon_linux.go`): its device's place on its bus, else its driver's
    /// name, else the kernel's number of it.
    private static func chip(_ directory: String) -> String? {
        if let device = Directory.resolved("\(directory)/device") {
            let parts = device.split(separator: "/").suffix(2).map { cleaned(String($0)) }.filter { !$0.isEmpty }
            if !parts.isEmpty { return parts.joined(separator: "_") }
        }
        if let name = KernelFile.text("\(directory)/name").map(cleaned), !name.isEmpty { return name }
        guard let last = Directory.resolved(directory)?.split(separator: "/").last else { return nil }
        let name = cleaned(String(last))
        return name.isEmpty ? nil : name
    }

    /// A name in lower case with underscores for all but letters, digits, `:` and `_`, and none around it.
    static func cleaned(_ name: String) -> String {
        let replaced = name.lowercased().unicodeScalars.map { scalar -> Character in
            switch scalar {
            case "a"..."z", "0"..."9", ":", "_": Character(scalar)
            default: "_"
            }
        }
        guard let first = replaced.firstIndex(where: { $0 != "_" }), let last = replaced.lastIndex(where: { $0 != "_" })
        else { return "" }
        return String(replaced[first...last])
    }
}
