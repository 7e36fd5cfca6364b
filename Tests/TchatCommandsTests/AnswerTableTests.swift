import TchatClient
import Testing

@testable import TchatCommands

@Suite struct AnswerTableTests {
    private static let answers: [ClassicAnswer] = [
        .name("v\u{1B}[2Jm"), .os(system: "Linux", version: "#1 SMP"), .cpu(usedPercent: 95.5),
        .ram(totalGibibytes: 16, usedGibibytes: 4.5, freeGibibytes: 10),
    ]

    @Test func `Answers are aligned, with units, and safe to print`() {
        let plain = TerminalStyle(isTerminal: false, environment: [:])
        #expect(
            AnswerTable(answers: Self.answers, style: plain).text == """
                Name  v␛[2Jm
                OS    Linux #1 SMP
                CPU   95.5\u{A0}%
                RAM   4.5\u{A0}GiB used of 16.0\u{A0}GiB, 10.0\u{A0}GiB free
                """
        )
    }

    @Test func `Colour only where it is wanted`() {
        let coloured = TerminalStyle(isTerminal: true, environment: ["TERM": "xterm"])
        #expect(AnswerTable(answers: [.cpu(usedPercent: 95.5)], style: coloured).text.contains("\u{1B}[31m95.5\u{A0}%"))
        let unwanted = TerminalStyle(isTerminal: true, environment: ["TERM": "xterm", "NO_COLOR": "1"])
        #expect(!AnswerTable(answers: Self.answers, style: unwanted).text.contains("\u{1B}"))
    }
}
