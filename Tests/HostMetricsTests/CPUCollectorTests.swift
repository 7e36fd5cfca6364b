import TchatModel
import Testing

@testable import HostMetrics

@Suite struct CPUCollectorTests {
    private let start = ContinuousClock.now

    /// The usage of each of a sequence of files, read a second apart.
    private func usages(_ files: [String?]) throws -> [Measured<CPUUsage>?] {
        let tree = try ChangeableTree()
        var collector = CPUCollector(roots: tree.roots)
        var buffer = ReadBuffer()
        return try files.enumerated().map { second, text in
            if let text { try tree.write(text, to: "proc/stat") } else { try tree.remove("proc/stat") }
            return collector.collect(into: &buffer, at: start.advanced(by: .seconds(second)))
        }
    }

    @Test func isAbsentUntilAFullInterval() throws {
        let usages = try usages(["cpu  0 0 0 0\ncpu0 0 0 0 0\n", "cpu  30 0 0 70\ncpu0 30 0 0 70\n"])
        #expect(usages[0] == nil)
        let expected = CPUUsage(usedPercent: 30, coreUsedPercent: [30])
        #expect(usages[1] == Measured(value: expected, at: start.advanced(by: .seconds(1))))
    }

    @Test func coversTheIntervalBeforeOnly() throws {
        let usages = try usages(["cpu  0 0 0 0\n", "cpu  30 0 0 70\n", "cpu  130 0 0 70\n"])
        #expect(usages[2]?.value.usedPercent == 100)
    }

    @Test func keepsTheLastResultWhereNoTickPassed() throws {
        let usages = try usages(["cpu  0 0 0 0\n", "cpu  30 0 0 70\n", "cpu  30 0 0 70\n", "cpu  40 0 0 160\n"])
        #expect(usages[2] == usages[1])
        #expect(usages[3]?.value.usedPercent == 10)
    }

    @Test func aCoreThatWentOrCameDuringTheIntervalIsLeftOut() throws {
        let usages = try usages([
            "cpu  0 0 0 0\ncpu0 0 0 0 0\ncpu1 0 0 0 0\ncpu3 0 0 0 0\n",
            "cpu  9 0 0 9\ncpu0 10 0 0 90\ncpu2 50 0 0 50\ncpu3 30 0 0 70\n",
            "cpu  19 0 0 19\ncpu0 30 0 0 170\ncpu1 60 0 0 40\ncpu2 50 0 0 150\ncpu3 130 0 0 70\n",
        ])
        #expect(usages[1]?.value.coreUsedPercent == [10, 30])
        #expect(usages[2]?.value.coreUsedPercent == [20, 0, 100])
    }

    @Test func aMalformedFileGivesNothingAndTheIntervalStartsAgain() throws {
        let usages = try usages(["cpu  0 0 0 0\n", "garbage", "cpu  10 0 0 90\n", "cpu  20 0 0 180\n"])
        #expect(usages[1] == nil)
        #expect(usages[2] == nil)
        #expect(usages[3]?.value.usedPercent == 10)
    }
}
