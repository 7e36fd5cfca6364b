import Foundation
import TchatModel
import Testing

@testable import TchatClient

struct SyncStateTests {
    private static let location = HostLocation.socket(path: "/s")
    private static let away = HostError.connectionLost(location)

    private static func entry(
        _ id: Int,
        in conversation: String? = "alice",
        by kind: Author.Kind = .operator,
        uuid: UUID = UUID()
    ) -> Entry {
        Entry(
            id: id,
            uuid: uuid,
            conversation: conversation,
            at: Date(millisecondsSince1970: 1000 * id),
            author: Author(kind: kind, name: kind == .operator ? "bob" : "alice"),
            content: conversation == nil ? .control(.reset) : .message(text: "\(id)")
        )
    }

    private static func page(_ entries: [Entry]) -> EntryPage { EntryPage(entries: entries, hasMore: false) }

    private static func status(_ role: Role, id: UUID = UUID(), name: String = "alice") -> HostStatus {
        HostStatus(
            id: id,
            version: "1.0",
            startedAt: Date(millisecondsSince1970: 0),
            facts: HostFacts(
                name: "lab1",
                operatingSystem: OperatingSystem(system: "Linux", release: "6", version: "#1", architecture: "x86_64"),
                bootID: "boot-1",
                bootedAt: Date(millisecondsSince1970: 0)
            ),
            vitals: Vitals(at: Date(millisecondsSince1970: 0), readings: [:]),
            caller: .init(name: name, role: role)
        )
    }

    private static func summary(_ name: String, last: Entry?) -> ConversationSummary {
        let person = Person(name: name, kind: .paired, role: .member, createdAt: Date(millisecondsSince1970: 0))
        return ConversationSummary(name: name, person: person, lastEntry: last, unread: 0, markers: [])
    }

    /// A client of one conversation that heard the host when its newest entry was that one.
    private static func one(
        _ start: SyncPolicy.Start = .copies,
        copyEnd: Int? = 1,
        newest: Int,
        marksDelivered: Bool = false
    ) -> SyncState {
        let policy = SyncPolicy(scope: .conversation("alice"), start: start, marksDelivered: marksDelivered)
        var state = SyncState(policy: policy)
        state.begin()
        _ = state.start(copyEnd: copyEnd, newest: page([entry(newest)]))
        _ = state.connected()
        return state
    }

    /// A client of all conversations, with that role, that knows of those.
    private static func all(_ role: Role, _ summaries: [ConversationSummary]) -> SyncState {
        let policy = SyncPolicy(scope: .allConversations, start: .copies, marksDelivered: true)
        var state = SyncState(policy: policy)
        state.begin()
        _ = state.receive(status(role))
        _ = state.receive(summaries, isCatchingUp: true)
        _ = state.connected()
        return state
    }

    /// Has the state take an event, and does what it has itself to do about that.
    private static func take(_ event: StreamEvent, _ state: inout SyncState) -> [SyncState.Action] {
        let actions = state.receive(event)
        for case .settle(let told) in actions { state.settle(told) }
        return actions
    }

    private static func batches(_ actions: [SyncState.Action]) -> [EntryBatch] {
        actions.compactMap { if case .tell(.entries(let batch)) = $0 { batch } else { nil } }
    }

    // MARK: - Catching up

    @Test func `A catch-up is told once, and copied with one write`() {
        var state = Self.one(newest: 30)
        let entries = (2...30).map { Self.entry($0) }
        for entry in entries.dropLast() { #expect(state.receive(.entry(entry)) == []) }
        let batch = EntryBatch(entries: entries, origin: .missed, isCaughtUp: true)
        #expect(state.receive(.entry(entries[28])) == [.tell(.entries(batch)), .copy(entries, to: "alice")])
        let next = Self.entry(31)
        let live = EntryBatch(entries: [next], origin: .live, isCaughtUp: true)
        #expect(state.receive(.entry(next)) == [.tell(.entries(live)), .copy([next], to: "alice")])
    }

    @Test func `A catch-up has one marker in each conversation`() {
        var state = Self.all(.operator, [Self.summary("carol", last: Self.entry(40, in: "carol"))])
        for id in 1...39 {
            _ = Self.take(.entry(Self.entry(id, in: id.isMultiple(of: 2) ? "carol" : "dave", by: .person)), &state)
        }
        #expect(state.nextErrand() == nil)
        #expect(Self.take(.entry(Self.entry(40, in: "carol", by: .person)), &state).last == .runErrands)
        // Nobody knew of dave.
        #expect(state.nextErrand() == .listConversations)
        #expect(state.finished(.listConversations, nil) == true)
        let carol = SyncState.Errand.mark(MarkerUpdate(delivered: 40), in: "carol")
        #expect(state.nextErrand() == carol)
        #expect(state.finished(carol, nil) == true)
        #expect(state.nextErrand() == .mark(MarkerUpdate(delivered: 39), in: "dave"))
    }

    @Test func `However much was missed, only so much is held`() {
        var state = Self.one(newest: 5000)
        var told = 0
        for id in 2...5000 {
            for batch in Self.batches(state.receive(.entry(Self.entry(id)))) {
                #expect(batch.entries.count <= SyncState.mostHeldEntries && batch.origin == .missed)
                #expect(batch.isCaughtUp == (id == 5000))
                told += batch.entries.count
            }
        }
        #expect(told == 4999)
    }

    @Test func `What comes now waits for nothing that was missed and never comes`() {
        var state = Self.one(newest: 10)
        let (missed, live) = (Self.entry(4), Self.entry(11))
        #expect(state.receive(.entry(missed)) == [])
        let batches = Self.batches(state.receive(.entry(live)))
        #expect(batches.map(\.entries) == [[missed], [live]])
        #expect(batches.map(\.origin) == [.missed, .live])
    }

    @Test func `What is held is told before anything else is`() {
        let presence = Presence(operators: ["bob"])
        for (event, told) in [
            (StreamEvent.presence(presence), SyncEvent.presence(presence)),
            (
                .marker(Marker(conversation: "alice", reader: Author(kind: .operator, name: "bob"), read: 1)),
                .marker(Marker(conversation: "alice", reader: Author(kind: .operator, name: "bob"), read: 1))
            ),
        ] {
            var state = Self.one(newest: 10)
            let entry = Self.entry(4)
            _ = state.receive(.entry(entry))
            let batch = EntryBatch(entries: [entry], origin: .missed, isCaughtUp: false)
            #expect(state.receive(event) == [.tell(.entries(batch)), .copy([entry], to: "alice"), .tell(told)])
        }
    }

    @Test func `A cut in the middle loses nothing that came`() {
        var state = Self.one(newest: 10)
        let entry = Self.entry(4)
        _ = state.receive(.entry(entry))
        let actions = state.disconnected(Self.away)
        #expect(Self.batches(actions).map(\.entries) == [[entry]])
        #expect(actions.last == .tell(.away(Self.away)) && !state.isLive)
    }

    @Test func `What was missed while the host was away is told apart from what comes then`() {
        var state = Self.one(newest: 1)
        _ = state.disconnected(Self.away)
        state.receive(newest: Self.page([Self.entry(3)]))
        _ = state.connected()
        #expect(state.receive(.entry(Self.entry(2))) == [])
        #expect(Self.batches(state.receive(.entry(Self.entry(3)))).map(\.origin) == [.missed])
        #expect(Self.batches(state.receive(.entry(Self.entry(4)))).map(\.origin) == [.live])
    }

    @Test func `What concerns the whole host is copied into every conversation`() {
        let last = Self.entry(1, in: "carol", by: .person)
        var state = Self.all(.operator, [Self.summary("carol", last: last)])
        let entry = Self.entry(2, in: nil)
        #expect(state.receive(.entry(entry)).suffix(2) == [.copy([entry], to: "alice"), .copy([entry], to: "carol")])
    }

    @Test func `What concerns the whole host stands among a conversation's own, by id`() {
        var state = Self.all(.operator, [Self.summary("carol", last: Self.entry(9, in: "carol"))])
        let entries = [
            Self.entry(2, in: nil), Self.entry(3, in: "carol"), Self.entry(4, in: nil), Self.entry(9, in: "carol"),
        ]
        for entry in entries.dropLast() { #expect(state.receive(.entry(entry)) == []) }
        let actions = state.receive(.entry(entries[3]))
        #expect(actions.dropFirst() == [.copy([entries[0], entries[2]], to: "alice"), .copy(entries, to: "carol")])
    }

    @Test func `Of one conversation the others' entries are none of the user's business`() {
        var state = Self.one(newest: 1)
        #expect(state.receive(.entry(Self.entry(2, in: "carol"))) == [])
        #expect(Self.batches(state.receive(.entry(Self.entry(3, in: nil)))).count == 1)
    }

    @Test func `A log that went back takes copies, markers and what is held with it`() {
        var state = Self.one(newest: 10, marksDelivered: true)
        let entry = Self.entry(4)
        _ = state.receive(.entry(entry))
        _ = state.receive(.entry(Self.entry(6)))
        let actions = Self.take(.logWentBack(to: 5), &state)
        #expect(Self.batches(actions).map(\.entries) == [[entry]])
        #expect(actions.suffix(2) == [.forgetCopied(after: 5, of: "alice"), .tell(.logWentBack(to: 5))])
        #expect(state.nextErrand() == .mark(MarkerUpdate(delivered: 4), in: "alice"))
        #expect(Self.batches(state.receive(.entry(Self.entry(6)))).map(\.origin) == [.live])
    }

    @Test func `An unknown conversation is asked for also while the list is under way`() {
        var state = Self.all(.operator, [])
        _ = state.receive(.entry(Self.entry(1, in: "carol")))
        #expect(state.nextErrand() == .listConversations)
        _ = state.receive(.entry(Self.entry(2, in: "dave")))
        _ = state.receive([Self.summary("carol", last: Self.entry(1, in: "carol"))], isCatchingUp: false)
        #expect(state.finished(.listConversations, nil) == true)
        #expect(state.nextErrand() == .listConversations)
        #expect(state.finished(.listConversations, nil) == true)
        #expect(state.nextErrand() == nil)
    }

    @Test func `Whoever has no use for the list is not told it again`() {
        let policy = SyncPolicy(scope: .allConversations, start: .newest, listsNewConversations: false)
        var state = SyncState(policy: policy)
        state.begin()
        _ = state.connected()
        _ = Self.take(.entry(Self.entry(1, in: "carol")), &state)
        _ = Self.take(.logWentBack(to: 0), &state)
        #expect(state.nextErrand() == nil)
    }

    // MARK: - Where it begins

    @Test func `It begins where the copy ends`() {
        var state = SyncState(policy: SyncPolicy(scope: .conversation("alice"), start: .copies))
        #expect(state.newestEntriesLimit(copyEnd: 7) == 1)
        let start = state.start(copyEnd: 7, newest: Self.page([Self.entry(9)]))
        #expect(start.lastID == 7 && start.actions == [])
    }

    @Test func `A first visit begins with the newest page, which is copied`() {
        var state = SyncState(policy: SyncPolicy(scope: .conversation("alice"), start: .copies))
        #expect(state.newestEntriesLimit(copyEnd: nil) == 500)
        let entries = [Self.entry(8), Self.entry(9)]
        let start = state.start(copyEnd: nil, newest: Self.page(entries))
        let batch = EntryBatch(entries: entries, origin: .history, isCaughtUp: true)
        #expect(start.lastID == 9 && start.actions == [.tell(.entries(batch)), .copy(entries, to: "alice")])
    }

    @Test func `An empty conversation begins with its first entry`() {
        for start in [SyncPolicy.Start.copies, .newest] {
            var state = SyncState(policy: SyncPolicy(scope: .conversation("alice"), start: start))
            #expect(state.start(copyEnd: nil, newest: Self.page([])).lastID == 0)
        }
    }

    @Test func `Who may read no conversation begins with what comes`() {
        for start in [SyncPolicy.Start.copies, .newest] {
            var state = SyncState(policy: SyncPolicy(scope: .conversation("alice"), start: start))
            #expect(state.start(copyEnd: nil, newest: nil).lastID == nil)
        }
    }

    @Test func `Without copies it begins with the newest entry there is, once`() {
        var state = Self.one(.newest, copyEnd: nil, newest: 9)
        #expect(Self.batches(Self.take(.entry(Self.entry(10)), &state)).count == 1)
        _ = state.disconnected(Self.away)
        // What was said while the host was away is heard after all.
        #expect(state.start(copyEnd: nil, newest: Self.page([Self.entry(12)])).lastID == 10)
        #expect(Self.batches(state.receive(.entry(Self.entry(11)))).isEmpty)
        #expect(Self.batches(state.receive(.entry(Self.entry(12)))).map(\.entries.count) == [2])
    }

    @Test func `Without copies it begins with the end of the log, not with that of one conversation`() {
        var state = SyncState(policy: SyncPolicy(scope: .conversation("alice"), start: .newest))
        #expect(state.wantsLogEnd)
        #expect(state.start(copyEnd: nil, logEnd: 900, newest: Self.page([Self.entry(9)])).lastID == 900)
        #expect(!state.wantsLogEnd)
        #expect(!SyncState(policy: SyncPolicy(scope: .conversation("alice"), start: .copies)).wantsLogEnd)
    }

    @Test func `It never begins behind what was said here`() {
        var state = SyncState(policy: SyncPolicy(scope: .conversation("alice"), start: .newest))
        let uuid = UUID()
        state.accepted(uuid)
        // Another program of this user may have delivered it.
        #expect(state.newestEntriesLimit(copyEnd: nil) == 100)
        let entries = [Self.entry(7), Self.entry(8, by: .person, uuid: uuid), Self.entry(9)]
        #expect(state.start(copyEnd: nil, newest: Self.page(entries)).lastID == 7)
        #expect(state.receive(.entry(entries[1])) == [])
        #expect(Self.batches(state.receive(.entry(entries[2]))).map(\.entries) == [[entries[1], entries[2]]])
    }

    @Test func `All conversations begin where any copy ends, or at the end`() {
        let summaries = [Self.summary("carol", last: Self.entry(9, in: "carol")), Self.summary("dave", last: nil)]
        var state = SyncState(policy: SyncPolicy(scope: .allConversations, start: .copies))
        #expect(state.start(copyEnd: 4, summaries) == 4)
        #expect(state.start(copyEnd: nil, summaries) == 9)
        #expect(state.start(copyEnd: nil, []) == 0)
    }

    // MARK: - Delivering

    @Test func `What is refused for good, delivered or delayed is told`() {
        var state = Self.one(newest: 1)
        let item = OutboxItem(uuid: UUID(), conversation: "alice", at: Date(), draft: .message(text: "a"))
        var delivery = Outbox.Delivery()
        delivery.delivered = [Self.entry(2)]
        #expect(state.receive(delivery) == [.tell(.delivered(delivery.delivered))])
        let refusal = Outbox.Refusal(item: item, reason: Sample.problem(409))
        #expect(state.receive(refusal) == [.tell(.refused(refusal))])
        var stopped = Outbox.Delivery()
        stopped.stoppedBy = Sample.problem(503)
        let delay = DeliveryDelay.host(Sample.problem(503))
        #expect(state.receive(stopped) == [.tell(.delayed(delay)), .deliverLater])
        #expect(state.receive(stopped) == [.deliverLater])
        #expect(state.receive(Outbox.Delivery()) == [.tell(.delayed(nil))])
        #expect(state.receive(Outbox.Delivery()) == [])
        let files = LocalFileError.busy(path: "/outbox")
        #expect(state.deliveryFailed(files) == [.tell(.delayed(.files(files))), .deliverLater])
        #expect(state.disconnected(Self.away) == [.tell(.delayed(nil)), .tell(.away(Self.away))])
        #expect(state.deliveryFailed(files) == [])
        #expect(state.receive(stopped) == [])
    }

    @Test func `A delay ends with the run`() {
        var state = Self.one(newest: 1)
        var stopped = Outbox.Delivery()
        stopped.stoppedBy = Sample.problem(503)
        _ = state.receive(stopped)
        state.end()
        state.begin()
        _ = state.connected()
        #expect(state.receive(stopped) == [.tell(.delayed(.host(Sample.problem(503)))), .deliverLater])
    }

    @Test func `What no further try can change stops the delivery`() {
        var state = Self.one(newest: 1)
        var stopped = Outbox.Delivery()
        stopped.stoppedBy = Sample.problem(401)
        #expect(state.receive(stopped) == [.tell(.deliveryStopped(Sample.problem(401)))])
    }

    @Test func `Who is not allowed to speak any more is asked for anew`() {
        let item = OutboxItem(uuid: UUID(), conversation: "alice", at: Date(), draft: .message(text: "a"))
        let refusal = Outbox.Refusal(item: item, reason: Sample.problem(403))
        var state = Self.all(.member, [])
        #expect(state.receive(refusal) == [.tell(.refused(refusal)), .runErrands])
        #expect(state.nextErrand() == .askStatus)
        #expect(state.finished(.askStatus, Self.away) == true)
        #expect(state.nextErrand() == nil)
    }

    @Test(arguments: [
        (Role.member, false, false), (.operator, false, true), (.admin, false, true),
    ]) func `Operators write into others' conversations as who answers`(role: Role, own: Bool, others: Bool) {
        let state = Self.all(role, [])
        #expect(state.isOperator(in: "alice") == own && state.isOperator(in: "carol") == others)
        #expect(!Self.one(newest: 1).isOperator(in: "carol"))
    }

    // MARK: - Marking

    @Test func `What was seen is told once the host is heard, the newest only`() {
        var state = SyncState(policy: SyncPolicy(scope: .conversation("alice"), start: .copies))
        #expect(state.markRead(5, in: "alice") == [.runErrands])
        _ = state.markRead(4, in: "alice")
        #expect(state.nextErrand() == nil)
        _ = state.connected()
        let errand = SyncState.Errand.mark(MarkerUpdate(read: 5), in: "alice")
        #expect(state.nextErrand() == errand)
        // What may pass is tried again later; what comes meanwhile is told too.
        #expect(state.finished(errand, Self.away) == false)
        #expect(state.nextErrand() == nil)
        _ = state.connected()
        #expect(state.nextErrand() == errand)
        _ = state.markRead(6, in: "alice")
        #expect(state.finished(errand, nil) == true)
        #expect(state.nextErrand() == .mark(MarkerUpdate(read: 6), in: "alice"))
        #expect(state.finished(.mark(MarkerUpdate(read: 6), in: "alice"), Sample.problem(403)) == true)
        #expect(state.nextErrand() == nil)
    }

    @Test(arguments: ["alice", "carol"]) func `What one has seen is not told for another`(name: String) {
        let id = UUID()
        var state = Self.all(.member, [])
        _ = state.receive(Self.status(.member, id: id))
        _ = state.markRead(5, in: "alice")
        _ = state.receive(Self.status(.admin, id: id, name: name))
        #expect((state.nextErrand() == nil) == (name != "alice"))
    }

    @Test func `One's own words and those of others on the same side are not marked`() {
        var state = Self.one(newest: 1, marksDelivered: true)
        _ = Self.take(.entry(Self.entry(2, by: .person)), &state)
        #expect(state.nextErrand() == nil)
        let actions = state.receive(.entry(Self.entry(3)))
        // Nothing is marked that was not copied yet.
        #expect(state.nextErrand() == nil)
        let settle = SyncState.Action.settle(.init(lastID: 3, delivered: ["alice": 3]))
        #expect(actions.suffix(3) == [.copy([Self.batches(actions)[0].entries[0]], to: "alice"), settle, .runErrands])
        state.settle(.init(lastID: 3, delivered: ["alice": 3]))
        #expect(state.nextErrand() == .mark(MarkerUpdate(delivered: 3), in: "alice"))
        var other = Self.all(.operator, [Self.summary("carol", last: Self.entry(1, in: "carol"))])
        _ = Self.take(.entry(Self.entry(2, in: "carol")), &other)
        #expect(other.nextErrand() == nil)
    }
}
