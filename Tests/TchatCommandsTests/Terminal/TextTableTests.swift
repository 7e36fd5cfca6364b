import Testing

@testable import TchatCommands

@Suite struct TextTableTests {
    private static let plain = TerminalStyle(isTerminal: false, environment: [:])

    @Test func `Columns are aligned, however wide the characters`() {
        let table = TextTable(
            header: ["NAME", "N", "TEXT"],
            rows: [["é", "1", "a"], ["日本", "100", "b"], ["long name", "20"]],
            rightAligned: [1]
        )
        #expect(
            table.text(style: Self.plain) == """
                NAME         N  TEXT
                é            1  a
                日本       100  b
                long name   20
                """
        )
    }

    @Test(arguments: [
        ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("😀", 2), ("👩‍👧", 4), ("▁█", 2), ("…", 1), ("", 0),
    ])
    func `Characters take the columns a terminal gives them`(text: String, columns: Int) {
        #expect(text.columnCount == columns)
    }

    @Test(arguments: [
        ("abcdef", 6, "abcdef"), ("abcdef", 4, "abc…"), ("日本語", 4, "日…"), ("日本語", 5, "日本…"), ("abc", 1, "…"),
        ("abc", 0, ""),
    ])
    func `A text is cut to a width`(text: String, columns: Int, cut: String) {
        #expect(text.truncated(to: columns) == cut)
    }
}
