import Foundation
import TchatModel
import Testing

@testable import TchatCommands
@testable import TchatServer

@Suite struct OperatorConsoleTests {
    private var console = OperatorConsole(
        style: TerminalStyle(isTerminal: false, environment: [:]),
        clock: { _ in "12:00:00" }
    )
    private var number = 0

    private static func conversation(_ number: Int, waiting: [String] = []) -> Hub.Conversation {
        Hub.Conversation(
            name: "127.0.0.1#\(number)",
            number: number,
            role: .member,
            since: Date(timeIntervalSince1970: Double(number)),
            waiting: waiting.enumerated().map { message($0.element, at: number * 100 + $0.offset) }
        )
    }

    private static func message(_ text: String, at seconds: Int = 0) -> Hub.WaitingMessage {
        Hub.WaitingMessage(text: text, at: Date(timeIntervalSince1970: Double(seconds)))
    }

    private mutating func happen(_ event: Hub.Event, isTyping: Bool = false) -> [OperatorConsole.Action] {
        number += 1
        return console.handle(event, number: number, isTyping: isTyping)
    }

    private mutating func join(_ number: Int) {
        _ = happen(.joined(Self.conversation(number)))
    }

    @Test mutating func `The first to connect is in the prompt, and what is typed goes there`() {
        let begun = console.begin(conversations: [], listening: [])
        #expect(begun == [.setPrompt("nobody> ")])
        #expect(happen(.joined(Self.conversation(1))).last == .setPrompt("127.0.0.1#1> "))
        #expect(console.typed("salut  ") == [.say("salut  ", to: "127.0.0.1#1")])
    }

    @Test mutating func `Someone else's message never moves the prompt`() {
        join(1)
        join(2)
        let actions = happen(.message(name: "127.0.0.1#2", Self.message("et moi ?")))
        #expect(
            actions == [
                .print("12:00:00 ● 127.0.0.1#2: et moi ?  (/to 2 answers)"), .setPrompt("[1 waiting] 127.0.0.1#1> "),
            ]
        )
        #expect(console.typed("ok") == [.say("ok", to: "127.0.0.1#1")])
    }

    @Test(arguments: ["/to 127.0.0.1#2", "/to 2", "/next"])
    func `Turning to someone shows what waits, with its time`(line: String) {
        var console = console
        _ = console.begin(conversations: [Self.conversation(1), Self.conversation(2)], listening: [])
        _ = console.typed("/to 1")
        _ = console.handle(.message(name: "127.0.0.1#2", Self.message("un")), number: 1, isTyping: false)
        _ = console.handle(.message(name: "127.0.0.1#2", Self.message("deux")), number: 2, isTyping: false)
        #expect(
            console.typed(line) == [
                .print("12:00:00 127.0.0.1#2: un"), .print("12:00:00 127.0.0.1#2: deux"), .setPrompt("127.0.0.1#2> "),
            ]
        )
    }

    @Test func `A console that starts late begins with who waits`() {
        var console = console
        let conversations = [Self.conversation(1), Self.conversation(2, waiting: ["ouvrez"])]
        let actions = console.begin(conversations: conversations, listening: [HostAddress(host: "::1")])
        #expect(
            actions == [
                .print("12:00:00 Listening on [::1]:5005; /help lists the commands"),
                .print("12:00:00 127.0.0.1#2: ouvrez"), .setPrompt("127.0.0.1#2> "),
            ]
        )
    }

    @Test mutating func `When the one in the prompt leaves, whoever waits longest is next`() {
        for number in 1...3 { join(number) }
        _ = happen(.message(name: "127.0.0.1#3", Self.message("plus tôt", at: 1)))
        _ = happen(.message(name: "127.0.0.1#2", Self.message("plus tard", at: 2)))
        let actions = happen(.left(name: "127.0.0.1#1", answeredQuestions: 2, unsentMessages: 1))
        #expect(
            actions == [
                .print("12:00:00 127.0.0.1#1 left; questions answered: 2; your messages that never reached it: 1"),
                .setPrompt("[1 waiting] 127.0.0.1#3> "),
            ]
        )
    }

    @Test mutating func `Words typed for someone who left reach nobody else`() {
        join(1)
        join(2)
        _ = happen(.message(name: "127.0.0.1#2", Self.message("et moi ?")))
        let left = happen(.left(name: "127.0.0.1#1", answeredQuestions: 0, unsentMessages: 0), isTyping: true)
        #expect(
            left == [
                .print("12:00:00 127.0.0.1#1 left; what you are typing goes to nobody"),
                .setPrompt("[1 waiting] nobody> "),
            ]
        )
        _ = happen(.joined(Self.conversation(3)), isTyping: true)
        #expect(
            happen(.message(name: "127.0.0.1#3", Self.message("moi")), isTyping: true).last
                == .setPrompt("[2 waiting] nobody> ")
        )
        guard case .print(let said) = console.typed("secret").first else { return #expect(Bool(false)) }
        #expect(said.hasPrefix("That was said to nobody"))
        #expect(happen(.joined(Self.conversation(4))).last == .setPrompt("[2 waiting] 127.0.0.1#4> "))
    }

    @Test mutating func `The number of someone who left is nobody's`() {
        join(2)
        join(13)
        #expect(console.typed("/to 1") == [.print("Nobody named 1; /who lists the names.")])
        #expect(console.typed("/to 13").last == .setPrompt("127.0.0.1#13> "))
    }

    @Test mutating func `An answer settles the oldest message; anything more is said to wait`() {
        join(1)
        _ = happen(.message(name: "127.0.0.1#1", Self.message("bonjour")))
        let answer = happen(.said(name: "127.0.0.1#1", text: "salut", isAnswer: true))
        #expect(answer.first == .print("12:00:00 you → 127.0.0.1#1: salut"))
        let more = happen(.said(name: "127.0.0.1#1", text: "encore", isAnswer: false))
        #expect(more.first == .print("12:00:00 you → 127.0.0.1#1: encore  (goes out with your next answer to it)"))
        #expect(console.typed("/next") == [.print("Nobody waits for an answer.")])
    }

    @Test mutating func `What the wire sends can't act on the terminal`() {
        join(1)
        let actions = happen(.message(name: "127.0.0.1#1", Self.message("\u{1B}[2J\u{07}\u{9B}2J\r\nroot# ")))
        guard case .print(let line) = actions.first else { return #expect(Bool(false)) }
        #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7f...0x9f ~= $0.value) })
    }

    @Test mutating func `Lines that can't be said say why`() {
        #expect(console.typed("salut") == [.print("Nobody is connected: what you type can't be said to anyone yet.")])
        join(1)
        #expect(console.typed("/nonsense") == [.print("There is no command /nonsense; /help lists them.")])
        #expect(console.typed("/to 9") == [.print("Nobody named 9; /who lists the names.")])
        #expect(console.typed("/to") == [.print("Say to whom: /to NAME; /who lists the names.")])
        #expect(console.typed("   ") == [])
        #expect(console.typed("//slash") == [.say("/slash", to: "127.0.0.1#1")])
        join(12)
        #expect(console.typed("/to 127.") == [.print("More than one name begins with 127.; /who lists the names.")])
        #expect(console.typed("/to 1 bonjour") == [.print("/to takes one name behind it; // says a line with /.")])
        #expect(console.typed("/quit now?") == [.print("/quit takes nothing behind it; // says a line with /.")])
    }

    @Test mutating func `Commands act`() {
        #expect(console.typed("/reset") == [.reset])
        #expect(console.typed("/quit") == [.stop])
        #expect(console.typed("/who") == [.print("Nobody is connected.")])
        guard case .print(let help) = console.typed("/help").first else { return #expect(Bool(false)) }
        #expect(help.split(separator: "\n").count == 6)
    }

    @Test mutating func `The end of the input stops the server only when meant`() {
        #expect(console.endOfInput() == [.print("Press Ctrl-D once more to tell everyone and stop the server.")])
        _ = console.typed("non")
        #expect(console.endOfInput() != [.stop])
        #expect(console.endOfInput() == [.stop])
    }

    @Test mutating func `Events that were missed are admitted`() {
        join(1)
        let actions = console.handle(.control(name: "127.0.0.1#1", .reset), number: 11, isTyping: false)
        #expect(actions.first == .print("9 events came too fast to show; /who lists who is there."))
    }

    @Test mutating func `Completion knows commands and names`() {
        join(1)
        join(2)
        #expect(console.completions(of: "/w", cursor: 2) == ["/who"])
        #expect(console.completions(of: "/to 127.0.0.1#", cursor: 14) == ["127.0.0.1#1", "127.0.0.1#2"])
        #expect(console.completions(of: "bonjour /w", cursor: 10) == [])
        #expect(console.completions(of: "b", cursor: 1) == [])
    }
}
