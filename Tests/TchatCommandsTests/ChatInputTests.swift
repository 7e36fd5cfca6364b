import Testing

@testable import TchatCommands

@Suite struct ChatInputTests {
    @Test(arguments: [
        ("bonjour", ChatInput.Action.send("bonjour")), ("  deux mots ", .send("  deux mots ")), ("os", .send("os")),
        ("", .nothing), ("   ", .nothing), ("disconnect", .leave), ("kill -9", .send("kill -9")),
    ])
    func `Lines are said as they are`(line: String, action: ChatInput.Action) {
        var input = ChatInput()
        #expect(input.take(.line(line)) == action)
    }

    @Test(arguments: ["reset", "kill"], [("yes", true), ("oui", true), ("non", false), ("", false), ("kill", false)])
    func `A word that hits everyone is sent only after a yes`(word: String, answer: (text: String, isYes: Bool)) {
        var input = ChatInput()
        guard case .show = input.take(.line(word)) else { return #expect(Bool(false)) }
        #expect(input.take(.line(answer.text)) == (answer.isYes ? .send(word) : .show("\(word) was not sent.")))
        #expect(input.take(.line("yes")) == .send("yes"))
    }

    @Test(arguments: [LineEditor.Input.endOfInput, .terminalGone])
    func `The end of the input leaves`(end: LineEditor.Input) {
        var input = ChatInput()
        #expect(input.take(end) == .leave)
    }
}
