import Testing

@testable import HostMetrics

@Suite struct DiskActivityParserTests {
    private func devices(_ bytes: [UInt8], isIncluded: (String) -> Bool = { _ in true }) -> [ThroughputCounters] {
        var counters: [ThroughputCounters] = []
        parse(bytes) { bytes in
            DiskActivityParser.parse(bytes, into: &counters) { isIncluded($0.string(0..<$0.count)) }
        }
        return counters
    }

    @Test func parsesAllFormsOfLines() throws {
        let devices = try devices(Fixture.laptop.bytes("proc/diskstats")) { ["sda", "sdb", "sdc"].contains($0) }
        #expect(devices.map(\.name) == ["sda", "sdb", "sdc"])
        #expect(devices.map(\.incoming) == [1_003_346_126, 9_657_779, 1_657_779])
        #expect(devices.map(\.outgoing) == [505_697_032, 1_972_905, 172_905])
    }

    @Test(arguments: [
        "", "\n\n", "8 0", "8 0 sda", "8 0 sda 1 2 3", "8 0 sda 1 2 x 4 5 6 7", "8 0 sda 1 2 3 4 5 6 -7",
        // The lines of partitions of Linux before 2.6.25.
        "8 1 sda1 1 2 3 4\n",
    ])
    func leavesOutMalformedLines(text: String) {
        #expect(devices(Array(text.utf8)).isEmpty)
    }
}
