import TchatModel
import Testing

@testable import HostMetrics

@Suite struct TemperaturesCollectorTests {
    @Test func readsTheSensorsOfChips() {
        let expected = [
            Temperature(sensor: "acpitz temp1", celsius: 38.5),
            Temperature(sensor: "coretemp Package id 0", celsius: 55),
            Temperature(sensor: "coretemp Core 0", celsius: 54),
            Temperature(sensor: "coretemp Core 1", celsius: 52),
            Temperature(sensor: "coretemp temp10", celsius: -1.5),
        ]
        #expect(TemperaturesCollector(roots: Fixture.laptop.roots).collect() == expected)
    }

    @Test func readsTheThermalZonesWhereThereIsNoChip() {
        let expected = [Temperature(sensor: "cpu-thermal", celsius: 48.692)]
        #expect(TemperaturesCollector(roots: Fixture.pi.roots).collect() == expected)
    }

    @Test func areAbsentWithoutSensors() {
        #expect(TemperaturesCollector(roots: Fixture.vm.roots).collect() == nil)
    }

    @Test(
        arguments: [
            ("temp1_input", 1), ("temp12_input", 12), ("temp_input", nil), ("temp1_label", nil), ("temp1_inputs", nil),
            ("xtemp1_input", nil), ("temp99999999999999999999_input", nil), ("temp18446744073709551615_input", nil),
            ("", nil),
        ] as [(String, Int?)]
    )
    func numberOfSensorFile(name: String, expected: Int?) {
        #expect(parse(name) { SensorFileName.number($0) } == expected)
    }
}
