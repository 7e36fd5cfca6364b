import HostMetrics

/// The families of a machine: names, types and help are node_exporter's (version 1.5).
struct HostMetricFamilies: Sendable {
    /// What a core can spend its time on.
    struct Mode: Sendable {
        /// Its column of the cores' table.
        let column: Int
        /// Its name as a label.
        let name: String

        init(_ column: KernelCounters.CoreColumn, _ name: String) {
            self.column = column.rawValue
            self.name = name
        }
    }

    let cpu = MetricFamily("node_cpu_seconds_total", .counter, help: "Seconds the CPUs spent in each mode.")
    let cpuModes = [
        Mode(.idle, "idle"), Mode(.iowait, "iowait"), Mode(.irq, "irq"), Mode(.nice, "nice"),
        Mode(.softirq, "softirq"), Mode(.steal, "steal"), Mode(.system, "system"), Mode(.user, "user"),
    ]
    let cpuGuest = MetricFamily(
        "node_cpu_guest_seconds_total",
        .counter,
        help: "Seconds the CPUs spent in guests (VMs) for each mode."
    )
    let cpuGuestModes = [Mode(.guestNice, "nice"), Mode(.guest, "user")]

    let bootTime = MetricFamily("node_boot_time_seconds", .gauge, help: "Node boot time, in unixtime.")
    let contextSwitches = MetricFamily(
        "node_context_switches_total",
        .counter,
        help: "Total number of context switches."
    )
    let interrupts = MetricFamily("node_intr_total", .counter, help: "Total number of interrupts serviced.")
    let forks = MetricFamily("node_forks_total", .counter, help: "Total number of forks.")
    let runningProcesses = MetricFamily(
        "node_procs_running",
        .gauge,
        help: "Number of processes in runnable state."
    )
    let blockedProcesses = MetricFamily(
        "node_procs_blocked",
        .gauge,
        help: "Number of processes blocked waiting for I/O to complete."
    )
    let load1 = MetricFamily("node_load1", .gauge, help: "1m load average.")
    let load5 = MetricFamily("node_load5", .gauge, help: "5m load average.")
    let load15 = MetricFamily("node_load15", .gauge, help: "15m load average.")
    let time = MetricFamily("node_time_seconds", .gauge, help: "System time in seconds since epoch (1970).")
    let system = MetricFamily(
        "node_uname_info",
        .gauge,
        help: "Labeled system information as provided by the uname system call."
    )

    static let operatingSystemLabels = [
        "build_id", "id", "id_like", "image_id", "image_version", "name", "pretty_name", "variant", "variant_id",
        "version", "version_codename", "version_id",
    ]
    let operatingSystem = MetricFamily(
        "node_os_info",
        .gauge,
        help: "A metric with a constant '1' value labeled by \(operatingSystemLabels.joined(separator: ", "))."
    )
    let operatingSystemVersion = MetricFamily(
        "node_os_version",
        .gauge,
        help: "Metric containing the major.minor part of the OS version."
    )

    let fileSystemAvailable = MetricFamily(
        "node_filesystem_avail_bytes",
        .gauge,
        help: "Filesystem space available to non-root users in bytes."
    )
    let fileSystemError = MetricFamily(
        "node_filesystem_device_error",
        .gauge,
        help: "Whether an error occurred while getting statistics for the given device."
    )
    let fileSystemFiles = MetricFamily("node_filesystem_files", .gauge, help: "Filesystem total file nodes.")
    let fileSystemFreeFiles = MetricFamily(
        "node_filesystem_files_free",
        .gauge,
        help: "Filesystem total free file nodes."
    )
    let fileSystemFree = MetricFamily(
        "node_filesystem_free_bytes",
        .gauge,
        help: "Filesystem free space in bytes."
    )
    let fileSystemReadOnly = MetricFamily(
        "node_filesystem_readonly",
        .gauge,
        help: "Filesystem read-only status."
    )
    let fileSystemSize = MetricFamily("node_filesystem_size_bytes", .gauge, help: "Filesystem size in bytes.")

    let chipNames = MetricFamily(
        "node_hwmon_chip_names",
        .gauge,
        help: "Annotation metric for human-readable chip names"
    )
    let sensorLabel = MetricFamily("node_hwmon_sensor_label", .gauge, help: "Label for given chip and sensor")
    let temperature = MetricFamily(
        "node_hwmon_temp_celsius",
        .gauge,
        help: "Hardware monitor for temperature (input)"
    )
    let temperatureCritical = MetricFamily(
        "node_hwmon_temp_crit_celsius",
        .gauge,
        help: "Hardware monitor for temperature (crit)"
    )
    let temperatureMaximum = MetricFamily(
        "node_hwmon_temp_max_celsius",
        .gauge,
        help: "Hardware monitor for temperature (max)"
    )
    let temperatureMinimum = MetricFamily(
        "node_hwmon_temp_min_celsius",
        .gauge,
        help: "Hardware monitor for temperature (min)"
    )
    let temperatureFault = MetricFamily(
        "node_hwmon_temp_fault",
        .gauge,
        help: "Hardware sensor fault status (temp)"
    )
    let zoneTemperature = MetricFamily("node_thermal_zone_temp", .gauge, help: "Zone temperature in Celsius")

    /// A family for each `DiskColumn`.
    let disks = DiskColumn.allCases.map { column in
        let (name, help) =
            switch column {
            case .readsCompleted: ("reads_completed", "The total number of reads completed successfully.")
            case .readsMerged: ("reads_merged", "The total number of reads merged.")
            case .sectorsRead: ("read_bytes", "The total number of bytes read successfully.")
            case .readMilliseconds: ("read_time_seconds", "The total number of seconds spent by all reads.")
            case .writesCompleted: ("writes_completed", "The total number of writes completed successfully.")
            case .writesMerged: ("writes_merged", "The number of writes merged.")
            case .sectorsWritten: ("written_bytes", "The total number of bytes written successfully.")
            case .writeMilliseconds:
                ("write_time_seconds", "This is the total number of seconds spent by all writes.")
            case .ioInProgress: ("io_now", "The number of I/Os currently in progress.")
            case .ioMilliseconds: ("io_time_seconds", "Total seconds spent doing I/Os.")
            case .ioWeightedMilliseconds:
                ("io_time_weighted_seconds", "The weighted # of seconds spent doing I/Os.")
            case .discardsCompleted:
                ("discards_completed", "The total number of discards completed successfully.")
            case .discardsMerged: ("discards_merged", "The total number of discards merged.")
            case .sectorsDiscarded:
                ("discarded_sectors", "The total number of sectors discarded successfully.")
            case .discardMilliseconds:
                ("discard_time_seconds", "This is the total number of seconds spent by all discards.")
            case .flushesCompleted:
                ("flush_requests", "The total number of flush requests completed successfully")
            case .flushMilliseconds:
                (
                    "flush_requests_time_seconds",
                    "This is the total number of seconds spent by all flush requests."
                )
            }
        return column == .ioInProgress
            ? MetricFamily("node_disk_\(name)", .gauge, help: help)
            : MetricFamily("node_disk_\(name)_total", .counter, help: help)
    }

    /// A family for each `NetworkColumn`.
    let interfaces = NetworkColumn.allCases.map { column in
        let name =
            switch column {
            case .receivedBytes: "receive_bytes"
            case .receivedPackets: "receive_packets"
            case .receiveErrors: "receive_errs"
            case .receiveDropped: "receive_drop"
            case .receiveFIFOErrors: "receive_fifo"
            case .receiveFrameErrors: "receive_frame"
            case .receivedCompressed: "receive_compressed"
            case .receivedMulticast: "receive_multicast"
            case .sentBytes: "transmit_bytes"
            case .sentPackets: "transmit_packets"
            case .sendErrors: "transmit_errs"
            case .sendDropped: "transmit_drop"
            case .sendFIFOErrors: "transmit_fifo"
            case .collisions: "transmit_colls"
            case .carrierErrors: "transmit_carrier"
            case .sentCompressed: "transmit_compressed"
            }
        return MetricFamily("node_network_\(name)_total", .counter, help: "Network device statistic \(name).")
    }
}

/// The families of power supplies (node_exporter `powersupplyclass_linux.go`, version 1.5).
struct PowerSupplyFamilies: Sendable {
    static let shared = PowerSupplyFamilies()

    private struct Property: Sendable {
        let key: String
        let family: MetricFamily
        let scale: Double

        init(_ key: String, _ name: String? = nil, scale: Double) {
            self.key = key
            let name = name ?? key
            family = MetricFamily(
                "node_power_supply_\(name)",
                .gauge,
                help: "\(name) value of /sys/class/power_supply/<power_supply>."
            )
            self.scale = scale
        }
    }

    private let info = MetricFamily(
        "node_power_supply_info",
        .gauge,
        help: "info of /sys/class/power_supply/<power_supply>."
    )
    private let infoLabels = [
        "capacity_level", "charge_type", "health", "manufacturer", "model_name", "power_supply", "scope",
        "serial_number", "status", "technology", "type", "usb_type",
    ]

    private let properties =
        [
            ("authentic", nil), ("calibrate", nil), ("capacity", nil), ("capacity_alert_max", nil),
            ("capacity_alert_min", nil), ("cycle_count", "cyclecount"), ("online", nil), ("present", nil),
            ("time_to_empty_now", "time_to_empty_seconds"), ("time_to_full_now", "time_to_full_seconds"),
        ].map { Property($0.0, $0.1, scale: 1) }
        + [
            ("current_boot", nil), ("current_max", nil), ("current_now", "current_ampere"), ("energy_empty", nil),
            ("energy_empty_design", nil), ("energy_full", nil), ("energy_full_design", nil),
            ("energy_now", "energy_watthour"), ("voltage_boot", nil), ("voltage_max", nil),
            ("voltage_max_design", nil), ("voltage_min", nil), ("voltage_min_design", nil),
            ("voltage_now", "voltage_volt"), ("voltage_ocv", nil), ("charge_control_limit", nil),
            ("charge_control_limit_max", nil), ("charge_counter", nil), ("charge_empty", nil),
            ("charge_empty_design", nil), ("charge_full", nil), ("charge_full_design", nil),
            ("charge_now", "charge_ampere"), ("charge_term_current", nil), ("constant_charge_current", nil),
            ("constant_charge_current_max", nil), ("constant_charge_voltage", nil),
            ("constant_charge_voltage_max", nil), ("precharge_current", nil), ("input_current_limit", nil),
            ("power_now", "power_watt"),
        ].map { Property($0.0, $0.1, scale: 1e6) }
        + [
            ("temp", "temp_celsius"), ("temp_alert_max", "temp_alert_max_celsius"),
            ("temp_alert_min", "temp_alert_min_celsius"), ("temp_ambient", "temp_ambient_celsius"),
            ("temp_ambient_alert_max", "temp_ambient_max_celsius"),
            ("temp_ambient_alert_min", "temp_ambient_min_celsius"), ("temp_max", "temp_max_celsius"),
            ("temp_min", "temp_min_celsius"),
        ].map { Property($0.0, $0.1, scale: 10) }

    /// Writes what the power supplies tell.
    func write(_ supplies: [PowerSupply], to text: inout PrometheusText) {
        guard !supplies.isEmpty else { return }
        text.begin(info)
        for supply in supplies {
            let labels = infoLabels.compactMap { name -> (name: String, value: String)? in
                if name == "power_supply" { return (name, supply.name) }
                return supply.properties[name].map { (name, $0) }
            }
            text.sample(info, MetricLabels(labels), 1 as UInt64)
        }
        let supplyLabels = supplies.map { MetricLabels([("power_supply", $0.name)]) }
        for property in properties {
            var isBegun = false
            for (index, supply) in supplies.enumerated() {
                guard let value = supply.properties[property.key].flatMap(Int.init) else { continue }
                if !isBegun { text.begin(property.family) }
                isBegun = true
                text.sample(property.family, supplyLabels[index], Double(value) / property.scale)
            }
        }
    }
}
