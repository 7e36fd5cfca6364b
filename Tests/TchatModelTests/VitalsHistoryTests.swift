import Foundation
import TchatModel
import Testing

@Suite struct VitalsHistoryTests {
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
        var history = VitalsHistory()
        history.receive(seconds.map(Self.sample))
        #expect(history.series(count, of: \.cpuPercent) == series)
    }

    @Test func `What came before is put before, once`() {
        var history = VitalsHistory()
        history.receive([Self.sample(3)])
        history.receive(history: [1, 2, 3].map(Self.sample))
        history.receive([Self.sample(3), Self.sample(2), Self.sample(4)])
        #expect(history.samples == [1, 2, 3, 4].map(Self.sample))
    }

    @Test func `Only so many are kept`() {
        var history = VitalsHistory()
        history.receive((0..<1000).map { Self.sample(Double($0)) })
        history.receive(history: (0..<1000).map { Self.sample(Double($0) + 0.5) })
        #expect(history.samples.count == VitalsHistory.keptSamples)
        #expect(history.samples.last == Self.sample(999.5))
    }
}
