import Foundation
import TchatModel
import Testing

@testable import TchatPresentation

@Suite struct VitalsColumnsTests {
    nonisolated private static func sample(_ second: Double, cores: Int = 1) -> Vitals {
        let cpu = Reading.cpu(CPUUsage(usedPercent: second, coreUsedPercent: Array(repeating: second, count: cores)))
        return Vitals(
            at: Date(timeIntervalSince1970: second),
            readings: [.cpu: Vitals.Aged(ageSeconds: 0, values: cpu)]
        )
    }

    @Test func `Columns are as long as they may be, and equally long`() {
        var generator = SystemRandomNumberGenerator()
        var columns = VitalsColumns(seconds: 20)
        var second = 0.0
        for _ in 0..<200 {
            second += Double(Int.random(in: 1...5, using: &generator))
            columns.take(Self.sample(second, cores: Int.random(in: 0...4, using: &generator)))
            #expect(columns.count <= 20)
            #expect(columns[.cpuPercent]?.count == columns.count)
            for core in 0..<columns.coreCount { #expect(columns[.corePercent(core)]?.count == columns.count) }
            #expect(columns[.cpuPercent]?.last == second)
        }
    }

    @Test func `A core that comes later has a gap before`() {
        let columns = VitalsColumns([Self.sample(1), Self.sample(2, cores: 2)], seconds: 20)
        #expect(columns[.corePercent(1)] == [nil, 2])
    }

    @Test func `An older sample, or the same, changes nothing`() {
        var columns = VitalsColumns([Self.sample(1), Self.sample(2)], seconds: 20)
        let before = columns
        columns.take(Self.sample(2))
        columns.take(Self.sample(1))
        #expect(columns == before)
    }

    @Test func `A long silence leaves only what came after it`() {
        let columns = VitalsColumns([Self.sample(1), Self.sample(1_000_000)], seconds: 20)
        #expect(columns[.cpuPercent] == [Double?](repeating: nil, count: 19) + [1_000_000])
    }
}
