import Testing

@testable import HostMetrics

@Suite struct CPUTimesTests {
    // user, nice, system, idle, iowait, irq, softirq, steal
    @Test(
        arguments: [
            ([50, 0, 0, 50, 0, 0, 0, 0], 50),
            ([0, 0, 0, 100, 0, 0, 0, 0], 0),
            ([0, 0, 0, 50, 50, 0, 0, 0], 0),
            ([10, 10, 10, 20, 20, 10, 10, 10], 60),
            ([0, 0, 0, 0, 0, 0, 0, 0], nil),
        ] as [(SIMD8<UInt64>, Double?)]
    )
    func usedPercent(passed: SIMD8<UInt64>, expected: Double?) {
        let start = CPUTimes(ticks: [7, 6, 5, 4, 3, 2, 1, 0])
        #expect(CPUTimes(ticks: start.ticks &+ passed).usedPercent(since: start) == expected)
    }

    @Test func aFieldThatGoesBackwardsCountsNothing() {
        let earlier = CPUTimes(ticks: [100, 0, 0, 100, 100, 0, 0, 0])
        let later = CPUTimes(ticks: [150, 0, 0, 150, 10, 0, 0, 0])
        #expect(later.usedPercent(since: earlier) == 50)
        #expect(earlier.usedPercent(since: later) == 0)
    }

    @Test func theLargestNumbersDoNotOverflow() throws {
        let percent = try #require(CPUTimes(ticks: .init(repeating: .max)).usedPercent(since: CPUTimes(ticks: .zero)))
        #expect(percent == 75)
    }
}
