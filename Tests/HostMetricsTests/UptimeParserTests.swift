import Testing

@testable import HostMetrics

@Suite struct UptimeParserTests {
    @Test(
        arguments: [("4032.63 30781.10\n", 4032.63), ("0.00 0.00\n", 0), ("", nil), ("x 1.0", nil)]
            as [(String, Double?)]
    )
    func parses(text: String, expected: Double?) {
        #expect(parse(text, UptimeParser.parse) == expected)
    }
}
