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

    @Test(
        arguments: [
            ([1.0, 2, 3], 5, [1.0, 2, 3]),
            ([1, 2, 3], 2, [2, 3]),
            ([1, 1.9, 3.1], 5, [1, 1.9, 3.1]),
            ([1, 4], 5, [1, nil, nil, 4]),
            ([1, 1_000_000], 3, [nil, nil, 1_000_000]),
            ([], 3, []),
        ] as [([Double], Int, [Double?])]
    )
    func `A value for each second`(seconds: [Double], count: Int, series: [Double?]) {
        var host = WatchedHost(title: "lab1")
        host.receive(seconds.map(Self.sample))
        #expect(host.series(count, of: \.cpuPercent) == series)
    }

    @Test func `What came before is put before, once`() {
        var host = WatchedHost(title: "lab1")
        host.receive([Self.sample(3)])
        host.receive(history: [1, 2, 3].map(Self.sample))
        host.receive([Self.sample(3), Self.sample(2), Self.sample(4)])
        #expect(host.samples == [1, 2, 3, 4].map(Self.sample))
    }

    @Test func `Only so many are kept`() {
        var host = WatchedHost(title: "lab1")
        host.receive((0..<1000).map { Self.sample(Double($0)) })
        host.receive(history: (0..<1000).map { Self.sample(Double($0) + 0.5) })
        #expect(host.samples.count == WatchedHost.keptSamples)
        #expect(host.samples.last == Self.sample(999.5))
    }

    @Test func `An old value is none while the host can't be heard`() {
        var host = WatchedHost(title: "lab1")
        host.receive([Self.sample(1)])
        #expect(host.current == nil)
        host.state = .live
        #expect(host.current == Self.sample(1))
        host.state = .gone("")
        #expect(host.current == nil)
    }
}
