import TchatModel
import Testing

@testable import HostMetrics

@Suite struct BatteriesCollectorTests {
    @Test func readsTheMachinesBatteriesOnly() {
        #expect(BatteriesCollector(roots: Fixture.laptop.roots).collect()?.map(\.name) == ["BAT0"])
    }

    @Test func areAbsentWithoutBatteries() {
        #expect(BatteriesCollector(roots: Fixture.vm.roots).collect() == nil)
    }
}
