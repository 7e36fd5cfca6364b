import Testing

@testable import TchatCommands

@Suite struct ScalarDecoderTests {
    private func decode(_ chunks: [[UInt8]]) -> String {
        var decoder = ScalarDecoder()
        var scalars = String.UnicodeScalarView()
        for chunk in chunks {
            decoder.append(chunk)
            while let scalar = decoder.next() { scalars.append(scalar) }
        }
        return String(scalars)
    }

    @Test(arguments: ["a", "é", "日本", "🎉", "e\u{301}", "a\u{0}b", "\u{10FFFF}", "👩‍💻 añb"])
    func decodesHoweverTheBytesAreCut(text: String) {
        let bytes = Array(text.utf8)
        #expect(decode([bytes]).unicodeScalars.elementsEqual(text.unicodeScalars))
        #expect(decode(bytes.map { [$0] }).unicodeScalars.elementsEqual(text.unicodeScalars))
    }

    @Test(
        arguments: [
            ([0xFF, 0x61], "\u{FFFD}a"),
            ([0x80, 0x61], "\u{FFFD}a"),
            ([0xC3, 0x61], "\u{FFFD}a"),
            ([0xE2, 0x82, 0x61], "\u{FFFD}a"),
            ([0xC0, 0xAF], "\u{FFFD}\u{FFFD}"),
            ([0xE0, 0x80, 0x80, 0x61], "\u{FFFD}a"),
            ([0xED, 0xA0, 0x80, 0x61], "\u{FFFD}a"),
            ([0xF4, 0x90, 0x80, 0x80, 0x61], "\u{FFFD}a"),
        ] as [([UInt8], String)]
    )
    func replacesInvalidSequences(bytes: [UInt8], text: String) {
        #expect(decode([bytes]) == text)
        #expect(decode(bytes.map { [$0] }) == text)
    }

    @Test func tellsWhetherBytesAreLeft() {
        var decoder = ScalarDecoder()
        #expect(!decoder.hasPendingInput)
        decoder.append([0x61, 0x62])
        #expect(decoder.next() == "a")
        #expect(decoder.hasPendingInput)
        #expect(decoder.next() == "b")
        #expect(!decoder.hasPendingInput)
    }
}
