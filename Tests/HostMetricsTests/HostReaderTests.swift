import TchatModel
import Testing

@testable import HostMetrics

@Suite struct HostReaderTests {
    private let start = ContinuousClock.now

    @Test func readsACapturedTree() throws {
        let tree = try ChangeableTree(copyOf: .laptop)
        let reader = HostReader(roots: tree.roots)
        let first = reader.sample(at: start)
        #expect(first.cpu == nil)
        #expect(first.diskActivity == nil)
        #expect(first.network == nil)
        let load = LoadAverage(oneMinute: 0.21, fiveMinutes: 0.37, fifteenMinutes: 0.39)
        #expect(first.load == Measured(value: load, at: start))
        #expect(first.memory?.value.totalBytes == 3_742_148 << 10)
        #expect(first.uptimeSeconds?.value == 4032.63)

        try tree.write("cpu  301904 612 111922 8979054 3552 2 3944 0 44 36\n", to: "proc/stat")
        try tree.write("a\nb\nlo: 435304245 0 0 0 0 0 0 0 435303245 0\n", to: "proc/net/dev")
        try tree.write("8 0 sdb 0 0 9657783 0 0 0 1972905 0\n8 1 sdb1 0 0 34466 0 0 0 106 0\n", to: "proc/diskstats")
        let end = start.advanced(by: .seconds(2))
        let second = reader.sample(at: end)
        #expect(second.cpu == Measured(value: CPUUsage(usedPercent: 50, coreUsedPercent: []), at: end))
        let lo = NetworkActivity(interface: "lo", receivedBytesPerSecond: 500, sentBytesPerSecond: 0)
        #expect(second.network == Measured(value: [lo], at: end))
        let sdb = DiskActivity(device: "sdb", readBytesPerSecond: 1024, writtenBytesPerSecond: 0)
        #expect(second.diskActivity == Measured(value: [sdb], at: end))
    }

    @Test func whatVanishesIsAbsentAndReturns() throws {
        let tree = try ChangeableTree(copyOf: .laptop)
        let reader = HostReader(roots: tree.roots)
        for (second, text) in ["1.00 1.00 1.00", "", "x", "2.00 1.00 1.00"].enumerated() {
            try tree.write(text, to: "proc/loadavg")
            let load = reader.sample(at: start.advanced(by: .seconds(second))).load?.value.oneMinute
            #expect(load == [1, nil, nil, 2][second])
        }
    }

    @Test func aMachineThatTellsNothingIsAllAbsent() async throws {
        let reader = HostReader(roots: try ChangeableTree().roots)
        for second in 0..<3 {
            #expect(reader.sample(at: start.advanced(by: .seconds(second))) == HostSample())
        }
    }

    @Test func slowSourcesComeFromTheirThreads() async throws {
        let reader = HostReader(roots: Fixture.laptop.roots, fileSystemStatistics: { _ in nil })
        let found = await eventually { () -> HostSample? in
            let sample = reader.sample()
            return sample.temperatures != nil && sample.users != nil && sample.batteries != nil ? sample : nil
        }
        let sample = try #require(found)
        #expect(sample.temperatures?.value.count == 5)
        #expect(sample.users?.value.count == 2)
        #expect(sample.batteries?.value.count == 1)
        #expect(sample.fileSystems == nil)
    }

    @Test func manyReadersComeAndGo() async throws {
        for _ in 0..<100 {
            _ = HostReader(roots: Fixture.laptop.roots).sample()
        }
    }
}
