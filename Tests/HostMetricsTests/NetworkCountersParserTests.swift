import Testing

@testable import HostMetrics

@Suite struct NetworkCountersParserTests {
    @Test func parsesCapturedFile() throws {
        let interfaces = try parse(Fixture.laptop.bytes("proc/net/dev")) { NetworkCountersParser.parse($0) }
        let lo = try #require(interfaces.names.firstIndex(of: "lo"))
        #expect(interfaces[lo, NetworkColumn.receivedBytes.rawValue] == 435_303_245)
        #expect(interfaces[lo, NetworkColumn.sentBytes.rawValue] == 435_303_245)
    }

    @Test func readsEveryColumn() {
        let interfaces = parse("a\nb\n eth0:1:1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n") {
            NetworkCountersParser.parse($0)
        }
        #expect(interfaces.names == ["eth0:1"])
        #expect(NetworkColumn.allCases.map { interfaces[0, $0.rawValue] } == (1...16).map { UInt64($0) })
    }

    @Test(arguments: [
        "", "a\nb\n", "a\nb\nlo 1 2\n", "a\nb\nlo: 1 2 3\n", "a\nb\n: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16",
    ])
    func leavesOutMalformedLines(text: String) {
        #expect(parse(text) { NetworkCountersParser.parse($0).rowCount } == 0)
    }
}
