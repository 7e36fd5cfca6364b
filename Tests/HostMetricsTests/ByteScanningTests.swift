import Testing

@testable import HostMetrics

@Suite struct ByteScanningTests {
    @Test(
        arguments: [
            ("0", 0), ("  42 7", 42), ("\t42\n", 42), ("18446744073709551615", UInt64.max),
            ("18446744073709551616", nil),
            ("00000000000000000000000000042", 42), ("99999999999999999999999999", nil), ("", nil), ("   ", nil),
            ("\n5", nil),
            ("-5", nil), ("12x", nil), ("x12", nil),
        ] as [(String, UInt64?)]
    )
    func unsigned(text: String, expected: UInt64?) {
        #expect(parse(text) { bytes in scan { bytes.unsigned(&$0) } } == expected)
    }

    @Test(
        arguments: [
            ("-5", -5), (" 38500\n", 38500), ("9223372036854775807", Int.max), ("9223372036854775808", nil),
            ("-9223372036854775808", nil), ("--5", nil), ("-", nil), ("", nil),
        ] as [(String, Int?)]
    )
    func signed(text: String, expected: Int?) {
        #expect(parse(text) { bytes in scan { bytes.signed(&$0) } } == expected)
    }

    @Test(
        arguments: [
            ("0.25", 0.25), ("0.1", 0.1), ("4032.63 30781.10", 4032.63), ("7", 7), ("0.07\n", 0.07), (".5", nil),
            ("5.", nil),
            ("1.2.3", nil), ("nan", nil), ("1e3", nil), ("", nil), ("1.99999999999999999999999999999", nil),
            ("1.0000000000000000000", 1),
        ] as [(String, Double?)]
    )
    func decimal(text: String, expected: Double?) {
        #expect(parse(text) { bytes in scan { bytes.decimal(&$0) } } == expected)
    }

    @Test func words() {
        let words = parse(" one\ttwo three\nfour") { bytes in
            var position = 0
            var words = [bytes.word(&position).map { bytes.string($0) }]
            bytes.skipWords(1, &position)
            words.append(bytes.word(&position).map { bytes.string($0) })
            words.append(bytes.word(&position).map { bytes.string($0) })
            bytes.skipWords(5, &position)
            words.append(bytes.isEndOfLine(position) ? "end" : nil)
            bytes.skipLine(&position)
            words.append(bytes.string(bytes.restOfLine(&position)))
            return words
        }
        #expect(words == ["one", "three", nil, "end", "four"])
    }

    @Test func nothingIsFoundAtTheEnd() {
        let position = parse("a") { bytes in
            var position = 1
            bytes.skipBlanks(&position)
            bytes.skipWords(1, &position)
            bytes.skipLine(&position)
            _ = bytes.skip("x", &position)
            _ = bytes.restOfLine(&position)
            return position
        }
        #expect(position == 1)
    }

    @Test(arguments: [(" a b \n", "a b"), ("\n", nil), ("", nil), ("x", "x")] as [(String, String?)])
    func trimmedString(text: String, expected: String?) {
        #expect(parse(text) { $0.trimmedString() } == expected)
    }

    private func scan<Value>(_ body: (inout Int) -> Value) -> Value {
        var position = 0
        return body(&position)
    }
}
