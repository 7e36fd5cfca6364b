import TchatModel

/// Reads the temperature sensors: those of `/sys/class/hwmon` (kernel doc hwmon/sysfs-interface), and on a machine that
/// has none there, those of `/sys/class/thermal` (kernel doc driver-api/thermal/sysfs-api), as psutil does.
struct TemperaturesCollector: SlowCollector {
    static let threadName = "host-temps"
    static let period = Duration.seconds(5)
    static let maximumAge = Duration.seconds(15)

    let roots: HostRoots

    func collect() -> [Temperature]? {
        let ofChips = hardwareMonitors()
        let temperatures = ofChips.isEmpty ? thermalZones() : ofChips
        return temperatures.isEmpty ? nil : temperatures
    }

    private func hardwareMonitors() -> [Temperature] {
        let root = "\(roots.sys)/class/hwmon"
        return Directory.names(root).flatMap { chip -> [Temperature] in
            // Some drivers, on older kernels all, have their files in a directory further down (psutil issue 971).
            for directory in ["\(root)/\(chip)", "\(root)/\(chip)/device"] {
                let temperatures = sensors(directory)
                if !temperatures.isEmpty { return temperatures }
            }
            return []
        }
    }

    private func sensors(_ directory: String) -> [Temperature] {
        let numbers = Directory.names(directory).compactMap { name -> Int? in
            let utf8 = Array(name.utf8)
            return SensorFileName.number(utf8.span)
        }
        guard !numbers.isEmpty, let chip = KernelFile.text("\(directory)/name") else { return [] }
        return numbers.sorted().compactMap { number -> Temperature? in
            let sensor = "\(directory)/temp\(number)"
            // A sensor may be broken, or asleep with its device: what cannot be read is left out.
            guard KernelFile.text("\(sensor)_fault") != "1",
                let celsius = KernelFile.read("\(sensor)_input", TemperatureParser.parse)
            else { return nil }
            let label = KernelFile.text("\(sensor)_label") ?? "temp\(number)"
            return Temperature(sensor: "\(chip) \(label)", celsius: celsius)
        }
    }

    private func thermalZones() -> [Temperature] {
        let root = "\(roots.sys)/class/thermal"
        return Directory.names(root).compactMap { name in
            guard name.hasPrefix("thermal_zone"),
                let celsius = KernelFile.read("\(root)/\(name)/temp", TemperatureParser.parse),
                let type = KernelFile.text("\(root)/\(name)/type")
            else { return nil }
            return Temperature(sensor: type, celsius: celsius)
        }
    }
}
