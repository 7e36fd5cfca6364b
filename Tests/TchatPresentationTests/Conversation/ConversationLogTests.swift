import Foundation
import TchatClient
import TchatModel
import Testing

@testable import TchatPresentation

@Suite struct ConversationLogTests {
    private static let cpu = ItemAnswer(
        item: .cpu,
        text: "cpu pourcentage : 12.5%",
        values: .cpu(CPUUsage(usedPercent: 12.5, coreUsedPercent: []))
    )

    @Test func `Days stand above their entries, and close words of one author go on`() {
        var test = TestLog()
        test.take(
            Said.message(1, "a", minute: -2 * 1440),
            Said.message(2, "b", minute: -1440),
            Said.message(3, "c"),
            Said.message(4, "d", minute: 5),
            Said.message(5, "e", minute: 10.1),
            Said.message(6, "f", by: Said.root, minute: 10.2),
            Said.message(7, "g", minute: 10.3)
        )
        #expect(
            test.summary
                == ["Saturday, 21 November", "a", "Yesterday", "b", "Today", "c", "d", "e", "f", "g"]
        )
        let groups = test.contents.compactMap { content in
            if case .bubble(let bubble) = content { bubble.continuesGroup } else { nil }
        }
        #expect(groups == [false, false, false, true, false, false, false])
    }

    @Test func `Words of one author on two days are not one group`() {
        var test = TestLog()
        test.take(Said.message(1, "a", minute: 719), Said.message(2, "b", minute: 721))
        guard case .bubble(let bubble) = test.contents.last else {
            Issue.record("no bubble")
            return
        }
        #expect(!bubble.continuesGroup)
    }

    @Test func `A new day renames the days before`() {
        var test = TestLog()
        test.take(Said.message(1, "a"))
        test.log.now = TestLog.now.addingTimeInterval(86400)
        test.change { $0.makeAnew() }
        #expect(test.summary == ["Yesterday", "a"])
        #expect(test.updates.count == 1)
    }

    @Test(arguments: [true, false])
    func `What was said here is on screen once, whoever tells of it first`(streamIsFirst: Bool) {
        var test = TestLog()
        let uuid = UUID()
        let item = Said.waiting(.message(text: "Bonjour"), uuid: uuid)
        let entry = Said.message(7, "Bonjour", uuid: uuid)
        test.change { $0.addWaiting(item) }
        #expect(test.marks == [.waiting])
        if streamIsFirst {
            test.take(entry)
            test.change { $0.setDelivered(entry) }
        } else {
            test.change { $0.setDelivered(entry) }
            #expect(test.marks == [.sent])
            // The list of what waits does not have it any more, while the stream has not brought it yet.
            test.change { $0.setWaiting([]) }
            #expect(test.summary == ["Today", "Bonjour"])
            test.take(entry)
        }
        test.take(entry)
        // A list that was made before must not bring it back.
        test.change { $0.setWaiting([item]) }
        test.change { $0.addWaiting(item) }
        #expect(test.summary == ["Today", "Bonjour"])
        #expect(test.marks == [.sent])
    }

    @Test func `What the host has had for long does not wait behind what came later`() {
        var test = TestLog()
        let uuid = UUID()
        test.change { $0.show([Said.message(50, "new")], hasOlder: true, hasNewer: false) }
        test.change { $0.addWaiting(Said.waiting(.message(text: "old"), uuid: uuid)) }
        test.change { $0.setDelivered(Said.message(7, "old", uuid: uuid)) }
        #expect(test.summary == ["Today", "new"])
    }

    @Test func `The row of what waited stays where it is`() {
        var test = TestLog()
        let (first, second) = (UUID(), UUID())
        test.take(Said.message(1, "old"))
        test.change { $0.addWaiting(Said.waiting(.message(text: "a"), uuid: first)) }
        test.change { $0.addWaiting(Said.waiting(.message(text: "b"), uuid: second)) }
        test.take(Said.message(2, "a", uuid: first))
        let isSplice = test.updates.contains { if case .splice = $0 { true } else { false } }
        #expect(!isSplice)
        #expect(test.marks == [.sent, .sent, .waiting])
    }

    @Test func `What others say comes before what waits`() {
        var test = TestLog()
        test.change { $0.addWaiting(Said.waiting(.message(text: "mine"))) }
        test.take(Said.message(1, "theirs", by: Said.root))
        #expect(test.summary == ["Today", "theirs", "mine"])
    }

    @Test func `What was refused stays with its reason until it is discarded`() {
        var test = TestLog()
        let item = Said.waiting(.message(text: "no"), uuid: UUID())
        test.change { $0.setWaiting([item, Said.waiting(.message(text: "later"), minute: 1)]) }
        test.change { $0.refuse(item, reason: "Too long.") }
        test.change { $0.setWaiting([Said.waiting(.message(text: "later"), minute: 1)]) }
        #expect(test.marks == [.refused("Too long."), .waiting])
        #expect(test.summary == ["Today", "no", "later"])
        #expect(test.spoken[1] == "You, 12:00: no, not taken: Too long.")
        test.change { $0.discard(item.uuid).updates }
        test.change { $0.setWaiting([item]) }
        #expect(test.summary.isEmpty)
    }

    @Test func `An answer completes the card of its question in place`() {
        var test = TestLog()
        let question = Said.question(3, .cpu)
        test.take(question, Said.message(4, "meanwhile", by: Said.root))
        #expect(test.summary == ["Today", "Processor=", "meanwhile"])
        #expect(test.marks.first == .sent)
        test.take(Said.answer(5, to: question.uuid, Self.cpu))
        #expect(test.summary == ["Today", "Processor=12.5\u{A0}%", "meanwhile"])
        #expect(test.marks.first == .some(nil))
        #expect(test.updates.count == 1)
        #expect(test.log.position(of: 5) == 1)
    }

    @Test func `An answer stands alone until its question is loaded`() {
        var test = TestLog()
        let question = Said.question(3, .cpu, by: Said.root)
        let answer = Said.answer(5, to: question.uuid, Self.cpu)
        test.change { $0.show([answer], hasOlder: true, hasNewer: false) }
        #expect(test.summary == ["Today", "Processor=12.5\u{A0}%"])
        test.change { $0.addOlder(EntryPage(entries: [question, Said.message(4, "between")], hasMore: false)) }
        #expect(test.summary == ["Today", "Processor=12.5\u{A0}%", "between"])
        guard case .card(let card) = test.contents[1] else {
            Issue.record("no card")
            return
        }
        #expect(card.askedBy == "root asked")
        #expect(test.spoken[1] == "Processor: 12.5\u{A0}%, asked by root, 12:00")
    }

    @Test func `A second answer, and one before its question, stand alone`() {
        var test = TestLog()
        let question = Said.question(3, .cpu)
        test.take(
            Said.answer(2, to: question.uuid, Self.cpu),
            question,
            Said.answer(4, to: question.uuid, Self.cpu),
            Said.answer(5, to: question.uuid, Self.cpu)
        )
        #expect(test.list.count == 4)
    }

    @Test func `Marks follow the other side's markers and never go back`() {
        var test = TestLog()
        test.take(Said.message(1, "a"), Said.message(2, "b"), Said.message(3, "c"))
        func marker(_ reader: Author, _ delivered: Int?, _ read: Int?) -> Marker {
            Marker(conversation: "alice", reader: reader, delivered: delivered, read: read)
        }
        test.change { $0.take(marker(Said.root, 2, 1)) }
        #expect(test.marks == [.read, .delivered, .sent])
        test.change { $0.take(marker(Said.root, 1, nil)) }
        test.change { $0.take(marker(Said.alice, 3, 3)) }
        #expect(test.marks == [.read, .delivered, .sent])
        test.change { $0.take(marker(Author(kind: .operator, name: "bob"), nil, 3)) }
        #expect(test.marks == [.read, .read, .read])
        #expect(test.updates.count == 2)
        test.take(Said.message(4, "d"))
        #expect(test.spoken.suffix(2) == ["You, 12:00: c, read", "You, 12:00: d, sent"])
    }

    @Test func `An operator's words are marked by what the person has read`() {
        var test = TestLog(isOwn: false)
        test.take(Said.message(1, "theirs"), Said.message(2, "mine", by: Said.root))
        test.take(Said.message(3, "a colleague's", by: Author(kind: .operator, name: "bob")))
        test.change { $0.take(Marker(conversation: "alice", reader: Said.root, read: 3)) }
        #expect(test.marks == [nil, .sent, nil])
        test.change { $0.take(Marker(conversation: "alice", reader: Said.alice, read: 3)) }
        #expect(test.marks == [nil, .read, nil])
        #expect(test.spoken[1] == "alice, 12:00: theirs")
    }

    @Test func `The unread mark stands above the first unread words, once they are loaded for sure`() {
        var test = TestLog()
        let page = [Said.message(4, "d", by: Said.root), Said.message(5, "e"), Said.message(6, "f", by: Said.root)]
        test.change { $0.show(page, hasOlder: true, hasNewer: false) }
        test.change { $0.markUnread(after: 2) }
        #expect(!test.summary.contains("unread"))
        let older = [Said.message(2, "b", by: Said.root), Said.message(3, "c")]
        test.change { $0.addOlder(EntryPage(entries: older, hasMore: true)) }
        #expect(test.summary == ["Today", "b", "c", "unread", "d", "e", "f"])
        test.change { $0.markUnread(after: nil) }
        #expect(test.summary == ["Today", "b", "c", "d", "e", "f"])
    }

    @Test func `A day stays the row it was when what was said before comes in`() {
        var test = TestLog()
        test.change { $0.show([Said.message(5, "e"), Said.message(6, "f")], hasOlder: true, hasNewer: false) }
        let day = test.list[0].id
        let sameDay = [Said.message(3, "c"), Said.message(4, "d")]
        test.change { $0.addOlder(EntryPage(entries: sameDay, hasMore: true)) }
        let splices = test.updates.compactMap { update in
            if case .splice(let position, let removed, let added) = update {
                [position, removed, added.count]
            } else {
                nil
            }
        }
        #expect(splices == [[1, 0, 2]])

        let dayBefore = [Said.message(1, "a", minute: -1440), Said.message(2, "b")]
        test.change { $0.addOlder(EntryPage(entries: dayBefore, hasMore: false)) }
        #expect(test.summary == ["Yesterday", "a", "Today", "b", "c", "d", "e", "f"])
        #expect(test.list[2].id == day)
    }

    @Test func `A day that begins again after the clock was put back has a row of its own`() {
        var test = TestLog()
        test.take(
            Said.message(1, "a", minute: -1440),
            Said.message(2, "b"),
            Said.message(3, "c", minute: -1440),
            Said.message(4, "d")
        )
        #expect(test.summary == ["Yesterday", "a", "Today", "b", "Yesterday", "c", "Today", "d"])
        #expect(Set(test.list.map(\.id)).count == 8)
    }

    @Test func `Rows at the far end go when there are too many`() {
        var test = TestLog(mostRows: 150)
        test.change { $0.show((201...300).map { Said.message($0, "\($0)") }, hasOlder: true, hasNewer: false) }
        test.change {
            $0.addOlder(EntryPage(entries: (101...200).map { Said.message($0, "\($0)") }, hasMore: false))
        }
        // Some go at once, so that not each new row moves the list.
        #expect(test.list.count == 127 && test.summary[1] == "101" && test.summary.last == "226")
        #expect(!test.log.hasOlder && test.log.hasNewer)
        test.change {
            $0.addNewer(EntryPage(entries: (227...300).map { Said.message($0, "\($0)") }, hasMore: false))
        }
        #expect(test.list.count == 127 && test.summary[1] == "175" && test.summary.last == "300")
        #expect(test.log.hasOlder && !test.log.hasNewer)
    }

    @Test func `Full of old rows that are looked at, it does not follow what comes`() {
        var test = TestLog(mostRows: 50)
        test.change { $0.show((1...49).map { Said.message($0, "\($0)") }, hasOlder: false, hasNewer: false) }
        test.change { $0.take(Said.message(50, "50"), followsEnd: false) }
        #expect(test.log.hasNewer && test.summary.last == "49")
        test.change { $0.take(Said.message(51, "51"), followsEnd: true) }
        #expect(test.summary.last == "49")
    }

    @Test func `The host's newest page replaces what does not reach up to it`() {
        var test = TestLog()
        let copy = (1...5).map { Said.message($0, "\($0)") }
        test.change { $0.show(copy, hasOlder: false, hasNewer: false) }
        test.change { $0.takeNewest(EntryPage(entries: copy[3...] + [Said.message(6, "6")], hasMore: true)) }
        #expect(test.summary == ["Today", "1", "2", "3", "4", "5", "6"])
        #expect(test.updates.count == 1)
        test.change { $0.takeNewest(EntryPage(entries: [Said.message(9, "9")], hasMore: true)) }
        #expect(test.summary == ["Today", "9"])
    }

    @Test func `A log that went back takes its rows along`() {
        var test = TestLog()
        test.take(Said.message(1, "a"), Said.message(2, "b"), Said.message(3, "c"))
        test.change { $0.take(Marker(conversation: "alice", reader: Said.root, read: 3)) }
        test.change { $0.logWentBack(to: 1) }
        test.take(Said.message(2, "other"))
        #expect(test.summary == ["Today", "a", "other"])
        #expect(test.marks == [.read, .sent])
    }

    @Test func `What came over the wire can't hide`() {
        var test = TestLog()
        test.take(Said.message(1, "a\u{1B}[2J\nb\u{202E}", by: Author(kind: .operator, name: "ro\u{7}ot")))
        guard case .bubble(let bubble) = test.contents.last else {
            Issue.record("no bubble")
            return
        }
        #expect(bubble.text == "a␛[2J\nb�")
        #expect(bubble.author == "ro␇ot")
    }

    @Test(arguments: [
        (Entry.Content.notice(.started), "The server started", Notice.Kind.host),
        (.notice(.rebooted), "The machine was rebooted, and the server started", .host),
        (.notice(.stopping), "The server stops", .host),
        (.notice(.reset), "The server is reset: everyone has to connect again", .host),
        (.notice(.refused, NoticeValues(attempt: .control(.kill))), "Not allowed: kill", .refusal),
        (.notice(.refused, NoticeValues(attempt: .message)), "Not allowed: a message", .refusal),
        (.notice(.paired, NoticeValues(role: .member, means: .code)), "Paired (as a member)", .person),
        (
            .notice(.paired, NoticeValues(role: .admin, means: .token)), "Paired (as an administrator, with a token)",
            .person
        ),
        (.notice(.paired, NoticeValues(otherText: "token (chief)")), "Paired (token (chief))", .person),
        (.notice(.revoked, NoticeValues(by: "root")), "Shut out (by root)", .person),
        (.control(.reset), "root used reset", .control),
        (.alert(text: "The disk is full."), "The disk is full.", .alert),
    ])
    func `Events are sentences`(content: Entry.Content, text: String, kind: Notice.Kind) {
        var test = TestLog()
        test.take(Said.entry(1, content, by: Said.root))
        #expect(test.contents.last == .notice(Notice(kind: kind, text: text, time: "12:00")))
        #expect(test.spoken.last == "\(text), 12:00")
    }

    @Test func `A card has a plot where the minutes before it are known`() throws {
        let history = try RealHost.history()
        let last = try #require(history.last)
        let minutes = (last.at.timeIntervalSince(TestLog.now) + 0.5) / 60
        var test = TestLog()
        test.log.history.receive(Array(history.prefix(9)))
        let question = Said.question(1, .cpu, minute: minutes)
        let answer = try #require(RealHost.answers()[.cpu])
        test.take(question, Said.answer(2, to: question.uuid, answer, minute: minutes))
        func plot() -> Plot? { if case .card(let card)? = test.contents.last { card.plot } else { nil } }
        #expect(plot() == nil)
        test.log.history.receive(history: history)
        test.change { $0.historyChanged() }
        let shown = try #require(plot())
        #expect(shown.spanSeconds == 300)
        #expect(shown.series.map(\.style) == [.primary])
        #expect(shown.series[0].values.last == last.cpuPercent)
        // What happens later belongs to later cards.
        test.take(Said.question(3, .os, minute: minutes), Said.message(4, "later", minute: minutes + 5))
        #expect(test.contents.contains { if case .card(let card) = $0 { card.plot == shown } else { false } })
    }
}
