import TchatModel
import Testing

@testable import HostMetrics

@Suite struct BatteryParserTests {
    private func battery(_ properties: String...) -> Battery? {
        parse(properties.map { "POWER_SUPPLY_\($0)\n" }.joined()) { BatteryParser.parse($0, name: "BAT0") }
    }

    @Test func parsesCapturedFile() throws {
        let bytes = try Fixture.laptop.bytes("sys/class/power_supply/BAT0/uevent")
        let battery = try #require(parse(bytes) { BatteryParser.parse($0, name: "BAT0") })
        #expect(battery.name == "BAT0")
        #expect(battery.state == .discharging)
        #expect(try abs(#require(battery.chargePercent) - 81.1626) < 0.0001)
        #expect(try abs(#require(battery.secondsRemaining) - 26327.07) < 0.01)
    }

    @Test(
        arguments: [
            ("Charging", .charging), ("Discharging", .discharging), ("Full", .full), ("Not charging", .notCharging),
            ("Unknown", .unknown), ("", nil), ("Exploding", nil),
        ] as [(String, Battery.State?)]
    )
    func state(status: String, expected: Battery.State?) {
        #expect(battery("STATUS=\(status)")?.state == expected)
    }

    @Test func chargeIsOfTheFinestCounter() {
        #expect(battery("CAPACITY=50")?.chargePercent == 50)
        #expect(battery("CAPACITY=50", "CHARGE_NOW=3", "CHARGE_FULL=4")?.chargePercent == 75)
        #expect(battery("ENERGY_NOW=1", "ENERGY_FULL=4", "CHARGE_NOW=3", "CHARGE_FULL=4")?.chargePercent == 25)
        #expect(battery("ENERGY_NOW=1", "ENERGY_FULL=0", "CAPACITY=7")?.chargePercent == 7)
        #expect(battery("CHARGE_NOW=5", "CHARGE_FULL=4")?.chargePercent == 100)
        #expect(battery("CAPACITY=-1")?.chargePercent == nil)
        #expect(battery("CAPACITY=x")?.chargePercent == nil)
        #expect(battery("STATUS=Full")?.chargePercent == nil)
    }

    @Test func timeRemainsWhileItDischarges() {
        let counters = ["CHARGE_NOW=4000000", "CURRENT_NOW=-2000000"]
        #expect(battery("STATUS=Discharging", counters[0], counters[1])?.secondsRemaining == 7200)
        #expect(battery("STATUS=Charging", counters[0], counters[1])?.secondsRemaining == nil)
        #expect(battery("STATUS=Discharging", counters[0], "CURRENT_NOW=0")?.secondsRemaining == nil)
        #expect(battery("STATUS=Discharging", "TIME_TO_EMPTY_NOW=60")?.secondsRemaining == 60)
        #expect(battery("STATUS=Discharging", "TIME_TO_EMPTY_NOW=-60")?.secondsRemaining == nil)
        #expect(battery("STATUS=Discharging")?.secondsRemaining == nil)
    }

    @Test func anEmptySlotAndAPeripheralAreNone() {
        #expect(battery("PRESENT=0", "CAPACITY=50") == nil)
        #expect(battery("SCOPE=Device", "CAPACITY=50") == nil)
        #expect(battery("SCOPE=System", "PRESENT=1") != nil)
    }
}
