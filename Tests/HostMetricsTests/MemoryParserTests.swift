import TchatModel
import Testing

@testable import HostMetrics

@Suite struct MemoryParserTests {
    @Test func parsesCapturedFile() throws {
        let usage = try parse(Fixture.vm.bytes("proc/meminfo"), MemoryParser.parse)
        let memory = try #require(usage)
        #expect(memory.totalBytes == 24_684_096 << 10)
        #expect(try memory.usedBytes == memory.totalBytes - #require(memory.availableBytes))
        #expect(memory.swapTotalBytes == nil)
        #expect(memory.swapUsedBytes == nil)
    }

    @Test func parsesAKernelWithoutMemAvailable() throws {
        let expected = MemoryUsage(
            totalBytes: 3_742_148 << 10,
            freeBytes: 225_472 << 10,
            buffersAndCacheBytes: (22040 + 930_888 + 44772) << 10,
            swapTotalBytes: 4_194_300 << 10,
            swapUsedBytes: (4_194_300 - 3_155_360) << 10
        )
        #expect(try parse(Fixture.laptop.bytes("proc/meminfo"), MemoryParser.parse) == expected)
    }

    @Test(
        arguments: [
            ("MemTotal: 100 kB\nMemFree: 10 kB\nMemAvailable: 60 kB\n", 40, 60),
            // psutil, procps: in a container what is available can be that of the machine around it.
            ("MemTotal: 100 kB\nMemFree: 10 kB\nMemAvailable: 600 kB\n", 90, 10),
            ("MemTotal: 100 kB\nMemFree: 200 kB\nMemAvailable: 600 kB\n", 0, 100),
            ("MemTotal: 100 kB\nMemFree: 10 kB\nMemAvailable: 0 kB\n", 100, 0),
            ("MemTotal: 100 kB\nMemFree: 10 kB\n", nil, nil),
            ("MemTotal: 100 kB\nMemFree: 10 kB\nMemAvailable: x kB\n", nil, nil),
        ] as [(String, Int?, Int?)]
    )
    func usedIsWhatIsNotAvailable(text: String, usedKibibytes: Int?, availableKibibytes: Int?) throws {
        let memory = try #require(parse(text, MemoryParser.parse))
        #expect(memory.usedBytes == usedKibibytes.map { $0 << 10 })
        #expect(memory.availableBytes == availableKibibytes.map { $0 << 10 })
    }

    @Test(arguments: [
        "", "\n", "MemTotal: 100 kB\n", "MemFree: 100 kB\n", "MemTotal: 99999999999999999999 kB\nMemFree: 1 kB\n",
        "MemTotal: 9999999999999999 kB\nMemFree: 1 kB\n", "MemTotal:", "MemTotal",
    ])
    func isAbsentWithoutTotalAndFree(text: String) {
        #expect(parse(text, MemoryParser.parse) == nil)
    }

    @Test func swapThatMakesNoSenseIsAbsent() throws {
        let text = "MemTotal: 9 kB\nMemFree: 9 kB\nSwapTotal: 5 kB\nSwapFree: 6 kB\n"
        let memory = try #require(parse(text, MemoryParser.parse))
        #expect(memory.swapTotalBytes == 5 << 10)
        #expect(memory.swapUsedBytes == nil)
    }
}
