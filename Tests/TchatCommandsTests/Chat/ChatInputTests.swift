import TchatModel
import Testing

@testable import TchatCommands

@Suite struct ChatInputTests {
    @Test(arguments: [
        ("bonjour", ChatInput.Action.send("bonjour")), ("  deux mots ", .send("  deux mots ")),
        ("kill -9", .send("kill -9")), ("cpu ?", .send("cpu ?")), ("CPU", .send("CPU")), ("disk", .send("disk")),
        ("//slash", .send("/slash")), ("a /quit", .send("a /quit")), ("", .nothing), ("   ", .nothing),
    ])
    func `Lines are said as they are`(line: String, action: ChatInput.Action) {
        var input = ChatInput()
        #expect(input.take(.line(line)) == action)
    }

    @Test(arguments: [
        ("name", Item.name), ("os", .os), ("cpu", .cpu), ("  ram", .ram), ("/ask cpu", .cpu), ("/ask  disk ", .disk),
        ("/ask temperature", .temperature),
    ])
    func `The machine is asked by a word or by name`(line: String, item: Item) {
        var input = ChatInput()
        #expect(input.take(.line(line)) == .ask(item))
    }

    @Test(arguments: [
        ("disconnect", "yes", ChatInput.Action.leave), ("disconnect", "n", .show("disconnect was not done.")),
        ("reset", "oui", .control(.reset)), ("reset", "", .show("reset was not done.")),
        ("kill", "YES", .control(.kill)), ("kill", " o", .control(.kill)),
        ("kill", "kill", .show("kill was not done.")), ("kill", "non", .show("kill was not done.")),
    ])
    func `A control word acts only after a yes`(word: String, answer: String, action: ChatInput.Action) throws {
        var input = ChatInput()
        guard case .show(let question) = input.take(.line(word)) else {
            Issue.record("\(word) acted at once")
            return
        }
        #expect(question.hasPrefix("\(word) ") && question.hasSuffix("Type yes to do it."))
        #expect(input.take(.line(answer)) == action)
        #expect(input.take(.line("yes")) == .send("yes"))
    }

    @Test(arguments: [
        ("/nonsense\u{1B}", "There is no command /nonsense␛; /help lists them."),
        ("/quit now", "There is no command /quit; /help lists them."),
        ("/ask", "Ask one thing: /ask ITEM, for example /ask disk."),
        ("/ask cpu ram", "Ask one thing: /ask ITEM, for example /ask disk."),
        (
            "/ask weather",
            "The machine can't be asked that: ask one of name, os, cpu, ram, disk, network, load, uptime, temperature, "
                + "users, battery."
        ),
    ])
    func `A command that can't be done says why`(line: String, text: String) {
        var input = ChatInput()
        #expect(input.take(.line(line)) == .show(text))
    }

    @Test func `Help names every command and control word`() throws {
        var input = ChatInput()
        guard case .show(let help) = input.take(.line("/help")) else {
            Issue.record("no help")
            return
        }
        let words = ControlAction.allCases.map(\.rawValue) + ChatInput.questions.map(\.rawValue)
        for word in words + ["/ask", "/quit", "//"] { #expect(help.contains(word)) }
    }

    @Test(arguments: [LineEditor.Input.endOfInput, .terminalGone, .line("/quit")])
    func `The end of the input leaves`(end: LineEditor.Input) {
        var input = ChatInput()
        #expect(input.take(end) == .leave)
    }

    @Test func `The end of the input leaves without an answer to what was asked`() {
        var input = ChatInput()
        _ = input.take(.line("kill"))
        #expect(input.take(.endOfInput) == .leave)
    }
}
