import Testing

@testable import HostMetrics

@Suite struct HardwareMonitorsCollectorTests {
    @Test func readsEveryChip() throws {
        let readings = try #require(HardwareMonitorsCollector(roots: Fixture.laptop.roots).collect())
        #expect(readings.monitors.map(\.chip) == ["acpitz", "bat0", "hwmon2_device", "nct6775"])
        #expect(readings.monitors.map(\.name) == ["acpitz", "bat0", nil, "nct6775"])
        let acpi = HardwareMonitor.Sensor(name: "temp1", input: 38500, critical: 103_000)
        #expect(readings.monitors[0].sensors == [acpi])
        #expect(readings.monitors[1].sensors.isEmpty)
        #expect(readings.monitors[2].sensors.map(\.name) == ["temp1", "temp2", "temp3", "temp10"])
        #expect(readings.monitors[2].sensors[0].label == "Package id 0")
        #expect(readings.monitors[3].sensors[0].fault == 1)
        #expect(readings.zones.isEmpty)
    }

    @Test func readsTheZones() {
        let readings = HardwareMonitorsCollector(roots: Fixture.pi.roots).collect()
        #expect(readings?.zones == [ThermalZone(number: "0", type: "cpu-thermal", temperature: 48692)])
    }

    @Test(arguments: [
        ("coretemp", "coretemp"), ("0000:00:1f.3", "0000:00:1f_3"), ("-A b-", "a_b"), ("__", ""), ("", ""),
    ])
    func cleanNames(name: String, expected: String) {
        #expect(HardwareMonitorsCollector.cleaned(name) == expected)
    }

    @Test func chipsAreNamedAfterTheirPlaceOnTheBus() throws {
        let tree = try ChangeableTree()
        try tree.write("coretemp\n", to: "sys/class/hwmon/hwmon0/name")
        try tree.write("x", to: "sys/devices/platform/coretemp.0/uevent")
        try tree.link("sys/class/hwmon/hwmon0/device", to: "../../../devices/platform/coretemp.0")
        let readings = HardwareMonitorsCollector(roots: tree.roots).collect()
        #expect(readings?.monitors.map(\.chip) == ["platform_coretemp_0"])
        #expect(readings?.monitors.map(\.name) == ["coretemp"])
    }
}
