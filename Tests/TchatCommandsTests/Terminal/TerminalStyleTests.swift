import Testing

@testable import TchatCommands

@Suite struct TerminalStyleTests {
    @Test(
        arguments: [
            (true, [:], true),
            (true, ["TERM": "xterm"], true),
            (true, ["NO_COLOR": ""], true),
            (true, ["NO_COLOR": "1"], false),
            (true, ["NO_COLOR": "0"], false),
            (true, ["TERM": "dumb"], false),
            (false, ["TERM": "xterm"], false),
        ] as [(Bool, [String: String], Bool)]
    )
    func isEnabledWhereWanted(isTerminal: Bool, environment: [String: String], isEnabled: Bool) {
        #expect(TerminalStyle(isTerminal: isTerminal, environment: environment).isEnabled == isEnabled)
    }

    @Test func wrapsText() {
        let style = TerminalStyle(isTerminal: true, environment: [:])
        #expect(style("text", .bold, .red) == "\u{1B}[1;31mtext\u{1B}[0m")
        #expect(style("text") == "text")
        #expect(style("", .dim) == "")
    }

    @Test func leavesTextAloneWhenDisabled() {
        #expect(TerminalStyle(isTerminal: false, environment: [:])("text", .bold) == "text")
    }
}
