import Testing

@testable import HostMetrics

@Suite struct OSReleaseParserTests {
    @Test(
        arguments: [
            ("PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME=x\n", "Debian GNU/Linux 12 (bookworm)"),
            ("ID=x\nPRETTY_NAME=Alpine", "Alpine"), ("PRETTY_NAME='a \\ b'\n", "a \\ b"),
            ("PRETTY_NAME=\"a \\\"b\\\" \\$c\"\n", "a \"b\" $c"), ("PRETTY_NAME=a\nPRETTY_NAME=b\n", "b"),
            ("#PRETTY_NAME=a\n", nil), ("PRETTY_NAME=\n", nil), ("PRETTY_NAME=\"\"", nil), ("PRETTY_NAME=\"a", "a"),
            ("PRETTY_NAME=a\\", "a"), ("PRETTY_NAME", nil), ("", nil),
        ] as [(String, String?)]
    )
    func prettyName(text: String, expected: String?) {
        #expect(parse(text, OSReleaseParser.prettyName) == expected)
    }
}
