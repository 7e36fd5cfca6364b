import Testing

@testable import HostMetrics

@Suite struct NetworkParserTests {
    private func interfaces(_ bytes: [UInt8]) -> [ThroughputCounters] {
        var counters: [ThroughputCounters] = []
        parse(bytes) { NetworkParser.parse($0, into: &counters) }
        return counters
    }

    @Test func parsesCapturedFile() throws {
        let interfaces = try interfaces(Fixture.laptop.bytes("proc/net/dev"))
        #expect(interfaces.map(\.name) == ["tun0", "veth4B09XN", "lo", "eth0", "wlan0", "docker0", "ibr10:30"])
        #expect(interfaces[3].incoming == 68_210_035_552)
        #expect(interfaces[3].outgoing == 9_315_587_528)
    }

    @Test(arguments: [
        "", "a\nb", "a\nb\n", "a\nb\neth0", "a\nb\neth0:", "a\nb\n: 1 2 3 4 5 6 7 8 9\n",
        "a\nb\neth0: 1 2 3 4 5 6 7 8\n",
        "a\nb\neth0: x 2 3 4 5 6 7 8 9\n", "a\nb\neth0: 1 2 3 4 5 6 7 8 99999999999999999999999\n",
    ])
    func leavesOutMalformedLines(text: String) {
        #expect(interfaces(Array(text.utf8)).isEmpty)
    }
}
