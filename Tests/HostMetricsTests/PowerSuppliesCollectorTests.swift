import Testing

@testable import HostMetrics

@Suite struct PowerSuppliesCollectorTests {
    @Test func readsAllPropertiesAndTheTypeFromItsFile() throws {
        let supplies = try #require(PowerSuppliesCollector(roots: Fixture.laptop.roots).collect())
        #expect(supplies.map(\.name) == ["AC", "BAT0", "hidpp_battery_0"])
        #expect(supplies[0].properties == ["online": "0", "type": "Mains"])
        #expect(supplies[1].properties["energy_now"] == "36580000")
        #expect(supplies[1].properties["name"] == nil)
    }

    @Test(arguments: ["", "\n", "POWER_SUPPLY_ONLINE", "DEVTYPE=power_supply", "POWER_SUPPLY_NAME=AC\n", "=\n"])
    func leavesOutWhatIsNoProperty(text: String) {
        #expect(parse(text) { PowerSupplyParser.properties($0) }.isEmpty)
    }
}
