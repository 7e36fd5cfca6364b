import Testing

@testable import TchatModel

@Suite struct VisibleTextTests {
    @Test(arguments: [
        "", "plain ASCII ~", "zwölf 日本語 🎉", "e\u{301}", "👩‍💻", "❤️", "می‌خواهم", "a\u{A0}b", "\u{601}١٢", "\u{E000}",
    ])
    func leavesTextAlone(text: String) {
        #expect(text.visible().unicodeScalars.elementsEqual(text.unicodeScalars))
        #expect(text.visible(keepingNewlines: true).unicodeScalars.elementsEqual(text.unicodeScalars))
    }

    @Test(arguments: [
        ("\u{0}", "␀"),
        ("a\u{1B}[31mb", "a␛[31mb"),
        ("\u{7}\u{8}\r", "␇␈␍"),
        ("\u{7F}", "␡"),
        ("a\u{9B}31m", "a\u{FFFD}31m"),
        ("\u{85}", "\u{FFFD}"),
        ("\u{202E}evil\u{202C}", "\u{FFFD}evil\u{FFFD}"),
        ("\u{2066}\u{2067}\u{2068}\u{2069}", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
        ("\u{2028}\u{2029}", "\u{FFFD}\u{FFFD}"),
        ("\u{FEFF}a", "\u{FFFD}a"),
        ("\u{200B}\u{200E}\u{200F}\u{2060}\u{AD}\u{61C}", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
        ("\u{E0041}", "\u{FFFD}"),
    ])
    func showsWhatIsHidden(text: String, visible: String) {
        #expect(text.visible().unicodeScalars.elementsEqual(visible.unicodeScalars))
        #expect(text.visible(keepingNewlines: true).unicodeScalars.elementsEqual(visible.unicodeScalars))
    }

    @Test func keepsNewlinesOnlyWhenTold() {
        #expect("a\n\tb".visible() == "a␊␉b")
        #expect("a\n\tb".visible(keepingNewlines: true) == "a\n\tb")
        #expect("a\r\nb".visible(keepingNewlines: true) == "a␍\nb")
    }

    @Test func everyControlCharacterIsReplaced() {
        for value in Array(UInt32(0)..<0x20) + Array(0x7F..<0xA0) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let shown = String(scalar).visible().unicodeScalars
            #expect(shown.count == 1 && shown.first?.properties.generalCategory != .control)
        }
    }
}
