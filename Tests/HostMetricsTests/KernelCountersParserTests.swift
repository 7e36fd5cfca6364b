import Testing

@testable import HostMetrics

@Suite struct KernelCountersParserTests {
    @Test func parsesCapturedFile() throws {
        let counters = try parse(Fixture.laptop.bytes("proc/stat")) { KernelCountersParser.parse($0) }
        #expect(counters.cores.names == ["0", "1", "2", "3", "4", "5", "6", "7"])
        let core = KernelCounters.CoreColumn.allCases.map { counters.cores[1, $0.rawValue] }
        #expect(core == [47869, 23, 16474, 1_110_787, 591, 0, 46, 0, 3, 2])
        #expect(counters.interrupts == 8_885_917)
        #expect(counters.contextSwitches == 38_014_093)
        #expect(counters.bootedAtSeconds == 1_418_183_276)
        #expect(counters.forks == 26442)
        #expect(counters.runningProcesses == 2)
        #expect(counters.blockedProcesses == 0)
    }

    @Test func anOlderKernelHasFewerColumns() {
        let cores = parse("cpu  9 9 9 9\ncpu0 1 2 3 4\ncpu1 5 6 7\ncpux 1 2 3 4\n") {
            KernelCountersParser.parse($0).cores
        }
        #expect(cores.names == ["0"])
        #expect((0..<5).map { cores[0, $0] } == [1, 2, 3, 4, nil])
    }

    @Test(arguments: ["", "\n", "intr", "intr x", "ctxt -1", "btime\n1"])
    func whatIsMissingIsAbsent(text: String) {
        #expect(parse(text) { KernelCountersParser.parse($0) } == KernelCounters())
    }

    @Test(arguments: [
        // user nice system idle, before and after, and what is shown
        ("5 5 5 500", "6 5 7 501", "6 5 7 501"),
        // A step back is not shown.
        ("5 5 5 500", "6 4 5 499", "6 5 5 500"),
        // A core that was off begins again.
        ("5 5 5 500", "1 1 1 200", "1 1 1 200"),
        ("5 5 5 500", "4 5 5 201", "5 5 5 500"),
    ])
    func smallStepsBackwardsAreTakenBack(earlier: String, now: String, shown: String) {
        func cores(_ ticks: String) -> CounterTable {
            parse("cpu0 1 1 1 1\ncpu3 \(ticks)\n") { KernelCountersParser.parse($0).cores }
        }
        var counters = cores(now)
        KernelCountersCollector.keepGrowing(&counters, since: cores(earlier))
        #expect(counters == cores(shown))
    }

    @Test func coresThatComeAndGoKeepTheirOwnTimes() {
        func cores(_ text: String) -> CounterTable { parse(text) { KernelCountersParser.parse($0).cores } }
        let earlier = cores("cpu0 9 9 9 9\ncpu1 8 8 8 8\ncpu2 7 7 7 7\n")
        var now = cores("cpu0 9 9 9 9\ncpu2 6 7 7 7\ncpu3 1 1 1 1\n")
        KernelCountersCollector.keepGrowing(&now, since: earlier)
        #expect(now == cores("cpu0 9 9 9 9\ncpu2 7 7 7 7\ncpu3 1 1 1 1\n"))
    }
}
