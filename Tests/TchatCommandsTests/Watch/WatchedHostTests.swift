import Foundation
import TchatModel
import Testing

@testable import TchatCommands

@Suite struct WatchedHostTests {
    private static func sample(_ second: Double) -> Vitals {
        let cpu = Reading.cpu(CPUUsage(usedPercent: second, coreUsedPercent: []))
        return Vitals(
            at: Date(timeIntervalSince1970: second),
            readings: [.cpu: Vitals.Aged(ageSeconds: 0, values: cpu)]
        )
    }

    @Test func `An old value is none while the host can't be heard`() {
        var host = WatchedHost(title: "lab1")
        host.history.receive([Self.sample(1)])
        #expect(host.current == nil)
        host.state = .live
        #expect(host.current == Self.sample(1))
        host.state = .gone("")
        #expect(host.current == nil)
    }
}
