import NIOCore
import Testing
import TchatModel

@testable import TchatServer

@Suite struct ClassicSessionTests {
    private static let measured = MeasuredReplies(
        facts: HostFacts.sample,
        cpu: CPUUsage(usedPercent: 12.34, coreUsedPercent: [12.34]),
        memory: nil,
        number: 0
    )

    private static let os = "OS:  Linux #1 SMP PREEMPT_DYNAMIC Debian"
    private static let name = "Nom du pc : vm"
    private static let cpu = "cpu pourcentage : 12.3%"

    private static func session(_ role: Role = .admin, _ change: (inout Limits) -> Void = { _ in }) -> ClassicSession {
        var limits = Limits()
        change(&limits)
        return ClassicSession(role: role, limits: limits)
    }

    // MARK: Framing

    @Test(arguments: [
        (["os"], [os]),
        (["os\n"], [os]),
        (["os\r\n"], [os]),
        (["os\nname\n"], [os, name]),
        (["os\r\nname\r\ncpu"], [os, name, cpu]),
        (["\n\r\n\nname\n"], [name]),
        (["na", "me"], [name]),
        (["name", "\n"], [name]),
        (["name\r", "\n"], [name]),
        (["cp", "u\nna", "me\n"], [cpu, name]),
    ])
    func `Every message has its reply, however it is cut into segments`(segments: [String], replies: [String]) {
        var session = Self.session()
        #expect(session.exchange(segments, Self.measured).map(\.text) == replies)
    }

    @Test(arguments: ["OS", "name ", " os", "os name", "cpu?", "killer", "Kill"])
    func `A word counts only when it is the whole message`(message: String) {
        var session = Self.session()
        #expect(session.exchange([message + "\n"], Self.measured) == [.deliver(message)])
    }

    @Test func `An unframed message ends with the silence after it`() {
        var session = Self.session()
        session.received(ByteBuffer(string: "bon"))
        session.receivedAll()
        #expect(session.actions(Self.measured) == [])
        #expect(session.awaitsQuiet)

        session.received(ByteBuffer(string: "jour"))
        session.receivedAll()
        session.quietElapsed()
        #expect(session.actions(Self.measured) == [.deliver("bonjour")])
        #expect(!session.awaitsQuiet)
    }

    @Test func `A known word needs no silence`() {
        var session = Self.session()
        session.received(ByteBuffer(string: "cpu"))
        session.receivedAll()
        #expect(!session.awaitsQuiet)
        #expect(session.actions(Self.measured) == [.send(Self.cpu)])
    }

    @Test func `A character torn between two segments stays whole`() {
        var session = Self.session()
        let bytes = Array("é".utf8)
        session.received(ByteBuffer(bytes: [bytes[0]]))
        session.receivedAll()
        session.received(ByteBuffer(bytes: [bytes[1]]))
        session.receivedAll()
        session.quietElapsed()
        #expect(session.actions(Self.measured) == [.deliver("é")])
    }

    @Test func `Bytes that are no UTF-8 are repaired, not dropped`() {
        var session = Self.session()
        session.received(ByteBuffer(bytes: [0xff, 0x41, 0xc3, 0x0a]))
        #expect(session.actions(Self.measured) == [.deliver("\u{FFFD}A\u{FFFD}")])
    }

    // MARK: Order

    @Test func `A question behind a message waits for the operator's answer`() {
        var session = Self.session()
        #expect(
            session.exchange(["bonjour\nos\nça va ?\n"], Self.measured) == [.deliver("bonjour"), .deliver("ça va ?")]
        )
        session.answer("salut")
        #expect(session.actions(Self.measured) == [.send("salut"), .send(Self.os)])
        session.answer("oui")
        #expect(session.actions(Self.measured) == [.send("oui")])
    }

    @Test func `An answer without a waiting message is ignored`() {
        var session = Self.session()
        session.answer("rien")
        #expect(session.exchange(["os"], Self.measured) == [.send(Self.os)])
    }

    @Test func `A question whose figure is not known yet waits for it`() {
        var session = Self.session()
        let before = MeasuredReplies(facts: .sample, cpu: nil, memory: nil, number: 0)
        #expect(session.exchange(["cpu\nname\n"], before) == [])
        #expect(session.awaitsMeasurement)
        #expect(session.next(measured: Self.measured) == .send(Self.cpu))
        #expect(session.answeredQuestion == .cpu)
        #expect(session.next(measured: Self.measured) == .send(Self.name))
        #expect(session.answeredQuestion == .name)
        #expect(session.next(measured: Self.measured) == nil)
        #expect(session.answeredQuestion == nil)
    }

    // MARK: Long replies

    @Test func `A reply over 1,024 bytes is cut between characters and the rest goes in front of the next one`() {
        var session = Self.session()
        let long = "a" + String(repeating: "é", count: 600)  // 1,201 bytes; byte 1,024 is inside a character
        _ = session.exchange(["bonjour\n"], Self.measured)
        session.answer(long)
        let head = "a" + String(repeating: "é", count: 511)
        #expect(session.actions(Self.measured) == [.send(head)])
        let rest = String(repeating: "é", count: 89)
        #expect(session.exchange(["os\n"], Self.measured) == [.send("\(rest)\n\(Self.os)")])
        #expect(session.exchange(["os\n"], Self.measured) == [.send(Self.os)])
    }

    @Test(arguments: [1023, 1024])
    func `A reply that just fits goes out whole`(bytes: Int) {
        var session = Self.session()
        let reply = String(repeating: "x", count: bytes)
        _ = session.exchange(["bonjour\n"], Self.measured)
        session.answer(reply)
        #expect(session.actions(Self.measured) == [.send(reply)])
        #expect(session.exchange(["os\n"], Self.measured) == [.send(Self.os)])
    }

    @Test func `A reply of many pieces loses nothing`() {
        var session = Self.session()
        let long = (0..<1000).map { "mot\($0) " }.joined()
        _ = session.exchange(["bonjour\n"], Self.measured)
        session.answer(long)
        var received = session.actions(Self.measured).map(\.text).joined()
        var replies: [String] = []
        while replies.last != Self.cpu, replies.count < 20 {
            replies += session.exchange(["cpu\n"], Self.measured).map(\.text)
        }
        #expect(replies.allSatisfy { $0.utf8.count <= ClassicSession.replyBytes })
        received += replies.dropLast().joined()
        // Each question's own reply goes behind what was left over, and may itself be cut.
        #expect(received.replacing("\n\(Self.cpu)", with: "") == long)
    }

    // MARK: Control words and roles

    @Test func `disconnect says kill and leaves`() {
        var session = Self.session(.guest)
        #expect(session.exchange(["disconnect"], Self.measured) == [.control(.disconnect), .send("kill"), .close])
        #expect(session.exchange(["os\n"], Self.measured) == [])
    }

    @Test(arguments: [ControlAction.reset, .kill])
    func `An admin's control word is done, and the session waits to be told with everyone else`(action: ControlAction) {
        var session = Self.session(.admin)
        #expect(session.exchange([action.rawValue, "os\n"], Self.measured) == [.control(action)])
    }

    @Test(arguments: [Role.guest, .member])
    func `A control word is refused to a lesser role and nothing happens`(role: Role) {
        var session = Self.session(role)
        #expect(
            session.exchange(["kill", "reset\nos\n"], Self.measured) == [
                .refused(.control(.kill)), .send("Commande refusée : kill"),
                .refused(.control(.reset)), .send("Commande refusée : reset"), .send(Self.os),
            ]
        )
    }

    @Test func `A guest's message is refused`() {
        var session = Self.session(.guest)
        let actions = session.exchange(["bonjour\nos\n"], Self.measured)
        #expect(actions == [.refused(.message), .send("Message refusé"), .send(Self.os)])
    }

    @Test func `kill is sent alone, whatever is left over of a reply`() {
        var session = Self.session()
        _ = session.exchange(["bonjour\n"], Self.measured)
        session.answer(String(repeating: "x", count: 1500))
        #expect(session.actions(Self.measured).count == 1)
        #expect(session.exchange(["disconnect"], Self.measured) == [.control(.disconnect), .send("kill"), .close])
    }

    // MARK: Limits

    @Test func `A message that is too long is refused and the next one is heard`() {
        var session = Self.session { $0.messageBytes = 10 }
        let long = String(repeating: "x", count: 200_000)
        let refusal = ClassicSession.Action.send("Message refusé : 10 octets au plus")
        #expect(session.exchange([long, long + "\nos\n"], Self.measured) == [refusal, .send(Self.os)])
        #expect(session.exchange(["0123456789\n"], Self.measured) == [.deliver("0123456789")])
        session.answer("oui")
        #expect(session.exchange(["01234567890\nos\n"], Self.measured) == [.send("oui"), refusal, .send(Self.os)])
    }

    @Test(arguments: [4096, Limits.greatestMessageBytes])
    func `A message as long as is allowed arrives whole, wherever it is cut`(limitBytes: Int) {
        var session = Self.session { $0.messageBytes = limitBytes }
        let longest = String(repeating: "x", count: limitBytes)
        #expect(session.exchange([longest, "\r", "\nos\n"], Self.measured) == [.deliver(longest)])
        session.answer("oui")
        #expect(session.actions(Self.measured) == [.send("oui"), .send(Self.os)])
    }

    @Test func `A message that is too long and has no newline ends with silence`() {
        var session = Self.session { $0.messageBytes = 10 }
        #expect(session.exchange([String(repeating: "x", count: 500)], Self.measured).count == 1)
        session.quietElapsed()
        #expect(session.exchange(["os"], Self.measured) == [.send(Self.os)])
    }

    @Test func `Input beyond the messages that may wait is held back and taken up later`() {
        var session = Self.session { $0.waitingPerClient = 2 }
        #expect(session.exchange(["a\nb\nc\nd\n"], Self.measured) == [.deliver("a"), .deliver("b")])
        #expect(!session.acceptsInput)
        session.answer("1")
        #expect(session.actions(Self.measured) == [.send("1"), .deliver("c")])
        session.answer("2")
        session.answer("3")
        #expect(session.actions(Self.measured) == [.send("2"), .deliver("d"), .send("3")])
        #expect(session.acceptsInput)
    }

    @Test func `An unframed message that was held back is taken up after silence`() {
        var session = Self.session { $0.waitingPerClient = 1 }
        _ = session.exchange(["a\nreste"], Self.measured)
        session.quietElapsed()
        session.answer("1")
        #expect(session.actions(Self.measured) == [.send("1")])
        #expect(session.awaitsQuiet)
        session.quietElapsed()
        #expect(session.actions(Self.measured) == [.deliver("reste")])
    }

    @Test func `A higher limit makes room for what was held back`() {
        var session = Self.session { $0.waitingPerClient = 1 }
        _ = session.exchange(["a\nb\nc"], Self.measured)
        #expect(!session.acceptsInput)
        session.use(Limits())
        #expect(session.acceptsInput && session.awaitsQuiet)
        #expect(session.actions(Self.measured) == [.deliver("b")])
        session.quietElapsed()
        #expect(session.actions(Self.measured) == [.deliver("c")])
    }

    @Test func `An answer that comes when the client is on its way out is not taken`() {
        var session = Self.session()
        _ = session.exchange(["a\n"], Self.measured)
        session.inputClosed()
        #expect(session.actions(Self.measured) == [.close])
        let isTaken = session.answer("trop tard")
        #expect(!isTaken)
    }

    @Test func `A message the operator has no room for is refused in its turn`() {
        var session = Self.session()
        session.received(ByteBuffer(string: "a\nb\nos\n"))
        #expect(session.next(measured: Self.measured) == .deliver("a"))
        #expect(session.next(measured: Self.measured) == .deliver("b"))
        session.refuseNewest()
        #expect(session.next(measured: Self.measured) == nil)
        session.answer("oui")
        #expect(session.actions(Self.measured) == [.send("oui"), .send("Message refusé"), .send(Self.os)])
    }

    @Test func `A message that can't be kept is refused in its turn, and the answer goes to the other`() {
        var session = Self.session()
        session.received(ByteBuffer(string: "a\nb\nc\n"))
        #expect(session.actions(Self.measured) == [.deliver("a"), .deliver("b"), .deliver("c")])
        session.refuse(behind: 1)
        session.refuse(behind: 7)
        #expect(session.actions(Self.measured) == [])
        session.answer("à a")
        session.answer("à c")
        #expect(session.actions(Self.measured) == [.send("à a"), .send("Message refusé"), .send("à c")])
    }

    @Test func `A client that closed is given what is ready, not what the operator may say`() {
        var session = Self.session()
        session.received(ByteBuffer(string: "os\nbonj"))
        session.inputClosed()
        #expect(session.actions(Self.measured) == [.deliver("bonj"), .send(Self.os), .close])
    }

    @Test func `What a closed client left in the kernel is bounded`() {
        var session = Self.session { $0.waitingPerClient = 1 }
        for _ in 0..<1000 { session.received(ByteBuffer(string: String(repeating: "a\n", count: 1000))) }
        session.inputClosed()
        #expect(session.actions(Self.measured).last == .close)
    }
}

extension ClassicSession {
    /// Everything the session does now.
    fileprivate mutating func actions(_ measured: MeasuredReplies) -> [Action] {
        var actions: [Action] = []
        while let action = next(measured: measured) { actions.append(action) }
        return actions
    }

    /// What the session does when these segments arrive, one read each.
    fileprivate mutating func exchange(_ segments: [String], _ measured: MeasuredReplies) -> [Action] {
        segments.flatMap { segment in
            received(ByteBuffer(string: segment))
            receivedAll()
            return actions(measured)
        }
    }
}

extension ClassicSession.Action {
    fileprivate static func send(_ text: String) -> Self { .send(ByteBuffer(string: text)) }

    fileprivate var text: String {
        if case .send(let bytes) = self { String(buffer: bytes) } else { "\(self)" }
    }
}

extension HostFacts {
    /// A machine for tests.
    static let sample = HostFacts(
        name: "vm",
        operatingSystem: OperatingSystem(
            system: "Linux",
            release: "6.1.0",
            version: "#1 SMP PREEMPT_DYNAMIC Debian",
            architecture: "x86_64",
            prettyName: nil
        ),
        bootID: nil,
        bootedAt: nil
    )
}
