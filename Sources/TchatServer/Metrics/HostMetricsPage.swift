import FoundationEssentials
import HostMetrics
import TchatModel

/// Writes what a machine counts under node_exporter's names; `docs/prometheus.md` lists what differs.
struct HostMetricsPage {
    private let families = HostMetricFamilies()
    private var memory = MemoryFamilies()
    private var cores = RowPrefixes()
    private var guests = RowPrefixes()
    private var disks = RowPrefixes()
    private var interfaces = RowPrefixes()
    private var system = InfoLabels()
    private var operatingSystem = InfoLabels()

    /// Writes all families for which there is something to tell.
    mutating func write(_ counters: borrowing HostCounters, at now: Date, to text: inout PrometheusText) {
        if let kernel = counters.kernel { write(kernel, to: &text) }
        if let load = counters.load { write(load, to: &text) }
        if let memory = counters.memory { self.memory.write(memory, to: &text) }
        if let disks = counters.disks { write(disks: disks, to: &text) }
        write(counters.fileSystems, to: &text)
        if let interfaces = counters.interfaces { write(interfaces: interfaces, to: &text) }
        if let temperatures = counters.temperatures { write(temperatures, to: &text) }
        PowerSupplyFamilies.shared.write(counters.powerSupplies, to: &text)
        write(counters.operatingSystem, to: &text)
        write(counters.system, to: &text)
        text.single(families.time, now.timeIntervalSince1970)
    }

    private mutating func write(_ kernel: KernelCounters, to text: inout PrometheusText) {
        text.single(families.bootTime, kernel.bootedAtSeconds)
        text.single(families.contextSwitches, kernel.contextSwitches)
        text.single(families.interrupts, kernel.interrupts)
        text.single(families.forks, kernel.forks)
        text.single(families.runningProcesses, kernel.runningProcesses)
        text.single(families.blockedProcesses, kernel.blockedProcesses)
        Self.write(kernel.cores, families.cpu, families.cpuModes, &cores, to: &text)
        Self.write(kernel.cores, families.cpuGuest, families.cpuGuestModes, &guests, to: &text)
    }

    private static func write(
        _ cores: CounterTable,
        _ family: MetricFamily,
        _ modes: [HostMetricFamilies.Mode],
        _ rows: inout RowPrefixes,
        to text: inout PrometheusText
    ) {
        guard cores.rowCount > 0 else { return }
        rows.update(cores.names, modes.map { _ in family }) { mode, number in
            MetricLabels([("cpu", number), ("mode", modes[mode].name)])
        }
        text.begin(family)
        let hasHundredths = ClockTicks.perSecond == 100
        for (mode, prefixes) in zip(modes, rows.prefixes) {
            for row in 0..<cores.rowCount {
                guard let ticks = cores[row, mode.column] else { continue }
                text.append(prefixes[row])
                if hasHundredths {
                    text.append(ticks, fractionDigits: 2)
                } else {
                    text.append(Double(ticks) / Double(ClockTicks.perSecond))
                }
                text.append("\n")
            }
        }
    }

    private func write(_ load: LoadAverage, to text: inout PrometheusText) {
        text.single(families.load1, load.oneMinute)
        text.single(families.load5, load.fiveMinutes)
        text.single(families.load15, load.fifteenMinutes)
    }

    private mutating func write(disks table: CounterTable, to text: inout PrometheusText) {
        disks.update(table.names, families.disks) { MetricLabels([("device", $1)]) }
        for column in DiskColumn.allCases {
            var isBegun = false
            for row in 0..<table.rowCount {
                guard let value = table[row, column.rawValue] else { continue }
                if !isBegun { text.begin(families.disks[column.rawValue]) }
                isBegun = true
                text.append(disks.prefixes[column.rawValue][row])
                switch column {
                case .readMilliseconds, .writeMilliseconds, .ioMilliseconds, .ioWeightedMilliseconds,
                    .discardMilliseconds, .flushMilliseconds:
                    text.append(value, fractionDigits: 3)
                case .sectorsRead, .sectorsWritten:
                    text.append(value &* 512)
                default:
                    text.append(value)
                }
                text.append("\n")
            }
        }
    }

    private mutating func write(interfaces table: CounterTable, to text: inout PrometheusText) {
        guard table.rowCount > 0 else { return }
        interfaces.update(table.names, families.interfaces) { MetricLabels([("device", $1)]) }
        for column in NetworkColumn.allCases {
            text.begin(families.interfaces[column.rawValue])
            for row in 0..<table.rowCount {
                guard let value = table[row, column.rawValue] else { continue }
                text.append(interfaces.prefixes[column.rawValue][row])
                text.append(value)
                text.append("\n")
            }
        }
    }

    private func write(_ fileSystems: [FileSystemCounters], to text: inout PrometheusText) {
        guard !fileSystems.isEmpty else { return }
        let labels = fileSystems.map { fileSystem in
            MetricLabels([
                ("device", fileSystem.device), ("fstype", fileSystem.type), ("mountpoint", fileSystem.mountPoint),
            ])
        }
        func write(_ family: MetricFamily, _ value: (FileSystemCounters) -> Double?) {
            var isBegun = false
            for (row, fileSystem) in fileSystems.enumerated() {
                guard let value = value(fileSystem) else { continue }
                if !isBegun { text.begin(family) }
                isBegun = true
                text.sample(family, labels[row], value)
            }
        }
        func bytes(_ blocks: @escaping (FileSystemStatistics) -> UInt) -> (FileSystemCounters) -> Double? {
            { fileSystem in fileSystem.statistics.map { Double(blocks($0)) * Double($0.blockSize) } }
        }
        write(families.fileSystemAvailable, bytes(\.availableBlocks))
        write(families.fileSystemError) { $0.statistics == nil ? 1 : 0 }
        write(families.fileSystemFiles) { $0.statistics.map { Double($0.files) } }
        write(families.fileSystemFreeFiles) { $0.statistics.map { Double($0.freeFiles) } }
        write(families.fileSystemFree, bytes(\.freeBlocks))
        write(families.fileSystemReadOnly) { fileSystem in
            fileSystem.statistics.map { _ in fileSystem.isReadOnly ? 1 : 0 }
        }
        write(families.fileSystemSize, bytes(\.blocks))
    }

    private func write(_ readings: TemperatureReadings, to text: inout PrometheusText) {
        func write(_ family: MetricFamily, perUnit: Double, _ value: (HardwareMonitor.Sensor) -> Int?) {
            var isBegun = false
            for monitor in readings.monitors {
                for sensor in monitor.sensors {
                    guard let value = value(sensor) else { continue }
                    if !isBegun { text.begin(family) }
                    isBegun = true
                    let labels = MetricLabels([("chip", monitor.chip), ("sensor", sensor.name)])
                    text.sample(family, labels, Double(value) / perUnit)
                }
            }
        }
        let names = readings.monitors.compactMap { monitor in
            monitor.name.map { MetricLabels([("chip", monitor.chip), ("chip_name", $0)]) }
        }
        writeInfo(families.chipNames, names, to: &text)
        let sensorLabels = readings.monitors.flatMap { monitor in
            monitor.sensors.compactMap { sensor in
                sensor.label.map { MetricLabels([("chip", monitor.chip), ("label", $0), ("sensor", sensor.name)]) }
            }
        }
        writeInfo(families.sensorLabel, sensorLabels, to: &text)
        write(families.temperature, perUnit: 1000, \.input)
        write(families.temperatureCritical, perUnit: 1000, \.critical)
        write(families.temperatureMaximum, perUnit: 1000, \.maximum)
        write(families.temperatureMinimum, perUnit: 1000, \.minimum)
        write(families.temperatureFault, perUnit: 1, \.fault)

        guard !readings.zones.isEmpty else { return }
        text.begin(families.zoneTemperature)
        for zone in readings.zones {
            let labels = MetricLabels([("type", zone.type), ("zone", zone.number)])
            text.sample(families.zoneTemperature, labels, Double(zone.temperature) / 1000)
        }
    }

    private func writeInfo(_ family: MetricFamily, _ labels: [MetricLabels], to text: inout PrometheusText) {
        guard !labels.isEmpty else { return }
        text.begin(family)
        for labels in labels { text.sample(family, labels, 1 as UInt64) }
    }

    private mutating func write(_ operatingSystem: [String: String], to text: inout PrometheusText) {
        guard !operatingSystem.isEmpty else { return }
        let names = HostMetricFamilies.operatingSystemLabels
        let labels = self.operatingSystem.labels(names, values: names.map { operatingSystem[$0.uppercased()] ?? "" })
        text.begin(families.operatingSystem)
        text.sample(families.operatingSystem, labels, 1 as UInt64)
        guard let version = Self.version(operatingSystem["VERSION_ID"] ?? "") else { return }
        text.begin(families.operatingSystemVersion)
        let versionLabels = MetricLabels(
            ["id", "id_like", "name"].map { ($0, operatingSystem[$0.uppercased()] ?? "") }
        )
        text.sample(families.operatingSystemVersion, versionLabels, version)
    }

    /// The major and minor number of a version as one number, such as 22.04 of `22.04.1`.
    static func version(_ text: String) -> Double? {
        let digits = text.prefix { $0.isASCII && $0.isNumber || $0 == "." }
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false).prefix(2)
        return Double(parts.joined(separator: "."))
    }

    private mutating func write(_ system: SystemName, to text: inout PrometheusText) {
        let labels = self.system.labels(
            ["domainname", "machine", "nodename", "release", "sysname", "version"],
            values: [system.domain, system.machine, system.node, system.release, system.system, system.version]
        )
        text.begin(families.system)
        text.sample(families.system, labels, 1 as UInt64)
    }
}

/// What stands in front of the values of a table, encoded anew only when its rows change.
private struct RowPrefixes {
    private var names: [String] = []
    /// For each column and each row of it: the family's name, the labels and a blank.
    private(set) var prefixes: [[[UInt8]]] = []

    mutating func update(_ names: [String], _ families: [MetricFamily], labels: (Int, String) -> MetricLabels) {
        guard names != self.names else { return }
        self.names = names
        prefixes = families.enumerated().map { column, family in
            names.map { family.name + labels(column, $0).bytes + [UInt8(ascii: " ")] }
        }
    }
}

/// The labels of a sample that is nothing but its labels, encoded anew only when they change.
private struct InfoLabels {
    private var values: [String] = []
    private var labels = MetricLabels.none

    mutating func labels(_ names: [String], values: [String]) -> MetricLabels {
        if values != self.values {
            self.values = values
            labels = MetricLabels(Array(zip(names, values)).map { ($0.0, $0.1) })
        }
        return labels
    }
}

/// A family for each line of `/proc/meminfo`, made anew only when the lines change.
private struct MemoryFamilies {
    private var fields: [MemoryCounters.Field] = []
    /// What stands in front of each value: the family's header and its name.
    private var prefixes: [[UInt8]] = []
    private var units: [UInt64] = []

    mutating func write(_ memory: MemoryCounters, to text: inout PrometheusText) {
        if fields != memory.fields {
            fields = memory.fields
            units = fields.map { $0.isInKibibytes ? 1024 : 1 }
            prefixes = fields.map { field in
                let name = Self.name(field)
                let family = MetricFamily(
                    "node_memory_\(name)",
                    .gauge,
                    help: "Memory information field \(name)."
                )
                return family.header + family.name
            }
        }
        for (index, value) in memory.values.enumerated() {
            let (bytes, isTooLarge) = value.multipliedReportingOverflow(by: units[index])
            guard !isTooLarge else { continue }
            text.append(prefixes[index])
            text.appendEnd(bytes)
        }
    }

    /// The field's name as node_exporter has it: `Active(anon)` in kibibytes is `Active_anon_bytes`.
    private static func name(_ field: MemoryCounters.Field) -> String {
        var name = ""
        for character in field.name where character != ")" {
            let isAllowed = character.isASCII && (character.isLetter || character.isNumber)
            name.append(isAllowed ? character : "_")
        }
        return field.isInKibibytes ? "\(name)_bytes" : name
    }
}
