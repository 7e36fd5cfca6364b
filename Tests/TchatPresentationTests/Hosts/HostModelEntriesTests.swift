import Foundation
import Synchronization
import TchatClient
import TchatClientFakes
import TchatModel
import TestClock
import Testing

@testable import TchatPresentation

/// What a host's model does with what is said.
@Suite(.serialized, .timeLimit(.minutes(1))) struct HostModelEntriesTests {
    private let world = TestWorld()

    private func model(_ host: ScriptedHost) -> HostModel {
        let known = world.addKnown(host, at: "192.0.2.7")
        return HostModel(endpoint: known.endpoint, known: known, in: world.surroundings)
    }

    private func storage(_ host: ScriptedHost) -> MemoryStorage { world.storage(of: host.status.id) }

    private func streams(_ host: ScriptedHost) -> [Int?] {
        host.calls.compactMap { if case .events(let after, vitals: false, _) = $0 { .some(after) } else { nil } }
    }

    // MARK: - Copies

    @Test func `It listens from where the copy ends, and copies what comes`() async throws {
        let host = ScriptedHost()
        let old = host.say("a", by: "alice")
        host.say("b", by: "bob", in: "alice")
        host.happen(.started)
        try await storage(host).append([old], to: "alice")
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { storage(host).copy(of: "alice").map(\.id) == [1, 2, 3] }
            host.say("c", by: "bob", in: "alice")
            try await eventually { storage(host).copy(of: "alice").map(\.id) == [1, 2, 3, 4] }
        }
        #expect(streams(host) == [1])
    }

    @Test func `Operators copy every conversation, without a gap`() async throws {
        let host = ScriptedHost(role: .operator)
        let first = host.say("a", by: "carol")
        host.say("b", by: "dave")
        host.say("c", by: "carol")
        host.happen(.reset)
        try await storage(host).append([first], to: "carol")
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { storage(host).copy(of: "carol").map(\.id) == [1, 3, 4] }
            #expect(storage(host).copy(of: "dave").map(\.id) == [2, 4])
        }
        #expect(streams(host) == [1])
    }

    @Test func `That an operator's own conversation was copied by another program leaves no gap in the others`()
        async throws
    {
        let host = ScriptedHost(role: .operator)
        host.say("a", by: "carol")
        host.say("b", by: "carol")
        host.say("mine", by: "alice")
        try await storage(host).append([host.log[0]], to: "carol")
        try await storage(host).append([host.log[2]], to: "alice")
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { storage(host).copy(of: "carol").map(\.id) == [1, 2] }
        }
    }

    @Test func `An operator who comes for the first time does not get all that ever happened`() async throws {
        let host = ScriptedHost(role: .operator)
        for _ in 0..<5 { host.say("a", by: "carol") }
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { model.state == .live }
        }
        #expect(streams(host) == [5])
    }

    @Test func `A log that went back takes the copies with it`() async throws {
        let host = ScriptedHost()
        for text in ["a", "b", "c"] { host.say(text, by: "bob", in: "alice") }
        try await storage(host).append(host.log, to: "alice")
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { model.state == .live }
            host.logGoesBack(to: 1)
            host.say("B", by: "bob", in: "alice")
            try await eventually { storage(host).copy(of: "alice").map(\.text) == ["a", "B"] }
            #expect(model.banner?.text.contains("older log") == true)
            world.clock.advance(by: .seconds(60))
        }
    }

    @Test func `After the log went back only what is left is unread, and what comes is news`() async throws {
        let host = ScriptedHost(role: .operator)
        host.say("a", by: "carol")
        let model = model(host)
        var news: [HostModel.News] = []
        model.onNews = { news.append($0) }
        try await withRunning(model.run) {
            try await eventually { model.state == .live }
            for (text, name) in [("b", "carol"), ("c", "dave"), ("d", "dave")] { host.say(text, by: name) }
            try await eventually { model.unread == 4 }
            host.logGoesBack(to: 1)
            try await eventually { model.unread == 1 }
            #expect(model.conversations.first { $0.name == "dave" }?.preview.isEmpty == true)
            let entry = host.say("B", by: "carol")
            try await eventually { news.last == .message(entry, in: "carol") }
        }
    }

    @Test func `Without a copy it goes on all the same`() async throws {
        let host = ScriptedHost()
        storage(host).failure = .busy(path: "/copy")
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { model.state == .live }
            host.say("a", by: "bob", in: "alice")
            try await eventually { model.unread == 1 }
        }
    }

    // MARK: - Conversations

    @Test func `The conversation with the newest entry stands first, and a stranger gets one`() async throws {
        let host = ScriptedHost(role: .operator)
        host.say("a", by: "carol")
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { model.conversations.map(\.name) == ["carol", "alice"] }
            host.say("b", by: "192.0.2.99")
            try await eventually { model.conversations.map(\.name) == ["192.0.2.99", "carol", "alice"] }
            try await eventually { host.count(.conversations) == 2 }
            host.say("c", by: "carol")
            try await eventually { model.conversations.map(\.name) == ["carol", "192.0.2.99", "alice"] }
            #expect(model.selectedConversation?.name == "alice")
        }
    }

    @Test func `Who is no operator any more keeps only their own conversation`() async throws {
        let host = ScriptedHost(role: .operator)
        host.say("a", by: "carol")
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { model.state == .live && model.conversations.count == 2 }
            model.select(try #require(model.conversations.first { $0.name == "carol" }))
            host.status.caller.role = .member
            host.goAway()
            host.comeBack()
            try await eventually { model.conversations.map(\.name) == ["alice"] }
            #expect(model.selectedConversation?.name == "alice" && model.role == .member)
        }
    }

    @Test func `A guest has no conversation to read`() async throws {
        let host = ScriptedHost(role: .guest)
        host.refuse(.conversations, with: ScriptedHost.problem(403))
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { model.state == .live }
            #expect(model.role == .guest && model.controls.map(\.action) == [.disconnect])
        }
    }

    @Test func `Who appears later does not take the user elsewhere`() async throws {
        let host = ScriptedHost(role: .operator)
        let known = world.addKnown(host, at: "192.0.2.7")
        let model = HostModel(endpoint: known.endpoint, known: known, wanted: "carol", in: world.surroundings)
        try await withRunning(model.run) {
            try await eventually { model.state == .live }
            host.say("a", by: "carol")
            try await eventually { model.conversations.count == 2 && host.count(.conversations) == 2 }
            await settle()
            #expect(model.selectedConversation?.name == "alice")
        }
    }

    @Test(arguments: [true, false])
    func `Who writes while the host is away stays where they write`(isWriting: Bool) async throws {
        let host = ScriptedHost(role: .operator)
        host.say("a", by: "carol")
        host.goAway()
        let known = world.addKnown(host, at: "192.0.2.7")
        let model = HostModel(endpoint: known.endpoint, known: known, wanted: "carol", in: world.surroundings)
        try await withRunning(model.run) {
            try await eventually { if case .away = model.state { true } else { false } }
            if isWriting { model.selectedConversation?.draft = "je" }
            host.comeBack()
            try await eventually { model.state == .live }
            #expect(model.selectedConversation?.name == (isWriting ? "alice" : "carol"))
        }
    }

    @Test func `That words have come is told once it can be`() async throws {
        let host = ScriptedHost()
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { model.state == .live }
            host.refuse(.mark, with: ScriptedHost.gone)
            host.say("a", by: "bob", in: "alice")
            try await eventually { host.count(.mark) == 1 }
            await settle()
            #expect(host.count(.mark) == 1)
            host.refuse(.mark, with: nil)
            host.goAway()
            host.comeBack()
            try await eventually { host.markers.first?.delivered == 1 }
        }
    }

    @Test func `The other side is told once that its words have come`() async throws {
        let host = ScriptedHost()
        for text in ["a", "b", "c"] { host.say(text, by: "bob", in: "alice") }
        try await storage(host).append([host.log[0]], to: "alice")
        let model = model(host)
        try await withRunning(model.run) {
            let reader = Author(kind: .person, name: "alice")
            try await eventually { host.markers == [Marker(conversation: "alice", reader: reader, delivered: 3)] }
            host.say("mine", by: "alice")
            try await eventually { storage(host).copy(of: "alice").last?.text == "mine" }
            await settle()
            host.say("d", by: "bob", in: "alice")
            try await eventually { host.markers.first?.delivered == 5 }
            #expect(host.count(.mark) <= 3)
            #expect(!host.calls.contains(.mark(MarkerUpdate(delivered: 4), in: "alice", asOperator: false)))
        }
    }

    @Test func `An operator tells so as an operator`() async throws {
        let host = ScriptedHost(role: .operator)
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { model.state == .live }
            host.say("a", by: "carol")
            let call = ScriptedHost.Call.mark(MarkerUpdate(delivered: 1), in: "carol", asOperator: true)
            try await eventually { host.calls.contains(call) }
        }
    }

    // MARK: - Delivery

    @Test func `What was kept goes out once the host is heard`() async throws {
        let host = ScriptedHost()
        let uuid = storage(host).accepted(.message(text: "hier"), for: "alice")
        host.goAway()
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { if case .away = model.state { true } else { false } }
            await settle()
            #expect(host.count(.put) == 0)
            host.comeBack()
            try await eventually { host.log.map(\.uuid) == [uuid] && storage(host).items.isEmpty }
        }
    }

    @Test func `What is accepted goes out at once, as who says it`() async throws {
        let host = ScriptedHost(role: .operator)
        host.addPerson("carol")
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { model.state == .live }
            for name in ["carol", "alice"] {
                _ = try await storage(host).accept(.message(text: "oui"), for: name)
                model.link.onAccepted()
            }
            try await eventually { host.log.count == 2 }
            #expect(host.log.map(\.author.kind) == [.operator, .person])
        }
    }

    @Test func `What can't be taken for now is tried again, and the banner says why`() async throws {
        let host = ScriptedHost()
        host.refuse(.put, with: ScriptedHost.problem(503, "The disk is full."))
        storage(host).accepted(.message(text: "a"), for: "alice")
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { model.banner?.text.contains("The disk is full.") == true }
            #expect(model.state == .live)
            try await eventually { world.clock.sleeperCount == 1 }
            world.clock.advance(by: .milliseconds(1999))
            await settle()
            #expect(host.count(.put) == 1)
            host.refuse(.put, with: nil)
            world.clock.advance(by: .milliseconds(1))
            try await eventually { host.log.count == 1 && model.banner == nil }
        }
    }

    @Test func `What a file keeps from going out is tried again, and the banner goes with it`() async throws {
        let host = ScriptedHost()
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { model.state == .live }
            storage(host).accepted(.message(text: "a"), for: "alice")
            storage(host).failure = .busy(path: "/outbox")
            model.link.onAccepted()
            try await eventually { model.banner?.text.contains("/outbox") == true }
            storage(host).failure = nil
            try await eventually { world.clock.sleeperCount == 1 }
            world.clock.advance(by: .seconds(2))
            try await eventually { host.log.count == 1 && model.banner == nil }
        }
    }

    @Test func `What was said under another name is refused where the user sees it`() async throws {
        let host = ScriptedHost()
        storage(host).accepted(.message(text: "as bob"), for: "bob")
        host.refuse(.put, with: ScriptedHost.problem(403, "Not yours."))
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { storage(host).items.isEmpty }
            try await eventually {
                model.selectedConversation?.items.contains { $0.accessibleText.contains("as bob") } == true
            }
            #expect(model.conversations.map(\.name) == ["alice"])
        }
    }

    @Test func `What is said while a list is read stays on screen`() async throws {
        let host = ScriptedHost()
        host.goAway()
        let known = world.addKnown(host, at: "192.0.2.7")
        let late = LateStorage()
        var surroundings = world.surroundings
        surroundings.storage = { _, _ in late }
        let model = HostModel(endpoint: known.endpoint, known: known, in: surroundings)
        let conversation = try #require(model.selectedConversation)
        late.isHeld = true
        try await withRunning(model.run) {
            try await eventually { late.heldCount == 2 }
            conversation.draft = "a"
            conversation.send()
            try await eventually { conversation.items.count == 2 }
            late.isHeld = false
            await settle()
            #expect(conversation.items.count == 2)
        }
    }

    @Test func `What is refused for good is put aside, and the role asked for anew`() async throws {
        let host = ScriptedHost()
        storage(host).accepted(.message(text: "a"), for: "alice")
        host.refuse(.put, with: ScriptedHost.problem(403, "Guests don't talk."))
        let model = model(host)
        try await withRunning(model.run) {
            host.hold(.put)
            try await eventually { host.count(.put) == 1 }
            host.status.caller.role = .guest
            host.release(.put)
            try await eventually { model.role == .guest && storage(host).items.isEmpty }
        }
        #expect(host.log.isEmpty)
    }

    @Test func `A token that is refused keeps what was said, and is not tried again and again`() async throws {
        let host = ScriptedHost()
        host.refuse(.put, with: ScriptedHost.problem(401))
        storage(host).accepted(.message(text: "a"), for: "alice")
        let model = model(host)
        try await withRunning(model.run) {
            try await eventually { host.count(.put) == 1 }
            await settle()
            #expect(world.clock.sleeperCount == 0 && storage(host).items.count == 1)
        }
    }

    // MARK: - News

    @Test func `What others say now is news; what was missed is counted`() async throws {
        let host = ScriptedHost(role: .operator)
        host.say("before", by: "carol")
        let model = model(host)
        var news: [HostModel.News] = []
        model.onNews = { news.append($0) }
        try await withRunning(model.run) {
            try await eventually { model.state == .live }
            #expect(news.isEmpty)
            let live = host.say("live", by: "carol")
            host.say("mine", by: "alice")
            host.say("mine too", by: "alice", in: "carol")
            try await eventually { storage(host).copy(of: "carol").last?.text == "mine too" }
            #expect(news == [.message(live, in: "carol")])
            host.goAway()
            host.say("missed", by: "carol")
            host.say("mine from elsewhere", by: "alice")
            let last = host.say("missed too", by: "carol")
            let other = host.say("missed as well", by: "dave")
            host.comeBack()
            try await eventually { news.count == 3 }
            #expect(
                news.dropFirst() == [
                    .missed(count: 2, last: last, in: "carol"), .missed(count: 1, last: other, in: "dave"),
                ]
            )
            let again = host.say("live again", by: "dave")
            try await eventually { news.last == .message(again, in: "dave") }
        }
    }

    @Test func `What was missed and read elsewhere is no news`() async throws {
        let host = ScriptedHost(role: .operator)
        host.addPerson("carol")
        let model = model(host)
        var news: [HostModel.News] = []
        model.onNews = { news.append($0) }
        try await withRunning(model.run) {
            try await eventually { model.state == .live }
            host.goAway()
            let read = host.say("missed", by: "carol")
            host.move(Marker(conversation: "carol", reader: Author(kind: .operator, name: "alice"), read: read.id))
            let unread = host.say("missed", by: "dave")
            host.comeBack()
            try await eventually { news.contains(.missed(count: 1, last: unread, in: "dave")) }
            #expect(!news.contains { if case .missed(_, read, _) = $0 { true } else { false } })
        }
    }

    @Test func `What was said before the window opened is no news`() async throws {
        let host = ScriptedHost()
        host.say("a", by: "bob", in: "alice")
        host.say("b", by: "bob", in: "alice")
        try await storage(host).append([host.log[0]], to: "alice")
        let model = model(host)
        var news: [HostModel.News] = []
        model.onNews = { news.append($0) }
        try await withRunning(model.run) {
            try await eventually { storage(host).copy(of: "alice").count == 2 }
            #expect(news.isEmpty)
        }
    }

    @Test func `That the user has read elsewhere is news too`() async throws {
        let host = ScriptedHost()
        let model = model(host)
        var news: [HostModel.News] = []
        model.onNews = { news.append($0) }
        try await withRunning(model.run) {
            try await eventually { model.state == .live }
            let entry = host.say("a", by: "bob", in: "alice")
            host.move(
                Marker(conversation: "alice", reader: Author(kind: .person, name: "alice"), delivered: 1, read: 1)
            )
            try await eventually { news == [.message(entry, in: "alice"), .read("alice")] }
        }
    }
}

/// Makes the list of what waits at once, and gives it when a test lets it.
private nonisolated final class LateStorage: HostStorage {
    private let storage = MemoryStorage()
    private let state = Mutex((isHeld: false, heldCount: 0))

    var isHeld: Bool {
        get { state.withLock(\.isHeld) }
        set { state.withLock { $0.isHeld = newValue } }
    }

    var heldCount: Int { state.withLock(\.heldCount) }

    func waiting() async throws -> [OutboxItem] {
        let items = storage.items
        if isHeld { state.withLock { $0.heldCount += 1 } }
        while isHeld {
            try Task.checkCancellation()
            await Task.yield()
        }
        return items
    }

    func accept(_ draft: EntryDraft, for conversation: String) async throws -> UUID {
        try await storage.accept(draft, for: conversation)
    }
    func discard(_ uuid: UUID) async throws { try await storage.discard(uuid) }
    func deliver(
        using client: any HostClient,
        asOperator: @Sendable (_ conversation: String) -> Bool,
        refused: @Sendable (Outbox.Refusal) async throws -> Void
    ) async throws -> Outbox.Delivery {
        try await storage.deliver(using: client, asOperator: asOperator, refused: refused)
    }
    func entries(of conversation: String, limit: Int) async throws -> [Entry] { [] }
    func lastID(of conversation: String) async throws -> Int? { nil }
    func append(_ entries: [Entry], to conversation: String) async throws {}
    func forget(after id: Int, of conversation: String) async throws {}
    func removeCopies() async throws {}
}
