import Foundation
import TchatModel
import Testing

@testable import TchatCommands

@Suite struct ChatSessionTests {
    private var log = LogEntries()
    private var session = ChatSession(
        person: "alice",
        hostTitle: "server",
        style: TerminalStyle(isTerminal: false, environment: [:]),
        clock: { "\(Int($0.timeIntervalSince1970) % 1000)s" },
        day: { "day \(Int($0.timeIntervalSince1970) / 1000)" }
    )

    private static let instant = Date(timeIntervalSince1970: 5)

    /// Begins on the first day, so that tests of other things see no line for it.
    init() {
        _ = session.showHistory([log.happened(.started)])
    }

    private mutating func accept(_ draft: EntryDraft, at date: Date = instant) -> (UUID, [ChatSession.Action]) {
        let uuid = UUID()
        return (uuid, session.accepted(draft, uuid: uuid, at: date))
    }

    private mutating func ask(_ item: Item, uuid: UUID) -> Entry {
        log.entry(.question(item: item), by: .person, named: "alice", in: "alice", uuid: uuid)
    }

    private mutating func answer(_ item: Item, to question: UUID, _ text: String) -> Entry {
        let content = Entry.Content.answer(item: item, answers: question, text: text, values: nil)
        return log.entry(content, by: .host, named: "vm", in: "alice")
    }

    // MARK: - What is said here

    @Test mutating func `What is typed is shown when it is kept, and not again when it is in the log`() {
        let (uuid, actions) = accept(.message(text: "bonjour"))
        #expect(actions == [.print("5s you: bonjour")])
        #expect(session.showEntry(log.said("bonjour", by: "alice", uuid: uuid)) == [])
        #expect(accept(.message(text: "encore")).1 == [.print("5s you: encore")])
    }

    @Test mutating func `What is in the log before it is known to be kept is shown once too`() {
        let uuid = UUID()
        #expect(session.showEntry(log.said("vite", by: "alice", uuid: uuid)) == [.print("2s you: vite")])
        #expect(session.accepted(.message(text: "vite"), uuid: uuid, at: Self.instant) == [])
        #expect(session.awaitsOperator)
    }

    @Test mutating func `What is said from another device is one's own and is not marked as read`() {
        #expect(session.showEntry(log.said("du téléphone", by: "alice")) == [.print("2s you: du téléphone")])
        #expect(!session.awaitsOperator)
    }

    @Test mutating func `An entry that comes again is passed over`() {
        let entry = log.answered("oui", to: "alice")
        #expect(session.showEntry(entry).count == 2)
        #expect(session.showEntry(entry) == [])
    }

    @Test mutating func `What others say in their conversations is not shown`() {
        #expect(session.showEntry(log.said("secret", by: "bob")) == [])
        #expect(session.showEntry(log.answered("secret", to: "bob")) == [])
        #expect(session.showEntry(log.answered("à toi", to: "alice")) == [.print("4s root: à toi"), .markRead(4)])
    }

    @Test mutating func `What the host never takes is said, and nothing waits for its answer`() {
        let (uuid, _) = accept(.message(text: "trop\u{1B}long"))
        let refusal = session.refused(.message(text: "trop\u{1B}long"), uuid: uuid, reason: "too long\u{7}")
        #expect(refusal == [.print("Not taken (too long␇): trop␛long")])
        #expect(!session.awaitsOperator)
        let (question, _) = accept(.question(item: .cpu))
        let other = session.refused(.question(item: .cpu), uuid: question, reason: "no")
        #expect(other == [.print("Not taken (no): the question")])
        #expect(session.openQuestions.isEmpty)
    }

    @Test mutating func `Later lines of a message can't be taken for what others said`() {
        let forged = log.answered("un\n4s root: deux", to: "alice")
        guard case .print(let text)? = session.showEntry(forged).first else {
            Issue.record("nothing is printed"); return
        }
        #expect(text.hasSuffix("root: un\n    4s root: deux"))
    }

    @Test mutating func `What is not taken for now is said once, until it is taken`() {
        let told = session.handleDelay("full")
        #expect(told == [.print("Not taken yet, but kept and tried again: full")])
        #expect(session.handleDelay("full") == [])
        #expect(session.handleDelay(nil) == [])
        #expect(session.handleDelay("full") == told)
    }

    @Test mutating func `After a log that went back, its new entries are shown`() {
        _ = session.showEntry(log.answered("un", to: "alice"))
        #expect(session.handleLogWentBack(to: 1).count == 1)
        var again = log.answered("deux", to: "alice")
        again.id = 2
        #expect(session.showEntry(again).contains(.markRead(2)))
    }

    // MARK: - Questions and answers

    @Test mutating func `A question is open until its answer comes`() {
        let (uuid, actions) = accept(.question(item: .cpu))
        #expect(actions == [.print("5s you: asks cpu")])
        #expect(session.openQuestions == [uuid])
        #expect(session.showEntry(ask(.cpu, uuid: uuid)) == [])
        _ = session.showEntry(answer(.ram, to: UUID(), "another's"))
        #expect(session.openQuestions == [uuid])
        let last = answer(.battery, to: uuid, "Batterie : aucune")
        #expect(session.showEntry(last) == [.print("4s [vm] Battery: none"), .markRead(4)])
        #expect(session.openQuestions.isEmpty)
        #expect(!session.awaitsOperator)
    }

    @Test mutating func `A question that was answered before it was known to be kept is not open`() {
        let uuid = UUID()
        #expect(session.showEntry(ask(.cpu, uuid: uuid)) == [.print("2s you: asks cpu")])
        _ = session.showEntry(answer(.cpu, to: uuid, "3 %"))
        #expect(session.accepted(.question(item: .cpu), uuid: uuid, at: Self.instant) == [])
        #expect(session.openQuestions.isEmpty)
    }

    @Test mutating func `Only what the operator says behind a message answers it`() {
        let (uuid, _) = accept(.message(text: "bonjour"))
        _ = session.showEntry(log.answered("said before it was in the log", to: "alice"))
        #expect(session.awaitsOperator)
        _ = session.showEntry(log.said("bonjour", by: "alice", uuid: uuid))
        _ = session.showEntry(log.answered("to somebody else", to: "bob"))
        #expect(session.awaitsOperator)
        _ = session.showEntry(log.answered("salut", to: "alice"))
        #expect(!session.awaitsOperator)
    }

    @Test mutating func `A message that was answered before it was known to be kept waits for nobody`() {
        let uuid = UUID()
        _ = session.showEntry(log.said("bonjour", by: "alice", uuid: uuid))
        _ = session.showEntry(log.answered("salut", to: "alice"))
        _ = session.accepted(.message(text: "bonjour"), uuid: uuid, at: Self.instant)
        #expect(!session.awaitsOperator)
    }

    // MARK: - Days

    @Test mutating func `A day is named once, before its first line`() {
        let old = [log.said("hier", by: "alice", at: 999), log.answered("oui", to: "alice")]
        var fresh = ChatSession(
            person: "alice",
            hostTitle: "server",
            style: TerminalStyle(isTerminal: false, environment: [:]),
            clock: { "\(Int($0.timeIntervalSince1970) % 1000)s" },
            day: { "day \(Int($0.timeIntervalSince1970) / 1000)" }
        )
        #expect(fresh.showHistory(old) == [.print("— day 0 —"), .print("999s you: hier"), .print("3s root: oui")])
        let today = fresh.showEntry(log.said("aujourd'hui", by: "alice", at: 1001))
        #expect(today == [.print("— day 1 —"), .print("1s you: aujourd'hui")])
        let typed = fresh.accepted(.message(text: "demain"), uuid: UUID(), at: Date(timeIntervalSince1970: 2002))
        #expect(typed == [.print("— day 2 —"), .print("2s you: demain")])
    }

    @Test mutating func `What was there at the beginning is neither marked as read nor waited for`() {
        let actions = session.showHistory([log.said("hier", by: "alice"), log.answered("oui", to: "alice")])
        #expect(actions == [.print("2s you: hier"), .print("3s root: oui")])
        #expect(session.showMarker(Self.marker(read: 3)) == [])
    }

    // MARK: - Marks

    private static func marker(
        of conversation: String = "alice",
        by kind: Author.Kind = .operator,
        delivered: Int? = nil,
        read: Int? = nil
    ) -> Marker {
        let reader = Author(kind: kind, name: "ro\u{1B}ot")
        return Marker(conversation: conversation, reader: reader, delivered: delivered, read: read)
    }

    @Test mutating func `A message is received once and read once`() {
        _ = session.showEntry(log.said("un", by: "alice"))
        _ = session.showEntry(log.said("deux", by: "alice"))
        #expect(session.showMarker(Self.marker(delivered: 2)) == [.print("✓ received by ro␛ot")])
        #expect(session.showMarker(Self.marker(delivered: 2)) == [])
        #expect(session.showMarker(Self.marker(delivered: 3)) == [.print("✓ received by ro␛ot")])
        #expect(session.showMarker(Self.marker(delivered: 3, read: 3)) == [.print("✓✓ read by ro␛ot")])
        #expect(session.showMarker(Self.marker(delivered: 9, read: 9)) == [])
    }

    @Test mutating func `What was read counts as received`() {
        _ = session.showEntry(log.said("un", by: "alice"))
        #expect(session.showMarker(Self.marker(read: 2)) == [.print("✓✓ read by ro␛ot")])
        #expect(session.showMarker(Self.marker(delivered: 2)) == [])
    }

    @Test mutating func `A mark that falls short of the message, or is another's, says nothing`() {
        _ = session.showEntry(log.said("un", by: "alice"))
        #expect(session.showMarker(Self.marker(delivered: 1, read: 1)) == [])
        #expect(session.showMarker(Self.marker(of: "bob", delivered: 9, read: 9)) == [])
        #expect(session.showMarker(Self.marker(by: .person, delivered: 9, read: 9)) == [])
    }

    @Test mutating func `Only one's own messages are marked`() {
        let (question, _) = accept(.question(item: .cpu))
        _ = session.showEntry(ask(.cpu, uuid: question))
        _ = session.showEntry(log.answered("oui", to: "alice"))
        #expect(session.showMarker(Self.marker(delivered: 9, read: 9)) == [])
    }

    // MARK: - Presence, cut and return

    @Test mutating func `Who is at the console is said when it changes`() {
        let nobody = "Nobody is at the console of server: what you write will be waiting there."
        #expect(session.showPresence(Presence(operators: [])) == [.print(nobody)])
        #expect(session.showPresence(Presence(operators: [])) == [])
        let one = session.showPresence(Presence(operators: ["root"]))
        #expect(one == [.print("root is at the console of server.")])
        let two = session.showPresence(Presence(operators: ["a\u{1B}", "root"]))
        #expect(two == [.print("a␛, root are at the console of server.")])
        #expect(session.showPresence(Presence(operators: ["a\u{1B}", "root"], people: ["bob"])) == [])
    }

    @Test mutating func `A cut is said once, what is typed meanwhile says it is kept, and the return is said`() {
        _ = session.showPresence(Presence(operators: ["root"]))
        #expect(session.handleConnection() == [])
        let cut = "It is gone␇. What you write is kept and goes out when server is back."
        #expect(session.handleCut("It is gone\u{7}.") == [.print(cut)])
        #expect(session.handleCut("Still gone.") == [])
        let (_, typed) = accept(.message(text: "allô"))
        #expect(typed == [.print("5s you: allô  (kept until server is back)")])
        #expect(session.handleConnection() == [.print("server is back.")])
        #expect(session.handleConnection() == [])
        // Who is there may have changed unseen, so it is said again.
        #expect(session.showPresence(Presence(operators: ["root"])) == [.print("root is at the console of server.")])
        #expect(accept(.message(text: "là")).1 == [.print("5s you: là")])
    }

    // MARK: - What else is shown

    @Test(arguments: [
        (HostEvent.started, nil, "The server started"),
        (.rebooted, nil, "The machine was rebooted, and the server started"), (.stopping, nil, "The server stops"),
        (.reset, nil, "The server is reset: everyone has to connect again"), (.refused, "kill", "Not allowed: kill"),
        (.paired, "member\u{1B}", "Paired (member␛)"), (.revoked, nil, "Shut out"),
    ])
    func `What happens to the host is told`(event: HostEvent, detail: String?, words: String) {
        var (session, log) = (session, log)
        let actions = session.showEntry(log.happened(event, detail: detail))
        #expect(actions == [.print("2s [vm] \(words)"), .markRead(2)])
    }

    @Test mutating func `Control words and alerts are told`() {
        let own = log.entry(.control(.reset), by: .person, named: "alice", in: "alice")
        #expect(session.showEntry(own) == [.print("2s You used reset")])
        let other = log.entry(.control(.kill), by: .operator, named: "root", in: nil)
        #expect(session.showEntry(other) == [.print("3s root used kill"), .markRead(3)])
        let alert = log.entry(.alert(text: "disk full"), by: .host, named: "vm", in: nil)
        #expect(session.showEntry(alert) == [.print("4s [vm] disk full"), .markRead(4)])
    }

    private static let hostile = "\u{1B}[2J\u{7}\u{9B}2J\r\u{202E}\u{8}x"

    @Test(arguments: [
        Entry.Content.message(text: hostile), .question(item: .cpu),
        .answer(item: .os, answers: UUID(), text: hostile, values: nil), .control(.kill),
        .notice(.refused, NoticeValues(text: hostile, of: .refused)), .alert(text: hostile),
    ])
    func `Nothing from the host acts on the terminal`(content: Entry.Content) {
        for (kind, name) in [(Author.Kind.operator, Self.hostile), (.host, Self.hostile), (.person, "alice")] {
            var (session, log) = (session, log)
            let actions = session.showEntry(log.entry(content, by: kind, named: name, in: "alice"))
            guard case .print(let text) = actions.first else {
                Issue.record("\(content) is not shown")
                return
            }
            #expect(text.isHarmless, "\(text)")
        }
    }

    // MARK: - What is typed

    @Test(arguments: [
        (LineEditor.Input.line("bonjour"), [ChatSession.Action.accept(.message(text: "bonjour"))]),
        (.line("/ask disk"), [.accept(.question(item: .disk))]), (.line(""), []), (.endOfInput, [.leave]),
        (.line("/what"), [.print("There is no command /what; /help lists them.")]),
    ])
    func `A typed line becomes what is to be done`(input: LineEditor.Input, actions: [ChatSession.Action]) {
        var session = session
        #expect(session.typed(input) == actions)
    }

    @Test mutating func `A control word is done after a yes`() {
        guard case .print = session.typed(.line("reset")).first else {
            Issue.record("reset acted at once")
            return
        }
        #expect(session.typed(.line("yes")) == [.control(.reset)])
    }

    @Test(arguments: [
        ("d", 1, ["disconnect"]), ("/", 1, ["/ask", "/help", "/quit"]), ("/ask u", 6, ["uptime", "users"]),
        ("/ask cpu r", 10, []), ("bonjour d", 9, []), ("r", 1, ["ram", "reset"]), ("zzz", 3, []), ("kill", 1, ["kill"]),
    ])
    func `Completion knows the words that mean something`(line: String, cursor: Int, words: [String]) {
        #expect(ChatSession.completions(of: line, cursor: cursor) == words)
    }
}
