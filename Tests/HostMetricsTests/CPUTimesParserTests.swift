import Testing

@testable import HostMetrics

@Suite struct CPUTimesParserTests {
    @Test func parsesCapturedFile() throws {
        var snapshot = CPUSnapshot()
        #expect(try parse(Fixture.laptop.bytes("proc/stat")) { CPUTimesParser.parse($0, into: &snapshot) })
        #expect(snapshot.total.ticks == [301854, 612, 111922, 8_979_004, 3552, 2, 3944, 0])
        #expect(snapshot.cores.map(\.number) == Array(0..<8))
        #expect(snapshot.cores[7].times.ticks == [29098, 268, 10164, 1_139_282, 555, 0, 31, 0])
    }

    @Test func reusesTheSnapshot() throws {
        var snapshot = CPUSnapshot()
        for _ in 0..<2 {
            #expect(try parse(Fixture.vm.bytes("proc/stat")) { CPUTimesParser.parse($0, into: &snapshot) })
            #expect(snapshot.cores.count == 2)
        }
    }

    @Test(arguments: [
        ("cpu  1 2 3 4", true), ("cpu  1 2 3 4\n", true), ("cpu  1 2 3 4 5 6 7\ncpu0 1 2 3 4 5 6 7\n", true),
        ("cpu  1 2 3 4 5 6 7 8 9 10 11 12\n", true), ("", false), ("cpu", false), ("cpu \n", false),
        ("cpu  1 2 3\n", false), ("cpu  1 2 3 x\n", false), ("cpu  1 2 3 4 x\n", false),
        ("cpu  1 2 3 99999999999999999999999\n", false), ("cpu0 1 2 3 4\n", false), ("intr 5\n", false),
    ])
    func acceptsOnlyAWellFormedTotal(text: String, isAccepted: Bool) {
        var snapshot = CPUSnapshot()
        #expect(parse(text) { CPUTimesParser.parse($0, into: &snapshot) } == isAccepted)
    }

    @Test func leavesOutMalformedCores() {
        var snapshot = CPUSnapshot()
        let text = "cpu  9 9 9 9\ncpu0 1 2 3 4\ncpux 1 2 3 4\ncpu1\ncpu5 5 6 7 8\nintr 1\ncpu6 1 2 3 4\n"
        #expect(parse(text) { CPUTimesParser.parse($0, into: &snapshot) })
        #expect(snapshot.cores.map(\.number) == [0, 5])
    }
}
