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

    @Test(
        arguments: [
            ("ID=debian\nVERSION=\"12 (bookworm)\"\n", ["ID": "debian", "VERSION": "12 (bookworm)"]),
            ("A=1\nA='2'\n", ["A": "2"]), ("#A=1\n=2\nB\n", [:]), ("A=\nB=\"\"", ["A": "", "B": ""]), ("", [:]),
        ]
    )
    func fields(text: String, expected: [String: String]) {
        #expect(parse(text, OSReleaseParser.fields) == expected)
    }
}
