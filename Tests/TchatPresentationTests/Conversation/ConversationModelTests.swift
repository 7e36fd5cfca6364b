import Foundation
import Localization
import Synchronization
import TchatClient
import TchatClientFakes
import TchatModel
import TestClock
import Testing

@testable import TchatPresentation

/// A conversation with a scripted host, whose events reach it as the host's model would pass them on.
private final class Stage {
    let host: ScriptedHost
    let storage: MemoryStorage
    let clock = ManualClock()
    let link: HostLink
    let model: ConversationModel
    var announcements: [String] = []
    /// What the list was told, and what it made of it.
    var changes: [ConversationModel.Change] = []
    var listed: [ConversationItem.ID] = []
    var revealed: [ConversationItem.ID] = []

    init(host: ScriptedHost = ScriptedHost(), copy: [Entry] = [], of name: String = "alice", isOwn: Bool = true) {
        self.host = host
        storage = MemoryStorage(copies: copy.isEmpty ? [:] : [name: copy])
        link = HostLink(client: host, work: WorkQueue(), now: { ScriptedHost.date(5000) })
        link.storage = storage
        link.clock = clock
        link.zone = .fixed(secondsEast: 0)
        link.person = host.status.caller.name
        link.role = host.status.caller.role
        link.hostTitle = "lab1"
        model = ConversationModel(name: name, isOwn: isOwn, title: isOwn ? "lab1" : name, link: link)
        link.onAnnouncement = { [unowned self] in announcements.append($0) }
        link.onRead = { [unowned link] id, name in
            link.work.add {
                let update = MarkerUpdate(read: id)
                _ = try? await host.mark(update, in: name, asOperator: link.asOperator(name))
            }
        }
        model.onReveal = { [unowned self] in revealed.append($0.id) }
        model.onChange = { [unowned self] change in
            changes.append(change)
            let added = model.items[change.position..<change.position + change.added].map(\.id)
            listed.replaceSubrange(change.position..<change.position + change.removed, with: added)
        }
    }

    func run<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        try await withRunning({ [link] in await link.work.run() }, body)
    }

    /// The host is heard, and its conversations are known.
    func goLive() async throws {
        link.isLive = true
        model.presenceChanged()
        for summary in try await host.conversations() { model.takeSummary(summary) }
    }

    /// Asks for what is older until a text is the first.
    func loadOlder(upTo text: String) async throws {
        while texts.first != text, model.hasOlder {
            let first = texts.first
            model.loadOlder()
            try await eventually { texts.first != first && !model.isLoading }
        }
        #expect(texts.first == text)
    }

    func goAway() {
        host.goAway()
        link.isLive = false
        link.presence = nil
        model.presenceChanged()
    }

    /// The window has the focus and shows the newest rows.
    func look() {
        link.isLookedAt = true
        model.lookedAtChanged()
        model.setEndInSight(true)
    }

    /// Someone says something, and it comes live.
    @discardableResult
    func hear(_ text: String, by name: String = "root") -> Entry {
        let entry = host.say(text, by: name, in: "alice")
        model.takeEntry(entry)
        return entry
    }

    /// Delivers what waits, as the host's model does.
    func deliver() async throws {
        let before = host.log.count
        let delivery = try await storage.deliver(using: host) { _ in
            false
        } refused: { refusal in
            await model.refused(refusal.item, reason: "\(refusal.reason)")
        }
        for entry in delivery.delivered { model.delivered(entry) }
        model.waitingChanged(storage.items)
        for entry in host.log[before...] { model.takeEntry(entry) }
    }

    var texts: [String] {
        model.items.compactMap { if case .bubble(let bubble) = $0.content { bubble.text } else { nil } }
    }

    var marks: [DeliveryMark?] {
        model.items.compactMap { item in
            switch item.content {
            case .bubble(let bubble): .some(bubble.mark)
            case .card(let card): .some(card.mark)
            default: nil
            }
        }
    }

    var hasUnreadMark: Bool { model.items.contains { $0.id == .unreadMark } }
}

/// A host whose pages are made at once and come when a test lets them.
private nonisolated final class LateHost: HostClient {
    private let host: ScriptedHost
    private let state = Mutex((isHeld: false, heldCount: 0))

    init(_ host: ScriptedHost) { self.host = host }

    var isHeld: Bool {
        get { state.withLock(\.isHeld) }
        set { state.withLock { $0.isHeld = newValue } }
    }

    var heldCount: Int { state.withLock(\.heldCount) }

    func entries(of conversation: String, after: Int?, before: Int?, limit: Int, search: String?) async throws
        -> EntryPage
    {
        let page = try await host.entries(
            of: conversation,
            after: after,
            before: before,
            limit: limit,
            search: search
        )
        if isHeld { state.withLock { $0.heldCount += 1 } }
        while isHeld {
            try Task.checkCancellation()
            await Task.yield()
        }
        return page
    }

    func status() async throws -> HostStatus { try await host.status() }
    func history(seconds: Int) async throws -> [Vitals] { try await host.history(seconds: seconds) }
    func conversations() async throws -> [ConversationSummary] { try await host.conversations() }
    func put(_ draft: EntryDraft, uuid: UUID, in name: String, asOperator: Bool) async throws -> Entry {
        try await host.put(draft, uuid: uuid, in: name, asOperator: asOperator)
    }
    func mark(_ update: MarkerUpdate, in name: String, asOperator: Bool) async throws -> Marker {
        try await host.mark(update, in: name, asOperator: asOperator)
    }
    func control(_ action: ControlAction) async throws { try await host.control(action) }
    func events(after lastID: Int?, vitals: Bool, comments: Bool, asOperator: Bool)
        -> AsyncThrowingStream<StreamEvent, any Error>
    {
        host.events(after: lastID, vitals: vitals, comments: comments, asOperator: asOperator)
    }
    func retryNow() { host.retryNow() }
    func shutDown() async { await host.shutDown() }
}

@Suite(.timeLimit(.minutes(1))) struct ConversationModelTests {
    // MARK: - Pages

    @Test func `The copy is shown at once, then what the host has`() async throws {
        let host = ScriptedHost()
        let entries = (1...5).map { host.say("\($0)", by: "alice") }
        let stage = Stage(host: host, copy: Array(entries.prefix(3)))
        try await stage.run {
            await stage.model.begin()
            #expect(stage.texts == ["1", "2", "3"])
            #expect(stage.model.isLoaded && !stage.model.hasOlder)
            try await stage.goLive()
            try await eventually { stage.texts == ["1", "2", "3", "4", "5"] }
            #expect(stage.listed == stage.model.items.map(\.id))
        }
    }

    @Test func `What is heard while the newest page is fetched comes behind it, and no gap stays`() async throws {
        let host = ScriptedHost()
        let old = host.say("old", by: "alice")
        for number in 1...ConversationModel.pageEntries + 50 { host.say("\(number)", by: "alice") }
        let stage = Stage(host: host, copy: [old])
        try await stage.run {
            await stage.model.begin()
            host.hold(.entries)
            try await stage.goLive()
            try await eventually { host.count(.entries) == 1 }
            stage.hear("live")
            #expect(stage.texts == ["old"])
            host.release(.entries)
            try await eventually { stage.texts.last == "live" }
            #expect(stage.texts.count == ConversationModel.pageEntries && stage.model.hasOlder)
            stage.hear("next")
            #expect(stage.texts.last == "next")
        }
    }

    @Test func `After the host was away its newest page comes before what is heard`() async throws {
        let stage = Stage()
        try await stage.run {
            try await stage.goLive()
            await stage.model.begin()
            stage.hear("a")
            stage.goAway()
            stage.host.comeBack()
            for number in 1...ConversationModel.pageEntries + 20 {
                stage.host.say("missed \(number)", by: "root", in: "alice")
            }
            stage.link.isLive = true
            stage.model.presenceChanged()
            stage.hear("b")
            try await eventually { stage.texts.last == "b" }
            #expect(stage.texts.first == "missed 22" && stage.texts.count == ConversationModel.pageEntries)
        }
    }

    @Test func `Older pages come one at a time and are shown in portions, also from the copy`() async throws {
        let host = ScriptedHost()
        let page = ConversationModel.pageEntries
        let entries = (1...2 * page + 150).map { host.say("\($0)", by: "alice") }
        let stage = Stage(host: host, copy: entries)
        try await stage.run {
            try await stage.goLive()
            await stage.model.begin()
            #expect(stage.texts.first == "\(page + 151)")
            let asked = host.count(.entries)
            stage.model.loadOlder()
            stage.model.loadOlder()
            #expect(stage.model.isLoading)
            try await eventually { !stage.model.isLoading }
            #expect(stage.texts.first == "\(page + 141)" && host.count(.entries) == asked + 1)
            // Asked for twice, and given once: a frame has little to lay out.
            stage.model.loadOlder()
            stage.model.loadOlder()
            try await eventually { stage.texts.first != "\(page + 141)" }
            #expect(stage.texts.first == "\(page + 131)" && !stage.model.isLoading)
            try await stage.loadOlder(upTo: "151")
            #expect(host.count(.entries) == asked + 1)
            stage.goAway()
            try await stage.loadOlder(upTo: "1")
            #expect(!stage.model.hasOlder && stage.texts == entries.compactMap(\.text))
        }
    }

    @Test func `A jump loads a window, which live entries don't splice into`() async throws {
        let host = ScriptedHost()
        let page = ConversationModel.pageEntries
        for number in 1...3 * page { host.say("\(number)", by: "alice") }
        let stage = Stage(host: host)
        try await stage.run {
            try await stage.goLive()
            await stage.model.begin()
            let found = try #require(host.log.first { $0.text == "\(page)" })
            stage.model.reveal(.init(id: found.id, author: "", text: "", time: ""))
            try await eventually { stage.revealed == [.entry(found.uuid)] }
            #expect(stage.model.hasOlder && stage.model.hasNewer)
            #expect(stage.texts.first == "\(page / 2 + 1)" && stage.texts.last == "\(page + page / 2)")
            stage.hear("live")
            #expect(stage.texts.last == "\(page + page / 2)")
            stage.model.loadNewer()
            try await eventually { stage.texts.last == "\(page + page / 2 + 20)" }
            stage.model.showNewest()
            try await eventually { stage.texts.last == "live" }
            #expect(!stage.model.hasNewer && stage.listed == stage.model.items.map(\.id))
        }
    }

    @Test(arguments: [true, false])
    func `The newest is not gone to when it does not come, or the user goes elsewhere`(isRefused: Bool) async throws {
        let host = ScriptedHost()
        let page = ConversationModel.pageEntries
        for number in 1...3 * page { host.say("\(number)", by: "alice") }
        let stage = Stage(host: host)
        try await stage.run {
            try await stage.goLive()
            await stage.model.begin()
            var newestCount = 0
            stage.model.onNewest = { newestCount += 1 }
            stage.model.reveal(.init(id: 10, author: "", text: "", time: ""))
            try await eventually { stage.model.hasNewer && !stage.model.isLoading }
            stage.link.storage = nil
            let (texts, asked) = (stage.texts, host.count(.entries))
            if isRefused { host.refuse(.entries, with: ScriptedHost.problem(503)) } else { host.hold(.entries) }
            stage.model.showNewest()
            try await eventually { host.count(.entries) == asked + 1 }
            if isRefused {
                try await eventually { stage.clock.sleeperCount == 1 }
                host.refuse(.entries, with: nil)
                stage.clock.advance(by: .seconds(2))
                try await eventually { host.count(.entries) == asked + 2 }
            } else {
                stage.model.stayHere()
                host.release(.entries)
            }
            await settle()
            #expect(newestCount == 0 && stage.texts == texts && stage.model.hasNewer)
            stage.model.showNewest()
            try await eventually { newestCount == 1 }
            #expect(stage.texts.last == "\(3 * page)" && !stage.model.hasNewer)
        }
    }

    @Test(arguments: [true, false])
    func `What comes while the end is fetched is not lost`(byJump: Bool) async throws {
        let host = ScriptedHost()
        let page = ConversationModel.pageEntries
        for number in 1...page + 50 { host.say("\(number)", by: "alice") }
        let stage = Stage(host: host)
        let late = LateHost(host)
        stage.link.client = late
        try await stage.run {
            try await stage.goLive()
            await stage.model.begin()
            stage.model.reveal(.init(id: 10, author: "", text: "", time: ""))
            try await eventually { stage.model.hasNewer && !stage.model.isLoading }
            for last in stride(from: page / 2 + 30, to: page + 50, by: 20) {
                stage.model.loadNewer()
                try await eventually { stage.texts.last == "\(last)" && !stage.model.isLoading }
            }
            // The page is made, and has not come yet.
            late.isHeld = true
            if byJump { stage.model.showNewest() } else { stage.model.loadNewer() }
            try await eventually { late.heldCount == 1 }
            stage.hear("a")
            await settle()
            late.isHeld = false
            try await eventually { !stage.model.hasNewer && !stage.model.isLoading }
            stage.hear("b")
            #expect(stage.texts.suffix(3) == ["\(page + 50)", "a", "b"])
        }
    }

    @Test func `A page of a log that went back meanwhile is not shown`() async throws {
        let stage = Stage()
        for text in ["a", "b"] { stage.host.say(text, by: "root", in: "alice") }
        let late = LateHost(stage.host)
        stage.link.client = late
        try await stage.run {
            late.isHeld = true
            try await stage.goLive()
            async let begun: Void = stage.model.begin()
            try await eventually { late.heldCount == 1 }
            stage.host.logGoesBack(to: 1)
            stage.model.logWentBack(to: 1)
            late.isHeld = false
            await begun
            try await eventually { stage.texts == ["a"] }
        }
    }

    @Test func `A page that does not come is asked for once more`() async throws {
        let host = ScriptedHost()
        host.say("a", by: "alice")
        host.refuse(.entries, with: ScriptedHost.problem(503))
        let stage = Stage(host: host)
        try await stage.run {
            try await stage.goLive()
            await stage.model.begin()
            #expect(!stage.model.isLoaded)
            try await eventually { stage.clock.sleeperCount == 1 }
            host.refuse(.entries, with: nil)
            stage.clock.advance(by: .seconds(2))
            try await eventually { stage.texts == ["a"] && stage.model.isLoaded }
            #expect(stage.clock.sleeperCount == 0)
        }
    }

    @Test func `While the host can't be heard, nobody waits for more than the copy`() async throws {
        let stage = Stage()
        try await stage.run {
            await stage.model.begin()
            #expect(!stage.model.isLoaded)
            stage.link.isUnheard = true
            stage.model.unheardChanged()
            #expect(stage.model.isLoaded)
        }
    }

    @Test func `What is loaded already is shown without the host`() async throws {
        let stage = Stage()
        try await stage.run {
            try await stage.goLive()
            await stage.model.begin()
            let entry = stage.hear("here")
            let asked = stage.host.count(.entries)
            stage.model.reveal(.init(id: entry.id, author: "", text: "", time: ""))
            #expect(stage.revealed == [.entry(entry.uuid)])
            #expect(stage.host.count(.entries) == asked)
        }
    }

    // MARK: - Sending

    @Test func `What is sent waits, is delivered, and is seen`() async throws {
        let stage = Stage()
        try await stage.run {
            await stage.model.begin()
            for text in ["  Bonjour ", "2"] {
                stage.model.draft = text
                #expect(stage.model.send() == .accepted)
                #expect(stage.model.draft.isEmpty)
            }
            try await eventually { stage.texts == ["  Bonjour ", "2"] }
            #expect(stage.marks == [.waiting, .waiting])
            try await stage.goLive()
            try await eventually { stage.model.isSynchronized }
            try await stage.deliver()
            #expect(stage.texts == ["  Bonjour ", "2"])
            #expect(stage.marks == [.sent, .sent])
            stage.model.takeMarker(Marker(conversation: "alice", reader: Said.root, read: 1))
            #expect(stage.marks == [.read, .sent])
        }
    }

    @Test(arguments: ["", "  ", "\n\t"])
    func `Nothing is not sent`(draft: String) {
        let stage = Stage()
        stage.model.draft = draft
        #expect(stage.model.send() == .nothing)
        #expect(stage.model.draftError == nil)
    }

    @Test func `A message has 4096 bytes at most`() async throws {
        let stage = Stage()
        stage.model.draft = String(repeating: "é", count: 2049)
        #expect(stage.model.send() == .nothing)
        #expect(
            stage.model.draftError
                == "The message is 2 bytes too long: make it shorter, or send it in several parts."
        )
        #expect(!stage.model.draft.isEmpty)
        stage.model.draft = String(repeating: "é", count: 2048)
        #expect(stage.model.draftError == nil)
        #expect(stage.model.send() == .accepted)
    }

    @Test func `Bare words ask, and control words ask first`() async throws {
        let stage = Stage()
        let offer = ControlOffer(.reset, host: "lab1", people: nil)
        stage.link.offers = { [offer] }
        try await stage.run {
            stage.model.draft = " cpu"
            #expect(stage.model.send() == .accepted)
            stage.model.draft = "reset"
            #expect(stage.model.send() == .control(offer))
            #expect(stage.model.draft.isEmpty)
            stage.model.draft = "kill"
            #expect(stage.model.send() == .nothing)
            #expect(stage.model.draftError == "Your role does not allow kill here.")
            stage.model.draft = "disk"
            #expect(stage.model.send() == .accepted)
            try await eventually { stage.storage.items.count == 2 }
            #expect(stage.storage.items.map(\.draft) == [.question(item: .cpu), .message(text: "disk")])
        }
    }

    @Test func `What can't be kept stands in the field again`() async throws {
        let stage = Stage()
        stage.storage.failure = .noFolder
        try await stage.run {
            stage.model.draft = "precious"
            stage.model.send()
            try await eventually { stage.model.draftError != nil }
            #expect(stage.model.draft == "precious" && stage.model.items.isEmpty)
        }
    }

    @Test func `A refusal stays until it is discarded`() async throws {
        let stage = Stage()
        stage.host.refuse(.put, with: ScriptedHost.problem(413, "Too long."))
        try await stage.run {
            try await stage.goLive()
            await stage.model.begin()
            stage.model.draft = "no"
            stage.model.send()
            try await eventually { stage.texts == ["no"] }
            try await stage.deliver()
            guard case .refused(let reason)?? = stage.marks.first else {
                Issue.record("not refused")
                return
            }
            #expect(reason.contains("Too long."))
            stage.model.discard(try #require(stage.model.items.last))
            #expect(stage.model.items.isEmpty)
        }
    }

    @Test func `What waits can be discarded before it goes out`() async throws {
        let stage = Stage()
        try await stage.run {
            stage.model.draft = "no"
            stage.model.send()
            try await eventually { stage.texts == ["no"] }
            stage.model.discard(try #require(stage.model.items.last))
            try await eventually { stage.storage.items.isEmpty }
            #expect(stage.model.items.isEmpty)
        }
    }

    @Test func `A guest may only ask, and is answered aside`() async throws {
        let host = ScriptedHost(caller: "alice", role: .guest)
        host.refuse(.entries, with: ScriptedHost.problem(403))
        let stage = Stage(host: host)
        try await stage.run {
            try await stage.goLive()
            await stage.model.begin()
            #expect(!stage.model.canWrite && stage.model.isLoaded)
            stage.model.draft = "Bonjour"
            #expect(stage.model.send() == .nothing)
            #expect(stage.model.draftError != nil)
            stage.model.draft = "name"
            #expect(stage.model.send() == .accepted)
            stage.model.ask(.battery)
            try await eventually {
                stage.model.items.count {
                    if case .card(let card) = $0.content { card.headline != nil } else { false }
                } == 2
            }
            #expect(stage.model.items.map(\.accessibleText).contains { $0.hasPrefix("Name: lab1, ") })
            #expect(host.count(.put) == 0 && stage.storage.items.isEmpty)
        }
    }

    @Test func `The host's answer completes what was asked here`() async throws {
        let stage = Stage()
        try await stage.run {
            try await stage.goLive()
            await stage.model.begin()
            stage.model.ask(.cpu)
            try await eventually { stage.marks == [.waiting] }
            try await stage.deliver()
            #expect(stage.marks == [nil])
            #expect(stage.model.items.last?.accessibleText.hasPrefix("Processor: the cpu, ") == true)
        }
    }

    // MARK: - Reading

    @Test func `Only what is looked at is read`() async throws {
        let stage = Stage()
        try await stage.run {
            try await stage.goLive()
            await stage.model.begin()
            let first = stage.hear("a")
            #expect(stage.model.unread == 1 && stage.host.count(.mark) == 0)
            #expect(stage.hasUnreadMark)
            stage.model.setEndInSight(true)
            await settle()
            #expect(stage.model.unread == 1 && stage.host.count(.mark) == 0)
            stage.look()
            #expect(stage.model.unread == 0)
            try await eventually { stage.host.markers.contains { $0.read == first.id } }
            #expect(stage.hasUnreadMark)
            let second = stage.hear("b")
            #expect(stage.model.unread == 0)
            try await eventually { stage.host.markers.contains { $0.read == second.id } }
            // What is one's own needs no marker.
            let marks = stage.host.count(.mark)
            stage.hear("mine", by: "alice")
            await settle()
            #expect(stage.host.count(.mark) == marks)
            #expect(stage.announcements == ["root, 22:13: b"])
            stage.model.leave()
            #expect(!stage.hasUnreadMark)
            stage.hear("c")
            #expect(stage.model.unread == 1 && stage.announcements.count == 1)
            await stage.model.begin()
            #expect(stage.hasUnreadMark)
        }
    }

    @Test func `What was unread is marked when the conversation is opened`() async throws {
        let host = ScriptedHost()
        for text in ["a", "b", "c"] { host.say(text, by: "root", in: "alice") }
        host.move(Marker(conversation: "alice", reader: Said.alice, read: 1))
        let stage = Stage(host: host)
        try await stage.run {
            try await stage.goLive()
            #expect(stage.model.unread == 2)
            #expect(stage.model.preview == "root: c" && stage.model.lastActivityText == "22:13")
            await stage.model.begin()
            #expect(stage.model.items.map(\.id)[2] == .unreadMark)
        }
    }

    @Test func `What another device has read is not unread`() async throws {
        let stage = Stage()
        try await stage.run {
            try await stage.goLive()
            await stage.model.begin()
            let first = stage.hear("a")
            let second = stage.hear("b")
            stage.model.takeMarker(Marker(conversation: "alice", reader: Said.alice, read: first.id))
            // What came before the window was opened is not counted twice by what the host says of it.
            for summary in try await stage.host.conversations() { stage.model.takeSummary(summary) }
            #expect(stage.model.unread == 2)
            stage.model.takeMarker(Marker(conversation: "alice", reader: Said.alice, read: second.id))
            #expect(stage.model.unread == 0)
        }
    }

    @Test func `What was missed is unread, however far the user had read before`() async throws {
        let stage = Stage()
        try await stage.run {
            try await stage.goLive()
            await stage.model.begin()
            let first = stage.hear("a")
            stage.hear("b")
            stage.model.leave()
            stage.goAway()
            stage.host.comeBack()
            for text in ["c", "d"] { stage.host.say(text, by: "root", in: "alice") }
            let marker = Marker(conversation: "alice", reader: Said.alice, read: first.id)
            stage.host.move(marker)
            try await stage.goLive()
            #expect(stage.model.unread == 3)
            // The stream tells it again; what is loaded does not reach up to the newest.
            stage.model.takeMarker(marker)
            #expect(stage.model.unread == 3)
        }
    }

    @Test func `A list that was made before the user had read does not make it unread`() async throws {
        let stage = Stage()
        try await stage.run {
            try await stage.goLive()
            await stage.model.begin()
            let entry = stage.hear("a")
            let summaries = try await stage.host.conversations()
            stage.look()
            try await eventually { stage.model.ownRead == entry.id }
            stage.model.leave()
            for summary in summaries { stage.model.takeSummary(summary) }
            #expect(summaries.first?.unread == 1 && stage.model.unread == 0)
        }
    }

    @Test func `What was delivered before the conversation is opened does not wait there`() async throws {
        let stage = Stage()
        try await stage.run {
            stage.storage.accepted(.message(text: "old"), for: "alice")
            stage.model.waitingChanged(stage.storage.items)
            try await stage.goLive()
            try await stage.deliver()
            let page = ConversationModel.pageEntries
            for number in 1...page + 20 { stage.hear("\(number)") }
            await stage.model.begin()
            #expect(stage.texts.last == "\(page + 20)" && !stage.texts.contains("old"))
        }
    }

    @Test func `An operator reads and is read as one`() async throws {
        let host = ScriptedHost(caller: "root", role: .admin)
        let stage = Stage(host: host, isOwn: false)
        stage.link.presence = Presence(operators: ["root"], people: ["alice"])
        try await stage.run {
            host.addPerson("alice")
            try await stage.goLive()
            await stage.model.begin()
            stage.look()
            stage.hear("help", by: "alice")
            try await eventually { host.markers.contains { $0.reader == Said.root && $0.read == 1 } }
            #expect(
                host.calls.contains(.mark(MarkerUpdate(read: 1), in: "alice", asOperator: true))
            )
            #expect(stage.model.presenceText == "alice is connected.")
            #expect(stage.model.presenceSummary == "Connected")
            #expect(stage.model.preview == "help", "Whose conversation it is need not be said.")
            #expect(stage.model.isOtherSidePresent)
            stage.link.presence = Presence(operators: ["root"], people: [])
            stage.model.presenceChanged()
            #expect(stage.model.presenceText == "alice is away: your message will be waiting.")
            #expect(stage.model.presenceSummary == "Away")
            #expect(stage.model.placeholder == "Message to alice")
        }
    }

    @Test(arguments: [
        (
            [], "Nobody is at the console: your message will be waiting.", "Nobody at the console",
            "Message to lab1"
        ),
        (["root"], "root is at the console of lab1.", "root is at the console", "Message to root"),
        (
            ["bob", "root"], "bob, root are at the console of lab1.", "bob, root are at the console",
            "Message to lab1"
        ),
        (["alice"], "You are at the console.", "You are at the console", "Message to lab1"),
    ])
    func `A person hears who is at the console`(
        operators: [String],
        text: String,
        summary: String,
        placeholder: String
    ) {
        let stage = Stage()
        stage.link.presence = Presence(operators: operators)
        stage.model.presenceChanged()
        #expect(stage.model.presenceText == text && stage.model.presenceSummary == summary)
        #expect(stage.model.isOtherSidePresent == !operators.isEmpty)
        #expect(stage.model.placeholder == placeholder)
        stage.link.presence = nil
        stage.model.presenceChanged()
        #expect(stage.model.presenceText == nil && stage.model.presenceSummary == nil)
        #expect(!stage.model.isOtherSidePresent)
    }

    @Test func `A log that went back is loaded anew`() async throws {
        let stage = Stage()
        try await stage.run {
            try await stage.goLive()
            await stage.model.begin()
            for text in ["a", "b", "c"] { stage.hear(text) }
            stage.host.logGoesBack(to: 1)
            stage.model.logWentBack(to: 1)
            stage.hear("d")
            try await eventually { stage.texts == ["a", "d"] }
        }
    }

    // MARK: - Searching

    @Test func `Only the last words typed are searched for, after a pause`() async throws {
        let host = ScriptedHost()
        for text in ["the disk", "the printer", "another disk"] { host.say(text, by: "alice") }
        let stage = Stage(host: host)
        try await stage.run {
            try await stage.goLive()
            await stage.model.begin()
            let asked = host.count(.entries)
            for text in ["p", "pr", "disk"] { stage.model.searchText = text }
            try await eventually { stage.clock.sleeperCount == 3 }
            #expect(stage.model.isSearching && host.count(.entries) == asked)
            stage.clock.advance(by: .milliseconds(250))
            try await eventually { !stage.model.isSearching }
            #expect(host.count(.entries) == asked + 1)
            #expect(stage.model.searchResults.map(\.text) == ["another disk", "the disk"])
            stage.model.searchText = "nowhere"
            try await eventually { stage.clock.sleeperCount == 1 }
            stage.clock.advance(by: .milliseconds(250))
            try await eventually { stage.model.searchMessage == "Try other words, or fewer of them." }
            stage.model.searchText = ""
            #expect(stage.model.searchResults.isEmpty && stage.model.searchMessage == nil)
        }
    }

    @Test func `A slow answer to earlier words is not shown`() async throws {
        let host = ScriptedHost()
        for text in ["disk", "printer"] { host.say(text, by: "alice") }
        let stage = Stage(host: host)
        try await stage.run {
            try await stage.goLive()
            await stage.model.begin()
            host.hold(.entries)
            let asked = host.count(.entries)
            stage.model.searchText = "disk"
            try await eventually { stage.clock.sleeperCount == 1 }
            stage.clock.advance(by: .milliseconds(250))
            try await eventually { host.count(.entries) == asked + 1 }
            stage.model.searchText = "printer"
            host.release(.entries)
            await settle()
            #expect(stage.model.searchResults.isEmpty && stage.model.isSearching)
            try await eventually { stage.clock.sleeperCount == 1 }
            stage.clock.advance(by: .milliseconds(250))
            try await eventually { stage.model.searchResults.map(\.text) == ["printer"] }
        }
    }

    @Test func `While the host is away the copy is searched, and it says so`() async throws {
        let copy = [Said.message(1, "L’été à Paris"), Said.message(2, "hiver", by: Said.root)]
        let stage = Stage(copy: copy)
        try await stage.run {
            await stage.model.begin()
            stage.model.searchText = "paris ET"
            try await eventually { stage.clock.sleeperCount == 1 }
            stage.clock.advance(by: .milliseconds(250))
            try await eventually { stage.model.searchResults.map(\.id) == [1] }
            #expect(stage.model.searchMessage == "lab1 is away: only the copy on this computer was searched.")
        }
    }

    @Test(arguments: [
        ("ete", true), ("ÉTÉ", true), ("l ete", true), ("par", true), ("paris ete", true), ("aris", false),
        ("et paris", false), ("", false), ("…", false),
    ])
    func `The copy is searched as a host searches`(words: String, isFound: Bool) {
        #expect(CopySearch(words).matches(Said.message(1, "L’e\u{301}té à Paris")) == isFound)
    }
}
