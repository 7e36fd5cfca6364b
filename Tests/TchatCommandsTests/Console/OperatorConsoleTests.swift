import Foundation
import TchatModel
import Testing

@testable import TchatCommands

@Suite struct OperatorConsoleTests {
    private var log = LogEntries()
    private var console = Self.console(at: .server)

    private static let classic = "127.0.0.1"

    private static func console(at place: OperatorConsole.Place) -> OperatorConsole {
        OperatorConsole(
            name: "root",
            place: place,
            style: TerminalStyle(isTerminal: false, environment: [:]),
            clock: { _ in "12:00" }
        )
    }

    private mutating func connect(_ people: String..., isTyping: Bool = false) -> [OperatorConsole.Action] {
        console.handle(Presence(operators: ["root"], people: people), isTyping: isTyping)
    }

    private mutating func say(_ text: String, by name: String, isTyping: Bool = false) -> [OperatorConsole.Action] {
        console.handle(log.said(text, by: name), isTyping: isTyping)
    }

    private mutating func answer(_ text: String, to name: String, by author: String = "root") -> String? {
        guard case .print(let line) = console.handle(log.answered(text, to: name, by: author), isTyping: false).first
        else { return nil }
        return line
    }

    private static func summary(
        _ name: String,
        kind: Person.Kind = .paired,
        read: Int? = nil,
        last: Entry? = nil
    ) -> ConversationSummary {
        let person = Person(name: name, kind: kind, role: .member, createdAt: Date(timeIntervalSince1970: 0))
        let reader = Author(kind: .operator, name: "root")
        let markers = read.map { [Marker(conversation: name, reader: reader, read: $0)] } ?? []
        return ConversationSummary(name: name, person: person, lastEntry: last, unread: 0, markers: markers)
    }

    /// What `/who` says of a name.
    private mutating func who(_ name: String) -> String {
        guard case .print(let lines) = console.typed("/who").first else { return "" }
        let line = lines.split(separator: "\n").first { $0.contains(" \(name) ") }
        return line.map { $0.split(separator: " ").joined(separator: " ") } ?? ""
    }

    @Test mutating func `A log that went back is told of, and what comes under its ids is shown`() {
        let entries = (1...3).map { number in log.said("\(number)", by: "alice") }
        for entry in entries { _ = console.handle(entry, isTyping: false) }
        #expect(console.handle(entries[2], isTyping: false).isEmpty)
        guard case .print(let text) = console.handleLogWentBack(to: 1).first else {
            Issue.record("Nothing is told.")
            return
        }
        #expect(text.contains("older log"))
        #expect(!console.handle(entries[1], isTyping: false).isEmpty)
    }

    // MARK: - Who is in the prompt

    @Test mutating func `The first to connect is in the prompt, and what is typed goes there`() {
        #expect(
            console.begin([], newest: [:]) == [.print("12:00 /help lists the commands"), .setPrompt("nobody> ")]
        )
        #expect(connect("alice") == [.print("12:00 alice connected"), .setPrompt("alice> ")])
        #expect(console.typed("salut  ") == [.say("salut  ", to: "alice")])
    }

    @Test mutating func `The first to write is in the prompt, though gone again`() {
        #expect(
            say("bonjour", by: "alice") == [
                .print("12:00 alice: bonjour"), .markRead("alice", upTo: 1), .setPrompt("alice> "),
            ]
        )
    }

    @Test mutating func `Someone else's message never moves the prompt`() {
        _ = connect("alice", "bob")
        #expect(
            say("et moi ?", by: "bob") == [
                .print("12:00 ● bob: et moi ?  (/to 2 answers)"), .setPrompt("[1 waiting] alice> "),
            ]
        )
        #expect(console.typed("ok") == [.say("ok", to: "alice")])
    }

    @Test mutating func `The one in the prompt stays there after leaving`() {
        _ = connect("alice", "bob")
        _ = say("et moi ?", by: "bob")
        #expect(connect("bob") == [.print("12:00 alice left"), .setPrompt("[1 waiting] alice> ")])
        #expect(console.typed("à bientôt") == [.say("à bientôt", to: "alice")])
    }

    @Test mutating func `While something is typed, nobody new comes into the prompt`() {
        _ = console.begin([], newest: [:])
        #expect(connect("alice", isTyping: true).last == .setPrompt("nobody> "))
        #expect(say("bonjour", by: "bob", isTyping: true).last == .setPrompt("[1 waiting] nobody> "))
        guard case .print(let said) = console.typed("secret").first else {
            Issue.record("it was said to someone")
            return
        }
        #expect(said == "That was said to nobody: turn to someone with /to NAME; the arrow up brings the line back.")
        #expect(connect("alice", "carol").last == .setPrompt("[1 waiting] carol> "))
    }

    @Test(arguments: ["/to bob", "/to 2", "/to b", "/next"])
    func `Turning to someone shows what waits, and marks it as read`(line: String) {
        var test = self
        _ = test.connect("alice", "bob")
        _ = test.say("un", by: "bob")
        _ = test.say("deux", by: "bob")
        #expect(
            test.console.typed(line) == [
                .print("12:00 bob: un"), .print("12:00 bob: deux"), .markRead("bob", upTo: 2), .setPrompt("bob> "),
            ]
        )
        #expect(test.console.typed("oui") == [.say("oui", to: "bob")])
    }

    @Test mutating func `Whoever has waited longest is next`() {
        _ = connect("alice", "bob", "carol")
        _ = say("plus tôt", by: "carol")
        _ = say("plus tard", by: "bob")
        #expect(console.typed("/next").last == .setPrompt("[1 waiting] carol> "))
        _ = answer("oui", to: "carol")
        #expect(console.typed("/next").last == .setPrompt("bob> "))
        _ = answer("oui", to: "bob")
        #expect(console.typed("/next") == [.print("Nobody waits for an answer.")])
    }

    @Test mutating func `A number names one conversation, not the beginning of another's name`() {
        _ = connect("127.0.0.1", "127.0.0.2", "20.0.0.1")
        #expect(console.typed("/to 2").last == .setPrompt("127.0.0.2> "))
        #expect(console.typed("/to 20") == [.print("Nobody named 20; /who lists the names.")])
        #expect(console.typed("/to 20.").last == .setPrompt("20.0.0.1> "))
        #expect(
            console.typed("/to 127.") == [.print("More than one name begins with 127.; /who lists the names.")]
        )
    }

    @Test mutating func `The numbers follow the names of those who come together`() {
        _ = connect("d", "b", "c", "a")
        #expect(
            ["a", "b", "c", "d"].map { who($0) } == [
                "→ 1 a connected", "2 b connected", "3 c connected", "4 d connected",
            ]
        )
    }

    // MARK: - What waits

    @Test mutating func `An answer settles everything a person has said`() {
        _ = connect("alice")
        _ = say("un", by: "alice")
        _ = say("deux", by: "alice")
        #expect(who("alice") == "→ 1 alice connected waiting: 2, since 12:00")
        #expect(answer("oui", to: "alice") == "12:00 you → alice: oui")
        #expect(who("alice") == "→ 1 alice connected")
    }

    @Test mutating func `An answer settles one message of a classic client, the oldest`() {
        _ = connect(Self.classic)
        _ = say("un", by: Self.classic)
        _ = say("deux", by: Self.classic)
        #expect(answer("oui", to: Self.classic) == "12:00 you → 127.0.0.1: oui")
        #expect(
            console.typed("/next") == [
                .print("12:00 127.0.0.1: deux"), .markRead(Self.classic, upTo: 2), .setPrompt("127.0.0.1> "),
            ]
        )
        #expect(answer("aussi", to: Self.classic) == "12:00 you → 127.0.0.1: aussi")
        let more = "12:00 you → 127.0.0.1: encore  (goes out with your next answer to it)"
        #expect(answer("encore", to: Self.classic) == more)
    }

    @Test mutating func `A classic client that has left is answered in one`() {
        _ = connect(Self.classic)
        _ = say("un", by: Self.classic)
        _ = say("deux", by: Self.classic)
        #expect(connect().first == .print("12:00 127.0.0.1 left; messages without an answer: 2"))
        #expect(who(Self.classic) == "→ 1 127.0.0.1 away waiting: 2, since 12:00")
        let later = "12:00 you → 127.0.0.1: oui  (waits until 127.0.0.1 is back)"
        #expect(answer("oui", to: Self.classic) == later)
        #expect(who(Self.classic) == "→ 1 127.0.0.1 away")
    }

    @Test mutating func `Back again, a classic client is owed replies only for what it says now`() {
        _ = connect(Self.classic)
        _ = say("la semaine dernière", by: Self.classic)
        _ = connect()
        _ = connect(Self.classic)
        _ = say("un", by: Self.classic)
        _ = say("deux", by: Self.classic)
        #expect(who(Self.classic) == "→ 1 127.0.0.1 connected waiting: 3, since 12:00")
        _ = answer("oui", to: Self.classic)
        #expect(who(Self.classic) == "→ 1 127.0.0.1 connected waiting: 1, since 12:00")
        _ = answer("oui", to: Self.classic)
        #expect(who(Self.classic) == "→ 1 127.0.0.1 connected")
    }

    @Test mutating func `Another operator's answer counts and is shown with the name`() {
        _ = connect("alice")
        _ = say("un", by: "alice")
        #expect(answer("oui", to: "alice", by: "carol") == "12:00 carol → alice: oui")
        #expect(console.typed("/next") == [.print("Nobody waits for an answer.")])
    }

    @Test mutating func `What is said to someone who is away says when it arrives`() {
        _ = say("bonjour", by: "alice")
        #expect(answer("salut", to: "alice") == "12:00 you → alice: salut  (waits until alice is back)")
    }

    // MARK: - A console that starts late

    @Test mutating func `It begins with whoever has waited longest`() {
        let newest = [
            "alice": [log.said("oui ?", by: "alice"), log.answered("oui !", to: "alice")],
            "bob": [log.said("un", by: "bob"), log.said("deux", by: "bob")],
            "carol": [log.said("trois", by: "carol")],
        ]
        let actions = console.begin(
            [Self.summary("carol"), Self.summary("bob"), Self.summary("alice")],
            newest: newest,
            now: Date(timeIntervalSince1970: 10)
        )
        #expect(
            actions == [
                .print("12:00 /help lists the commands"), .print("12:00 bob: un"), .print("12:00 bob: deux"),
                .markRead("bob", upTo: 4), .setPrompt("[1 waiting] bob> "),
            ]
        )
        // The one that was heard last has the highest number.
        #expect(who("alice") == "1 alice away")
    }

    @Test(arguments: [
        (read: 1, hours: 25, isWaiting: false), (read: 1, hours: 23, isWaiting: true),
        (read: 0, hours: 25, isWaiting: true),
        (read: nil, hours: 1000, isWaiting: true),
    ])
    func `What was seen and left for a day needs no answer`(read: Int?, hours: Int, isWaiting: Bool) {
        var (console, log) = (console, log)
        let newest = ["alice": [log.said("bonjour", by: "alice", at: 0)]]
        let now = Date(timeIntervalSince1970: Double(hours * 3600))
        let actions = console.begin([Self.summary("alice", read: read)], newest: newest, now: now)
        #expect(actions.last == .setPrompt(isWaiting ? "alice> " : "nobody> "))
    }

    @Test(arguments: [HostEvent.started, .rebooted, .reset])
    func `What classic clients said before the server started is answered in one`(event: HostEvent) {
        var test = self
        let before = [test.log.said("un", by: Self.classic), test.log.said("deux", by: Self.classic)]
        let newest = before + [test.log.happened(event), test.log.said("trois", by: Self.classic)]
        _ = test.console.begin([Self.summary(Self.classic, kind: .classic)], newest: [Self.classic: newest])
        _ = test.connect(Self.classic)
        #expect(test.who(Self.classic) == "→ 1 127.0.0.1 connected waiting: 3, since 12:00")
        _ = test.answer("oui", to: Self.classic)
        #expect(test.who(Self.classic) == "→ 1 127.0.0.1 connected")
    }

    @Test mutating func `A classic client that stays is owed each of its replies still`() {
        let newest = [log.said("un", by: Self.classic, at: 0), log.said("deux", by: Self.classic, at: 0)]
        let week = Date(timeIntervalSince1970: 7 * 86_400)
        let summary = Self.summary(Self.classic, kind: .classic, read: 2)
        _ = console.begin([summary], newest: [Self.classic: newest], now: week)
        _ = connect(Self.classic)
        _ = answer("oui", to: Self.classic)
        #expect(who(Self.classic) == "→ 1 127.0.0.1 connected waiting: 1, since 12:00")
    }

    @Test mutating func `Entries it began with are not shown again, and none is passed over`() {
        let first = log.said("un", by: "alice")
        let started = log.happened(.started)
        let missed = log.said("deux", by: "alice")
        let newest = ["alice": [first], "bob": [started, log.said("trois", by: "bob")]]
        _ = console.begin([Self.summary("bob"), Self.summary("alice")], newest: newest)
        for known in newest.values.joined() { #expect(console.handle(known, isTyping: false) == []) }
        #expect(console.handle(missed, isTyping: false).first == .print("12:00 alice: deux"))
        #expect(console.handle(missed, isTyping: false) == [])
        #expect(console.handle(log.happened(.reset), isTyping: false).count == 1)
    }

    // MARK: - Who comes and goes

    @Test mutating func `Who leaves is told with what was asked and left open`() {
        _ = connect("alice")
        for item in [Item.cpu, .ram] {
            let question = log.entry(.question(item: item), by: .person, named: "alice", in: "alice")
            #expect(console.handle(question, isTyping: false) == [])
            let answer = Entry.Content.answer(item: item, answers: question.uuid, text: "5 %", values: nil)
            let entry = log.entry(answer, by: .host, named: "vm", in: "alice")
            #expect(console.handle(entry, isTyping: false) == [])
        }
        _ = say("bonjour", by: "alice")
        #expect(
            connect() == [
                .print("12:00 alice left; questions asked: 2; messages without an answer: 1"), .setPrompt("alice> "),
            ]
        )
        #expect(connect() == [])
        // The questions of the next visit are counted anew.
        _ = connect("alice")
        #expect(connect().first == .print("12:00 alice left; messages without an answer: 1"))
    }

    @Test mutating func `Other operators are told of, oneself is not`() {
        #expect(console.handle(Presence(operators: ["bob", "root"], people: []), isTyping: false) == [])
        let more = console.handle(Presence(operators: ["alice", "bob", "carol", "root"], people: []), isTyping: false)
        #expect(
            more == [
                .print("12:00 alice is at a console too"), .print("12:00 carol is at a console too"),
                .setPrompt("nobody> "),
            ]
        )
        let fewer = console.handle(Presence(operators: ["carol"], people: []), isTyping: false)
        #expect(
            fewer == [
                .print("12:00 alice left the console"), .print("12:00 bob left the console"), .setPrompt("nobody> "),
            ]
        )
    }

    // MARK: - The host

    @Test(arguments: [
        (HostEvent.started, nil, "The server started"),
        (.rebooted, nil, "The machine was rebooted; the server started"),
        (.stopping, nil, "The server stops: everyone is told"),
        (.reset, nil, "Reset: everyone is told to leave, the configuration is read again"),
        (.paired, "bob\u{1B}", "Paired (bob␛)"),
    ])
    func `What happens to the whole host is shown`(event: HostEvent, detail: String?, line: String) {
        var (console, log) = (console, log)
        #expect(console.handle(log.happened(event, detail: detail), isTyping: false) == [.print("12:00 \(line)")])
    }

    @Test mutating func `Control words, refusals and alerts are shown`() {
        let reset = log.entry(.control(.reset), by: .operator, named: "carol", in: nil)
        #expect(console.handle(reset, isTyping: false) == [.print("12:00 carol used reset")])
        let kill = log.entry(.control(.kill), by: .person, named: "alice", in: "alice")
        #expect(console.handle(kill, isTyping: false).first == .print("12:00 alice used kill"))
        let refused = log.entry(
            .notice(.refused, NoticeValues(attempt: .control(.kill))),
            by: .host,
            named: "vm",
            in: "alice"
        )
        #expect(console.handle(refused, isTyping: false).first == .print("12:00 alice may not use kill: refused"))
        let paired = log.entry(
            .notice(.paired, NoticeValues(role: .member, means: .code)),
            by: .host,
            named: "vm",
            in: "alice"
        )
        #expect(console.handle(paired, isTyping: false).first == .print("12:00 alice: Paired (as a member)"))
        let silenced = log.entry(
            .notice(.refused, NoticeValues(attempt: .message)),
            by: .host,
            named: "vm",
            in: "alice"
        )
        #expect(console.handle(silenced, isTyping: false).first == .print("12:00 alice may not write: refused"))
        let alert = log.entry(.alert(text: "disk full"), by: .host, named: "vm", in: nil)
        #expect(console.handle(alert, isTyping: false) == [.print("12:00 disk full")])
    }

    @Test mutating func `A cut is said once, and so is the return`() {
        #expect(console.handleReturn() == [])
        #expect(console.handleCut("Gone\u{7}.") == [.print("The server is not there: Gone␇. It is tried again.")])
        #expect(console.handleCut("Still gone.") == [])
        #expect(console.handleReturn() == [.print("12:00 The server is there again")])
        #expect(console.handleReturn() == [])
    }

    @Test mutating func `The end of a server that stops is no cut`() {
        _ = console.handle(log.happened(.stopping), isTyping: false)
        #expect(console.handleCut("Gone.") == [])
        #expect(console.handleReturn() == [])
        #expect(console.handleCut("Gone.").count == 1)
    }

    @Test(arguments: [HostEvent.started, .rebooted])
    func `A cut after a stop that was missed is said`(event: HostEvent) {
        var (console, log) = (console, log)
        _ = console.handleReturn()
        _ = console.handle(log.happened(.stopping), isTyping: false)
        _ = console.handle(log.happened(event), isTyping: false)
        #expect(console.handleCut("Gone.").count == 1)
    }

    private static let hostile = "\u{1B}[2J\u{7}\u{9B}2J\r\n\u{202E}\u{8}root# "

    @Test(arguments: [
        Entry.Content.message(text: hostile), .control(.kill),
        .notice(.refused, NoticeValues(text: hostile, of: .refused)),
        .notice(.paired, NoticeValues(text: hostile, of: .paired)), .alert(text: hostile),
    ])
    func `Nothing from the wire acts on the terminal, and all stays on one line`(content: Entry.Content) {
        for conversation in [nil, "alice", Self.hostile] {
            for kind in Author.Kind.allCases {
                var (console, log) = (console, log)
                let entry = log.entry(content, by: kind, named: Self.hostile, in: conversation)
                for action in console.handle(entry, isTyping: false) {
                    switch action {
                    case .print(let text), .setPrompt(let text): #expect(text == text.visible())
                    default: break
                    }
                }
            }
        }
    }

    @Test mutating func `Names from the wire can't act on the terminal`() {
        let presence = Presence(operators: ["root", Self.hostile], people: [Self.hostile])
        _ = console.handle(Presence(operators: []), isTyping: false)
        var actions = console.handle(presence, isTyping: false)
        actions += console.handle(Presence(operators: [], people: []), isTyping: false)
        actions += console.typed("/who") + console.typed("/to \(Self.hostile)") + console.typed("/to \u{1B}")
        #expect(actions.count > 8)
        for action in actions {
            switch action {
            case .print(let text), .setPrompt(let text): #expect(text.isHarmless, "\(text)")
            default: break
            }
        }
    }

    // MARK: - What is typed

    @Test mutating func `Lines that can't be said say why`() {
        #expect(
            console.typed("salut") == [.print("Nobody has been here yet: what you type can't be said to anyone.")]
        )
        #expect(console.typed("/who") == [.print("Nobody has been here yet.")])
        _ = connect("alice")
        #expect(console.typed("/nonsense") == [.print("There is no command /nonsense; /help lists them.")])
        #expect(console.typed("/to bob") == [.print("Nobody named bob; /who lists the names.")])
        #expect(console.typed("/to") == [.print("Say to whom: /to NAME; /who lists the names.")])
        #expect(console.typed("   ") == [])
        #expect(console.typed("/to 1 bonjour") == [.print("/to takes one name behind it; // says a line with /.")])
        #expect(console.typed("/quit now?") == [.print("/quit takes nothing behind it; // says a line with /.")])
    }

    @Test(arguments: [
        ("//slash", "/slash"), ("///", "//"), ("  deux mots ", "  deux mots "), ("kill", "kill"),
        ("a /quit", "a /quit"),
    ])
    func `Lines are said as they are; // says one with a slash`(line: String, said: String) {
        var test = self
        _ = test.connect("alice")
        #expect(test.console.typed(line) == [.say(said, to: "alice")])
    }

    @Test mutating func `In the server's terminal, /reset resets and /quit stops`() {
        #expect(console.typed("/reset") == [.reset])
        #expect(console.typed("/quit") == [.stop])
        #expect(console.typed("/kill") == [.print("There is no command /kill; /help lists them.")])
        guard case .print(let help) = console.typed("/help").first else {
            Issue.record("no help")
            return
        }
        #expect(help.split(separator: "\n").count == 6)
        #expect(help.contains("/quit      tell everyone and stop the server"))
    }

    @Test(arguments: [("/reset", OperatorConsole.Action.reset), ("/kill", .stop)])
    func `In another terminal, what hits everyone is done only after a yes`(
        line: String,
        action: OperatorConsole.Action
    ) throws {
        var elsewhere = Self.console(at: .elsewhere)
        for (answer, isYes) in [("yes", true), (" oui", true), ("O", true), ("non", false), ("", false), (line, false)]
        {
            guard case .print(let question) = elsewhere.typed(line).first else {
                Issue.record("\(line) acted at once")
                return
            }
            #expect(question.hasPrefix("\(line) ") && question.hasSuffix("Type yes to do it."))
            let refusal = [OperatorConsole.Action.print("\(line) was not done."), .setPrompt("nobody> ")]
            #expect(elsewhere.typed(answer) == (isYes ? [action, .setPrompt("nobody> ")] : refusal))
        }
    }

    @Test func `In another terminal, /quit leaves and the server goes on`() {
        var elsewhere = Self.console(at: .elsewhere)
        #expect(elsewhere.typed("/quit") == [.leave])
        #expect(elsewhere.endOfInput() == [.leave])
        guard case .print(let help) = elsewhere.typed("/help").first else {
            Issue.record("no help")
            return
        }
        #expect(help.split(separator: "\n").count == 7)
        #expect(help.contains("/quit      leave this console; the server goes on"))
    }

    @Test mutating func `The end of the input stops the server only when meant`() {
        #expect(console.endOfInput() == [.print("Press Ctrl-D once more to tell everyone and stop the server.")])
        _ = console.typed("non")
        #expect(console.endOfInput() != [.stop])
        #expect(console.endOfInput() == [.stop])
    }

    @Test mutating func `Completion knows commands and names`() {
        _ = connect("alice", "albert", "bob")
        #expect(console.completions(of: "/w", cursor: 2) == ["/who"])
        #expect(console.completions(of: "/k", cursor: 2) == [])
        #expect(Self.console(at: .elsewhere).completions(of: "/k", cursor: 2) == ["/kill"])
        #expect(console.completions(of: "/to al", cursor: 6) == ["albert", "alice"])
        #expect(console.completions(of: "/to al", cursor: 4) == ["albert", "alice", "bob"])
        #expect(console.completions(of: "/to bob b", cursor: 9) == [])
        #expect(console.completions(of: "bonjour /w", cursor: 10) == [])
        #expect(console.completions(of: "b", cursor: 1) == [])
    }
}
