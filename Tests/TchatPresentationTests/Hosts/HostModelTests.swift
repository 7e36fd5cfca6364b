import Foundation
import TchatClient
import TchatClientFakes
import TchatModel
import TchatPairing
import TestClock
import Testing

@testable import TchatPresentation

/// How a host is connected to and followed.
@Suite(.serialized, .timeLimit(.minutes(1))) struct HostModelTests {
    private let world = TestWorld()

    private func model(_ host: ScriptedHost, alias: String? = nil) -> HostModel {
        let known = world.addKnown(host, at: "192.0.2.7", alias: alias)
        return HostModel(endpoint: known.endpoint, known: known, in: world.surroundings)
    }

    private func localModel(_ host: ScriptedHost) -> HostModel {
        world.startLocalServer(host)
        return HostModel(endpoint: TestWorld.socket, known: nil, in: world.surroundings)
    }

    private static func vitals(_ second: Int) -> Vitals { Vitals(at: ScriptedHost.date(second), readings: [:]) }

    // MARK: - Coming and going

    @Test func `A paired host shows what is known of it before it is heard`() async throws {
        let host = ScriptedHost("lab1\u{1B}")
        let model = model(host)
        #expect(model.id == .paired(host.status.id))
        #expect(model.title == "lab1␛" && model.subtitle == "alice · 192.0.2.7:5005")
        #expect(model.state == .connecting && model.role == .member && model.banner == nil)
        #expect(model.conversations.map(\.name) == ["alice"])
        #expect(model.selectedConversation?.isOwn == true)
    }

    @Test func `It is live once it is heard, with what the host says of the user`() async throws {
        let host = ScriptedHost(role: .operator)
        let model = model(host, alias: "the lab")
        host.say("bonjour", by: "carol")
        try await withRunning(model.run) {
            try await eventually { model.state == .live }
            #expect(model.role == .operator && model.isOperated && model.title == "the lab")
            #expect(model.conversations.map(\.name) == ["carol", "alice"])
            #expect(model.unread == 1)
        }
        #expect(host.calls.last == .shutDown)
    }

    @Test func `This computer is acted on as who answers there`() async throws {
        let host = ScriptedHost("vm", caller: "root", role: .admin)
        host.say("bonjour", by: "carol")
        let model = localModel(host)
        #expect(model.id == .thisComputer && model.title == "This computer" && model.role == .admin)
        try await withRunning(model.run) {
            try await eventually { model.state == .live }
            #expect(model.subtitle == "root · vm")
            #expect(model.conversations.map(\.name) == ["carol", "root"])
            #expect(model.conversations.map(\.isOwn) == [false, true])
            #expect(model.selectedConversation?.name == "root")
        }
        #expect(host.calls.contains(.events(after: 1, vitals: false, asOperator: true)))
    }

    @Test func `While it is away one can read and write, and it is tried again`() async throws {
        let host = ScriptedHost()
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { model.state == .live }
            host.setPresence(operators: ["bob"])
            try await eventually { model.isAttended == true }
            host.goAway()
            try await eventually { model.state == .away("\(ScriptedHost.gone)") }
            #expect(model.banner?.text.contains("goes out when lab1 is back") == true)
            #expect(model.banner?.action == "Try Again")
            #expect(model.presenceText == nil && model.isAttended == nil && model.information.isStale)
            #expect(!model.link.isLive)
            model.connect()
            #expect(host.count(.retryNow) == 1)
            host.comeBack()
            try await eventually { model.state == .live }
            #expect(model.banner == nil)
            #expect(host.count(.status) == 2)
            try await eventually { model.isAttended == true }
        }
    }

    @Test func `A host that is away at the start is heard once it is there`() async throws {
        let host = ScriptedHost(role: .operator)
        host.goAway(.unreachable(ScriptedHost.location, reason: "no route"))
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { if case .away = model.state { true } else { false } }
            host.say("bonjour", by: "carol")
            host.comeBack()
            try await eventually { model.state == .live }
            #expect(model.conversations.map(\.name) == ["carol", "alice"])
        }
    }

    @Test func `Another key is said in full, and nothing is tried before the user does`() async throws {
        let host = ScriptedHost()
        let (old, new) = (PublicKeyPin(subjectPublicKeyInfo: [1]), PublicKeyPin(subjectPublicKeyInfo: [2]))
        let error = HostError.keyChanged(ScriptedHost.location, expected: old, seen: new)
        host.refuse(.status, with: error)
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { model.state == .keyChanged(expected: old.hexText, seen: new.hexText) }
            #expect(host.count(.events) == 0)
            host.refuse(.status, with: nil)
            await settle()
            #expect(model.state != .live)
            model.connect()
            #expect(model.state == .connecting)
            try await eventually { model.state == .live }
            host.endStreams(error)
            try await eventually { model.state == .keyChanged(expected: old.hexText, seen: new.hexText) }
        }
    }

    @Test func `Who is shut out is told so`() async throws {
        let host = ScriptedHost()
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { model.state == .live }
            let error = ScriptedHost.problem(401, "You were removed.")
            host.endStreams(error)
            try await eventually { model.state == .shutOut("\(error)") }
            #expect(model.controls.isEmpty)
        }
    }

    @Test func `What this version does not understand is tried again only when the user says so`() async throws {
        let host = ScriptedHost()
        let error = HostError.unexpectedAnswer(ScriptedHost.location, .missingValue("id"))
        host.refuse(.status, with: error)
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { model.state == .away("\(error)") }
            host.refuse(.status, with: nil)
            model.connect()
            try await eventually { model.state == .live }
        }
    }

    @Test func `Who leaves stays away until they connect`() async throws {
        let host = ScriptedHost()
        let model = model(host)
        model.isVisible = true
        try await withRunning(model.run) {
            try await eventually { model.state == .live && host.openStreams(vitals: true) == 1 }
            model.control(.disconnect)
            #expect(model.state == .disconnected && model.banner?.action == "Connect")
            #expect(model.controls.isEmpty)
            try await eventually { host.openStreams(vitals: false) == 0 && host.openStreams(vitals: true) == 0 }
            host.goAway()
            host.comeBack()
            await settle()
            #expect(model.state == .disconnected)
            model.connect()
            try await eventually { model.state == .live }
            #expect(model.banner == nil)
        }
        #expect(host.count(.control) == 0)
    }

    @Test func `A host that the user left is read and written, and hears of it once the user connects`() async throws {
        let host = ScriptedHost(role: .admin)
        host.say("before", by: "alice")
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { model.state == .live && model.selectedConversation?.items.isEmpty == false }
            model.control(.disconnect)
            let conversation = try #require(model.selectedConversation)
            #expect(conversation.items.contains { $0.accessibleText.contains("before") })
            conversation.draft = "meanwhile"
            #expect(conversation.send() == .accepted)
            try await eventually { world.storage(of: host.status.id).items.count == 1 }
            conversation.draft = "reset"
            #expect(conversation.send() == .nothing)
            #expect(conversation.draftError == "reset is not possible now: lab1 is not connected.")
            await settle()
            #expect(host.log.count == 1)
            model.connect()
            try await eventually { host.log.last?.text == "meanwhile" }
        }
    }

    @Test func `A guest who left asks nothing before they connect`() async throws {
        let host = ScriptedHost(role: .guest)
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { model.state == .live }
            model.control(.disconnect)
            let asked = host.count(.status)
            model.selectedConversation?.ask(.name)
            await settle()
            #expect(host.count(.status) == asked)
            let spoken = model.selectedConversation?.items.last?.accessibleText ?? ""
            #expect(spoken.contains("You left lab1: connect before you ask."))
        }
    }

    @Test func `What happens as the user leaves does not bring the host back`() async throws {
        let host = ScriptedHost()
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { model.state == .live }
            host.goAway()
            host.comeBack()
            model.control(.disconnect)
            await settle()
            #expect(model.state == .disconnected)
        }
    }

    @Test func `A host that was paired with anew is talked to with its new key and token`() async throws {
        let (old, new) = (ScriptedHost(), ScriptedHost())
        new.status = old.status
        let model = model(old)
        try await withRunning(model.run) {
            try await eventually { model.state == .live }
            let conversation = model.selectedConversation
            let known = world.addKnown(new, at: "192.0.2.8")
            model.use(known.endpoint, known: known)
            #expect(model.state == .connecting)
            try await eventually { model.state == .live && new.openStreams(vitals: false) == 1 }
            #expect(old.calls.last == .shutDown && model.subtitle.hasSuffix("192.0.2.8:5005"))
            #expect(model.selectedConversation === conversation)
        }
    }

    // MARK: - Why it goes

    @Test func `Who stopped the server is said while it is gone`() async throws {
        let host = ScriptedHost(role: .operator)
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { model.state == .live }
            host.write(.control(.kill), by: Author(kind: .operator, name: "bo\u{7}b"), in: nil)
            host.happen(.stopping)
            host.goAway(.connectionLost(ScriptedHost.location))
            let reason = "bo␇b stopped the server of lab1: it has to be started again there."
            try await eventually { model.state == .away(reason) }
            host.goAway()
            await settle()
            #expect(model.state == .away(reason))
            host.happen(.started)
            host.comeBack()
            try await eventually { model.state == .live }
            host.goAway()
            try await eventually { model.state == .away("\(ScriptedHost.gone)") }
        }
    }

    @Test(arguments: [
        (HostEvent.stopping, "was stopped"), (.reset, "is being reset"),
    ]) func `That the server goes is said while it is gone`(event: HostEvent, words: String) async throws {
        let host = ScriptedHost()
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { model.state == .live }
            host.happen(event)
            host.goAway()
            try await eventually { if case .away(let reason) = model.state { reason.contains(words) } else { false } }
        }
    }

    @Test func `What happened long before explains nothing`() async throws {
        let host = ScriptedHost()
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { model.state == .live }
            host.happen(.reset)
            // The conversation may learn of it from a page before the stream brings it here.
            try await eventually { model.farewell != nil }
            world.now += 3600
            host.goAway()
            try await eventually { model.state == .away("\(ScriptedHost.gone)") }
        }
    }

    // MARK: - Who is there

    @Test(arguments: [
        ([], "Nobody is at the console: what you write will be waiting there."),
        (["bob"], "bob is at the console."),
        (["bob", "eve\u{1B}"], "bob, eve␛ are at the console."),
    ]) func `Who is at the console is said`(operators: [String], text: String) async throws {
        let host = ScriptedHost()
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { model.state == .live }
            host.setPresence(operators: operators)
            try await eventually { model.presenceText == text && model.isAttended == !operators.isEmpty }
        }
    }

    @Test func `At the console the others are named`() {
        #expect(HostModel.sentence(on: Presence(operators: ["root"]), user: "root") == "You are at the console.")
        let both = Presence(operators: ["bob", "root"])
        #expect(HostModel.sentence(on: both, user: "root") == "bob is at a console too.")
    }

    // MARK: - How the machine does

    @Test func `The machine is asked how it does only while the window can be seen`() async throws {
        let host = ScriptedHost()
        for second in 1...3 { host.sample(Self.vitals(second)) }
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { model.state == .live }
            await settle()
            #expect(host.openStreams(vitals: true) == 0 && host.count(.history) == 0)
            model.isVisible = true
            try await eventually { host.openStreams(vitals: true) == 1 }
            try await eventually { model.link.history.samples.count == 3 }
            host.sample(Self.vitals(4))
            try await eventually { model.link.history.samples.count == 4 && !model.information.isStale }
            model.isVisible = false
            try await eventually { host.openStreams(vitals: true) == 0 }
            #expect(host.openStreams(vitals: false) == 1)
            host.sample(Self.vitals(5))
            host.sample(Self.vitals(6))
            await settle()
            #expect(model.link.history.samples.count == 4)
            model.isVisible = true
            try await eventually { model.link.history.samples.count == 6 }
        }
    }

    @Test func `A host that hangs is away, though nobody cut the stream of what is said`() async throws {
        let host = ScriptedHost()
        let model = model(host)
        try await withRunning(model.run) {
            model.isVisible = true
            try await eventually { model.state == .live && host.openStreams(vitals: true) == 1 }
            host.hang()
            try await eventually { if case .away = model.state { true } else { false } }
            let entry = host.say("still there", by: "bob", in: "alice")
            host.comeBack()
            try await eventually { model.state == .live && host.openStreams(vitals: true) == 1 }
            try await eventually { host.openStreams(vitals: false) == 1 }
            try await eventually { world.storage(of: host.status.id).copy(of: "alice").last?.id == entry.id }
        }
    }

    // MARK: - Control words

    @Test func `What the role allows is offered, with what it does to whom`() async throws {
        let host = ScriptedHost(role: .admin)
        let model = model(host)
        #expect(model.controls.map(\.action) == [.disconnect])
        try await withRunning(model.run) {
            try await eventually { model.state == .live }
            host.setPresence(operators: ["bob"], people: ["alice", "car\u{1B}ol"])
            try await eventually { model.isAttended == true }
            #expect(model.controls.map(\.action) == [.disconnect, .reset, .kill])
            #expect(model.controls.allSatisfy { !$0.isImmediate })
            let kill = try #require(model.controls.last)
            #expect(kill.heading == "Stop the server of lab1?" && kill.isDestructive)
            #expect(kill.consequence.contains("2 other people are connected now: bob, car␛ol."))
            #expect(kill.consequence.contains("What was said is kept."))
            host.status.caller.role = .member
            host.goAway()
            host.comeBack()
            try await eventually { model.controls.map(\.action) == [.disconnect] && model.state == .live }
        }
    }

    @Test func `Of many people ten are named`() {
        let people = (1...12).map { "p\($0)" }
        let offer = ControlOffer(.reset, host: "lab1", people: people)
        #expect(offer.consequence.contains("12 other people are connected now: p1, "))
        #expect(offer.consequence.contains("p10 and 2 more."))
        #expect(ControlOffer(.kill, host: "lab1", people: []).consequence.contains("Nobody else"))
        #expect(!ControlOffer(.kill, host: "lab1", people: nil).consequence.contains("connected now"))
    }

    @Test func `What is said for a while gives way to what still is so`() async throws {
        let host = ScriptedHost(role: .admin)
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { model.state == .live }
            host.hold(.control)
            model.control(.kill)
            try await eventually { host.count(.control) == 1 }
            host.goAway()
            try await eventually { model.banner?.action == "Try Again" }
            host.release(.control)
            try await eventually { model.banner?.text.hasPrefix("The server was not stopped: ") == true }
            try await eventually { world.clock.sleeperCount == 1 }
            world.clock.advance(by: .seconds(8))
            try await eventually { model.banner?.action == "Try Again" }
        }
    }

    @Test func `What was confirmed is done, and what is not done is said for a while`() async throws {
        let host = ScriptedHost(role: .admin)
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { model.state == .live }
            model.control(.reset)
            try await eventually { host.calls.contains(.control(.reset)) }
            host.status.caller.role = .operator
            host.refuse(.control, with: ScriptedHost.problem(403, "Only admins."))
            model.control(.kill)
            try await eventually { model.banner?.text.hasPrefix("The server was not stopped: ") == true }
            #expect(model.role == .operator && model.controls.map(\.action) == [.disconnect])
            try await eventually { world.clock.sleeperCount == 1 }
            world.clock.advance(by: .seconds(8))
            try await eventually { model.banner == nil }
        }
    }
}
