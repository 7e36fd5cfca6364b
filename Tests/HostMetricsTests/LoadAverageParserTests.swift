import TchatModel
import Testing

@testable import HostMetrics

@Suite struct LoadAverageParserTests {
    @Test(
        arguments: [
            ("0.21 0.37 0.39 1/719 19737\n", LoadAverage(oneMinute: 0.21, fiveMinutes: 0.37, fifteenMinutes: 0.39)),
            ("128.00 99.95 100.01", LoadAverage(oneMinute: 128, fiveMinutes: 99.95, fifteenMinutes: 100.01)),
            ("0.21 0.37", nil), ("0.21 x 0.39", nil), ("-1.00 0.00 0.00", nil), ("", nil), ("\n", nil),
        ] as [(String, LoadAverage?)]
    )
    func parses(text: String, expected: LoadAverage?) {
        #expect(parse(text, LoadAverageParser.parse) == expected)
    }
}
