import FoundationEssentials
import GLibSupport
import TchatModel
import Testing

@testable import TchatDesktop
@testable import TchatPresentation

@Suite(.serialized, .needsDisplay) struct MessageListTests {
    private let list: MessageList

    init() throws {
        try GTKTest.start()
        list = MessageList()
    }

    /// Where the row of an item stands in the list, if it has one.
    private func top(of item: ConversationItem) -> Double? {
        list.rows[item.id]?.widget.frame(in: list.widget)?.y
    }

    private func open(_ model: ConversationModel) throws -> TestWindow {
        list.show(model)
        let window = try TestWindow(list.widget)
        try window.rest()
        return window
    }

    @Test func beginsAtTheNewestMessage() throws {
        let model = ConversationModel.sample(ConversationItem.messages(0..<500))
        let window = try open(model)
        #expect(list.adjustment.isAtEnd())
        #expect(list.adjustment.upper > 5 * list.adjustment.pageSize)
        #expect(model.isEndInSight)
        #expect(!list.jumpButton.isShown)
        let last = try #require(top(of: model.items[499]))
        #expect(last > 0 && last < Double(window.window.height))
    }

    @Test func followsWhatIsSaidAtTheEnd() throws {
        let model = ConversationModel.sample(ConversationItem.messages(0..<3))
        let window = try open(model)
        for number in 3..<30 {
            model.change(at: number, adding: [.message("message \(number)")])
            try window.rest(frames: 2)
        }
        try window.rest()
        #expect(list.adjustment.value > 0)
        #expect(list.adjustment.isAtEnd())
        #expect(model.isEndInSight)
    }

    @Test func staysWhereOneReadsWhenSomethingIsSaid() throws {
        let model = ConversationModel.sample(ConversationItem.messages(0..<300))
        let window = try open(model)
        list.adjustment.value -= 800
        try window.rest()
        #expect(!model.isEndInSight)
        let (value, item) = (list.adjustment.value, try #require(firstInSight(of: model)))
        let place = try #require(top(of: item))
        model.unread = 2
        model.change(at: 300, adding: ConversationItem.messages(300..<302))
        try window.rest()
        #expect(top(of: item) == place)
        #expect(abs(list.adjustment.value - value) < 200)
        #expect(list.jumpButton.isShown)
        #expect(list.jumpButton.unread == 2)

        list.showNewest()
        try window.rest()
        #expect(list.adjustment.isAtEnd())
        #expect(model.isEndInSight)
        #expect(!list.jumpButton.isShown)
    }

    @Test(arguments: [nil, 0.0, 20, 400]) func staysWhereOneReadsWhenOlderRowsCome(value: Double?) throws {
        try expectToStay(from: value) { model in
            model.change(at: 1, adding: ConversationItem.messages(50..<100))
        }
    }

    @Test(arguments: [nil, 0.0, 20, 400]) func staysWhereOneReadsWhenEarlierDaysCome(value: Double?) throws {
        try expectToStay(from: value) { model in
            model.change(at: 0, adding: [.day("Yesterday")] + ConversationItem.messages(0..<50))
            model.change(at: 52, adding: ConversationItem.messages(50..<100))
        }
    }

    /// Nothing moves when rows come in front, from so many pixels below the top or, without, where the Home key leads.
    private func expectToStay(from value: Double?, when change: (ConversationModel) -> Void) throws {
        let model = ConversationModel.sample([.day("Today")] + ConversationItem.messages(100..<300))
        let window = try open(model)
        if let value { list.adjustment.value = value } else { list.view.scroll(to: 0) }
        try window.rest()
        let item = model.items[8]
        let place = try #require(top(of: item))
        change(model)
        try window.rest()
        let now = try #require(top(of: item))
        // The list counts whole pixels.
        #expect(abs(now - place) <= 3)
        #expect(list.adjustment.value > 1000)
    }

    @Test func theFocusStaysInSightWhenOlderRowsCome() throws {
        let model = ConversationModel.sample([.day("Today")] + ConversationItem.messages(100..<300))
        let window = try open(model)
        list.view.scroll(to: 0)
        try window.rest()
        _ = list.rows[model.items[0].id]?.widget.grabFocus()
        model.change(at: 1, adding: ConversationItem.messages(50..<100))
        try window.rest()
        #expect(list.rows[model.items[51].id]?.widget.containsFocus == true)
    }

    @Test func theFocusComesAlongToTheNewestMessage() throws {
        let model = ConversationModel.sample(ConversationItem.messages(0..<300))
        let window = try open(model)
        list.view.scroll(to: 100)
        try window.rest()
        _ = list.view.grabFocus()
        // A window that is not in front does not tell of it.
        list.focusSoon()
        try window.rest()
        #expect(try isInSight(#require(focused(in: model))) && !list.adjustment.isAtEnd())
        list.showNewest()
        try window.rest()
        #expect(try isInSight(#require(focused(in: model))))
        #expect(list.adjustment.isAtEnd())
    }

    @Test func theKeyboardLeadsAwayFromTheEndAndBack() throws {
        let model = ConversationModel.sample(ConversationItem.messages(0..<300))
        let window = try open(model)
        for index in [290, 270, 250] {
            // GTK's keys put the focus on another row, and scroll there with the next layout.
            #expect(!list.captured(.pageUp, []))
            _ = list.rows[model.items[index].id]?.widget.grabFocus()
            try window.rest()
            #expect(try isInSight(#require(focused(in: model))) && focused(in: model) === model.items[index])
        }
        #expect(!model.isEndInSight)
        #expect(list.captured(.end, []))
        try window.rest()
        #expect(!list.captured(.down, []))
        try window.rest()
        model.change(at: 300, adding: ConversationItem.messages(300..<305))
        try window.rest()
        #expect(list.adjustment.isAtEnd())
    }

    private func focused(in model: ConversationModel) -> ConversationItem? {
        model.items.first { list.rows[$0.id]?.widget.containsFocus == true }
    }

    private func isInSight(_ item: ConversationItem) throws -> Bool {
        let row = try #require(list.rows[item.id]).widget
        let frame = try #require(row.frame(in: list.widget))
        return row.isMapped && frame.y + frame.height > 0 && frame.y < list.adjustment.pageSize
    }

    @Test func goesToTheNewestOnceItIsThere() async throws {
        let (model, window) = try openPast()
        list.showNewest()
        try window.rest()
        #expect(list.adjustment.value == 2000)
        await model.synchronize()
        try window.rest()
        #expect(!model.hasNewer && list.adjustment.isAtEnd() && model.isEndInSight)
    }

    @Test(arguments: ElsewhereAction.allCases) func doesNotGoToTheNewestFromWhereTheUserWent(_ action: ElsewhereAction)
        async throws
    {
        let (model, window) = try openPast()
        list.showNewest()
        switch action {
        case .scrollBar: list.adjustment.value = 1500
        case .pageUp: #expect(!list.captured(.pageUp, []))
        case .home: #expect(!list.captured(.home, .control))
        case .search: model.reveal(.init(id: 50, author: "", text: "", time: ""))
        }
        try window.rest()
        let value = list.adjustment.value
        await model.synchronize()
        try window.rest()
        #expect(model.hasNewer && list.adjustment.value == value)
        model.perform { $0.addNewer(EntryPage(entries: Entry.messages(201..<220), hasMore: false)) }
        try window.rest()
        #expect(!model.hasNewer && list.adjustment.value == value)
    }

    @Test func staysWhenTheNewestDoesNotCome() async throws {
        let (model, window) = try openPast()
        model.link.isLive = false
        list.showNewest()
        await model.synchronize()
        model.link.isLive = true
        await model.synchronize()
        model.perform { $0.addNewer(EntryPage(entries: Entry.messages(201..<220), hasMore: false)) }
        try window.rest()
        #expect(!model.hasNewer && list.adjustment.value == 2000)
    }

    /// What leads away from where one waits for the newest.
    enum ElsewhereAction: CaseIterable {
        case scrollBar, pageUp, home, search
    }

    /// Shows messages of the past; the host has newer ones, which come when the model asks.
    private func openPast() throws -> (ConversationModel, TestWindow) {
        let model = ConversationModel.sample()
        model.isBegun = true
        model.link.isLive = true
        model.link.client = SilentHost(page: EntryPage(entries: Entry.messages(500..<700), hasMore: true))
        model.perform { $0.show(Entry.messages(1..<201), hasOlder: false, hasNewer: true) }
        let window = try open(model)
        list.adjustment.value = 2000
        try window.rest()
        return (model, window)
    }

    @Test func staysAtTheLastRowWhileNewerOnesAreMissing() throws {
        let model = ConversationModel.sample(ConversationItem.messages(0..<200))
        model.hasNewer = true
        let window = try open(model)
        list.adjustment.scrollToEnd()
        try window.rest()
        #expect(!model.isEndInSight)
        let item = model.items[199]
        let place = try #require(top(of: item))
        model.change(at: 200, adding: ConversationItem.messages(200..<300))
        try window.rest()
        let now = try #require(top(of: item))
        #expect(abs(now - place) <= 1)
    }

    @Test func beginsWhereUnreadMessagesBegin() throws {
        let items = ConversationItem.messages(0..<100) + [.unreadMark()] + ConversationItem.messages(100..<200)
        let model = ConversationModel.sample(items)
        let window = try open(model)
        let mark = try #require(top(of: items[100]))
        #expect(mark >= 0 && mark < Double(window.window.height))
        #expect(!model.isEndInSight)
        #expect(list.jumpButton.isShown)
    }

    @Test func showsRowsThatComeLater() throws {
        let model = ConversationModel.sample()
        let window = try open(model)
        model.change(at: 0, adding: ConversationItem.messages(0..<100))
        try window.rest()
        #expect(list.adjustment.isAtEnd())
        #expect(top(of: model.items[99]) != nil)
    }

    @Test(arguments: [0, 20, 150, 299]) func showsWhatWasSearchedFor(index: Int) throws {
        let model = ConversationModel.sample(ConversationItem.messages(0..<300))
        let window = try open(model)
        model.onReveal?(model.items[index])
        try window.rest()
        let row = try #require(list.rows[model.items[index].id])
        #expect(row.widget.hasClass("revealed"))
        let frame = try #require(row.widget.frame(in: list.widget))
        #expect(frame.y >= 0 && frame.y + frame.height <= Double(list.widget.height))
        if index == 150 { #expect(abs(frame.y + frame.height / 2 - Double(list.widget.height) / 2) < 60) }
        try TestWindow.turn { !row.widget.hasClass("revealed") }
    }

    @Test func rowsFollowTheirItems() throws {
        let item = ConversationItem.message("hello", own: true, mark: .waiting)
        let window = try open(ConversationModel.sample([item]))
        let row = try #require(list.rows[item.id])
        #expect(item.isDiscardable)
        #expect(row.copyableText == "hello")
        item.content = .notice(Notice(kind: .host, text: "The server started", time: "08:02"))
        try window.rest()
        #expect(row.copyableText == "The server started")
        #expect(row.widget.children.count == 1)
        #expect(row.widget.children.first?.hasClass("notice") ?? false)
    }

    @Test func showsAnotherConversation() throws {
        let first = ConversationModel.sample(ConversationItem.messages(0..<100))
        let window = try open(first)
        list.adjustment.value = 300
        try window.rest()
        let second = ConversationModel.sample(ConversationItem.messages(0..<250), name: "bob")
        list.show(second)
        try window.rest()
        #expect(list.adjustment.isAtEnd())
        #expect(second.isEndInSight)
        #expect(!first.isEndInSight)
        #expect(first.onChange == nil)
        #expect(list.rows[second.items[249].id] != nil)
        #expect(list.rows[first.items[99].id] == nil)
    }

    @Test(arguments: [true, false]) func asksForMoreNearTheEdges(isOlder: Bool) throws {
        let model = ConversationModel.sample()
        model.perform { $0.show(Entry.messages(1..<201), hasOlder: isOlder, hasNewer: !isOlder) }
        let window = try open(model)
        list.adjustment.value = list.adjustment.upper / 2
        try window.rest()
        model.isLoading = false
        list.adjustment.value = isOlder ? 100 : list.adjustment.upper - list.adjustment.pageSize - 100
        #expect(model.isLoading)
    }

    private func firstInSight(of model: ConversationModel) -> ConversationItem? {
        model.items.first { top(of: $0).map { $0 > 0 } ?? false }
    }
}
