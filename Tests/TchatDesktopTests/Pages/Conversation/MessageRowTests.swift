import FoundationEssentials
import GLibSupport
import TchatClient
import TchatModel
import Testing

@testable import TchatDesktop
@testable import TchatPresentation

@Suite(.serialized, .needsDisplay) struct MessageRowTests {
    private let list = MessageList()
    private let window: TestWindow

    init() throws {
        try GTKTest.start()
        window = try TestWindow(list.widget)
    }

    /// What the list says that shows these.
    private func texts(_ contents: ConversationItem.Content...) throws -> [String] {
        let items = contents.map { ConversationItem(id: .entry(UUID()), content: $0, accessibleText: "") }
        list.show(.sample(items))
        try window.rest()
        return list.widget.shownTexts
    }

    private func bubble(own: Bool, continuesGroup: Bool = false, mark: DeliveryMark? = nil) -> ConversationItem.Content
    {
        .bubble(
            Bubble(
                author: "root",
                isOwn: own,
                text: "Bonjour",
                time: "14:05",
                mark: mark,
                continuesGroup: continuesGroup
            )
        )
    }

    @Test func `A bubble names others once, and says what and when`() throws {
        #expect(try texts(bubble(own: false)) == ["root", "Bonjour", "14:05"])
        #expect(try texts(bubble(own: false, continuesGroup: true)) == ["Bonjour", "14:05"])
        #expect(try texts(bubble(own: true, mark: .sent)) == ["Bonjour", "14:05"])
        let waiting = DeliveryMark.waiting.text
        #expect(try texts(bubble(own: true, mark: .waiting)) == ["Bonjour", "14:05", waiting])
    }

    @Test func `What was refused says why, and can be discarded`() throws {
        let model = ConversationModel.sample()
        list.show(model)
        let item = OutboxItem(uuid: UUID(), conversation: "alice", at: model.link.now(), draft: .message(text: "no"))
        model.perform { $0.refuse(item, reason: "Too long.") }
        try window.rest()
        #expect(list.widget.shownTexts.contains("not taken: Too long."))
        #expect(list.widget.press("Discard"))
        #expect(model.items.isEmpty)
    }

    @Test func `A question that was refused can be discarded too`() throws {
        let model = ConversationModel.sample()
        list.show(model)
        let item = OutboxItem(uuid: UUID(), conversation: "alice", at: model.link.now(), draft: .question(item: .cpu))
        model.perform { $0.addWaiting(item) }
        try window.rest()
        #expect(list.widget.shownTexts.contains("kept until the host is back"))
        model.perform { $0.refuse(item, reason: "Busy.") }
        try window.rest()
        #expect(list.widget.shownTexts.contains("not taken: Busy."))
        #expect(list.widget.press("Discard"))
        #expect(model.items.isEmpty)
    }

    @Test func `A card has its figures, and a plot where there is one`() throws {
        var card = Card(
            item: .ram,
            title: "Memory",
            askedBy: "alice asked",
            headline: "3.1 GiB",
            fields: [.init(label: "Used", value: "40 %", fraction: 0.4)],
            text: nil,
            plot: nil,
            time: "14:05",
            mark: nil
        )
        #expect(try texts(.card(card)) == ["Memory", "14:05", "alice asked", "3.1 GiB", "Used", "40 %"])
        let view = CardView {}
        view.show(card)
        let count = view.widget.children.flatMap(\.children).count
        card.plot = .sample([1, 2])
        view.show(card)
        #expect(view.widget.children.flatMap(\.children).count == count + 1)
        (card.headline, card.fields, card.plot) = (nil, [], nil)
        #expect(try texts(.card(card)) == ["Memory", "14:05", "alice asked", "asking…"])
    }

    @Test func `Nothing of a card is cut in a narrow window with large text`() throws {
        Toolkit.textScale = 2
        defer { Toolkit.textScale = 1 }
        let field = Card.Field(label: "Read and written", value: "read 195.6 MiB/s, written 190.9 KiB/s", fraction: 0.4)
        let card = Card(item: .disk, title: "Disks", headline: "/ 35 %", fields: [field], time: "14:05")
        let heights = try [340, 1200].map { width in
            let view = CardView {}
            view.show(card)
            view.widget.verticalAlign = .start
            let clamp = Clamp(view.widget, maximumSize: width)
            clamp.tighteningThreshold = width
            let window = try TestWindow(clamp, width: width)
            try window.rest()
            #expect(view.widget.width <= width)
            #expect(view.widget.shownTexts.suffix(2) == [field.label, field.value])
            return view.widget.height
        }
        // The value is below its name, and goes on in a second line.
        #expect(heights[0] >= heights[1] + 60)
    }

    @Test func `All that a host says in its own words is there`() throws {
        let card = Card(
            item: .users,
            title: "Users",
            headline: "alice",
            fields: [],
            text: "bob\ncarol",
            time: "14:05"
        )
        #expect(try texts(.card(card)) == ["Users", "14:05", "alice", "bob\ncarol"])
        #expect(card.copyableText == "Users: alice\nbob\ncarol")
    }

    @Test func `Quiet lines say what and when`() throws {
        let notice = Notice(kind: .refusal, text: "Not allowed", time: "08:02")
        #expect(try texts(.notice(notice)) == ["Not allowed", "08:02"])
        #expect(try texts(.day("Today")) == ["Today"])
        #expect(try texts(.unreadMark("Unread messages")) == ["Unread messages"])
    }

    @Test func `The menu copies and discards`() throws {
        var done: [String] = []
        list.menu.open(x: 5, y: 5, copy: { done.append("copy") }, discard: { done.append("discard") })
        for name in ["copy", "discard"] { list.overlay.activateAction("message.\(name)") }
        #expect(done == ["copy", "discard"])
        try window.rest()
        #expect(list.overlay.shownTexts.contains("Copy Text") && list.overlay.shownTexts.contains("Discard"))
        list.menu.open(x: 5, y: 5, copy: {}, discard: nil)
        try window.rest()
        #expect(list.overlay.shownTexts.contains("Copy Text") && !list.overlay.shownTexts.contains("Discard"))
    }

    @Test func `How far a message has come is a picture with words`() {
        let icon = DeliveryIcon(.sent)
        #expect(icon.widget.tooltip == "sent" && !icon.widget.hasClass("read"))
        icon.mark = .read
        #expect(icon.widget.tooltip == "read" && icon.widget.hasClass("read"))
        icon.mark = .refused("No.")
        #expect(icon.widget.hasClass("refused") && !icon.widget.hasClass("read"))
    }

    @Test func `The way back to the newest says how many are unread there`() throws {
        let button = JumpButton()
        let window = try TestWindow(button.widget)
        var clicks = 0
        button.onClicked { clicks += 1 }
        button.isShown = true
        button.unread = 3
        try window.rest()
        #expect(button.widget.shownTexts == ["3 new"])
        #expect(button.widget.press("Go to the newest message") && clicks == 1)
        button.unread = 0
        try window.rest()
        #expect(button.widget.shownTexts.isEmpty)
    }
}
