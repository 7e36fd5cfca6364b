import Testing

@testable import TchatServer

@Suite struct PrometheusTextTests {
    private func text(_ write: (inout PrometheusText) -> Void) -> String {
        var text = PrometheusText()
        write(&text)
        return String(decoding: text.bytes, as: UTF8.self)
    }

    @Test(
        arguments: [
            (0, "0"), (1, "1"), (9, "9"), (10, "10"), (99, "99"), (100, "100"), (1_234_567_890, "1234567890"),
            (9_999_999_999_999_999_999, "9999999999999999999"), (10_000_000_000_000_000_000, "10000000000000000000"),
            (.max, "18446744073709551615"),
        ] as [(UInt64, String)]
    )
    func wholeNumbers(value: UInt64, expected: String) {
        #expect(text { $0.append(value) } == expected)
    }

    @Test(
        arguments: [
            (0, 2, "0"), (1, 2, "0.01"), (10, 2, "0.1"), (100, 2, "1"), (622_593, 2, "6225.93"), (1007, 3, "1.007"),
            (1_000_000_001, 9, "1.000000001"), (.max, 3, "18446744073709551.615"), (7, 0, "7"),
        ] as [(UInt64, Int, String)]
    )
    func fractions(value: UInt64, digits: Int, expected: String) {
        #expect(text { $0.append(value, fractionDigits: digits) } == expected)
    }

    @Test(
        arguments: [
            (0, "0"), (-0.0, "0"), (0.57, "0.57"), (1.51, "1.51"), (-1.5, "-1.5"), (-2, "-2"),
            (1e15, "1000000000000000"),
            (0.1 + 0.2, "0.30000000000000004"), (1e300, "1e+300"), (1e-7, "1e-07"), (.nan, "NaN"),
            (.infinity, "+Inf"), (-.infinity, "-Inf"), (9_007_199_254_740_992, "9007199254740992.0"),
        ] as [(Double, String)]
    )
    func anyNumbers(value: Double, expected: String) {
        #expect(text { $0.append(value) } == expected)
        if !value.isNaN { #expect(Double(expected.replacing("Inf", with: "inf")) == value) }
    }

    @Test(arguments: [
        ("plain", "plain"), (#"C:\dir"#, #"C:\\dir"#), (#"say "hi""#, #"say \"hi\""#), ("a\nb", #"a\nb"#),
        ("é\t{}", "é\t{}"), ("", ""), ("\r\n", "\r\\n"),
    ])
    func labelValuesAreEscaped(value: String, expected: String) {
        let labels = MetricLabels([("device", value), ("mode", "x")])
        #expect(String(decoding: labels.bytes, as: UTF8.self) == "{device=\"\(expected)\",mode=\"x\"}")
    }

    @Test func noLabelsAreNothing() {
        #expect(MetricLabels.none.bytes.isEmpty)
    }

    @Test func aFamilyIsHelpTypeAndSamplesInOrder() {
        let family = MetricFamily("x_total", .counter, help: "Back\\slash,\nline \"quote\".")
        let page = text { text in
            text.begin(family)
            text.sample(family, MetricLabels([("b", "2"), ("a", "1")]), 3 as UInt64)
            text.sample(family, .none, 0.5)
            text.single(family, UInt64?.none)
            text.single(family, Double?.none)
        }
        let expected = """
            # HELP x_total Back\\\\slash,\\nline "quote".
            # TYPE x_total counter
            x_total{b="2",a="1"} 3
            x_total 0.5

            """
        #expect(page == expected)
    }

    @Test func aPageGrowsAndIsUsedAgain() {
        var text = PrometheusText()
        let line = [UInt8](repeating: UInt8(ascii: "x"), count: 1000)
        for _ in 0..<100 { text.append(line) }
        #expect(text.bytes.count == 100_000)
        #expect(text.bytes.allSatisfy { $0 == UInt8(ascii: "x") })
        text.append([UInt8](repeating: 1, count: 1_000_000))
        #expect(text.bytes.count == 1_100_000)
        text.removeAll()
        text.append("y")
        #expect(Array(text.bytes) == [UInt8(ascii: "y")])
    }
}
