import GLibSupport
import TchatModel
import Testing

@testable import TchatDesktop
@testable import TchatPresentation

@Suite(.serialized, .needsDisplay) struct InformationPanelTests {
    typealias Figure = InformationModel.Figure
    typealias Group = InformationModel.Group

    init() throws {
        try GTKTest.start()
    }

    private func groups(disk: Double, load: String = "0.5", detail: String? = "1 GiB free") -> [Group] {
        [
            Group(id: .system, title: "System", figures: [Figure(label: "Load", value: load)]),
            Group(
                id: .disks,
                title: "Disks",
                figures: [Figure(label: "/", value: "\(disk)", detail: detail, fraction: disk)]
            ),
        ]
    }

    /// Runs a test with a panel that shows a host.
    private func withPanel(_ body: (InformationPanel, HostModel) async throws -> Void) async throws {
        try await TestDesktop(hosts: ["lab1"]).run { model in
            let panel = InformationPanel()
            panel.show(model.hosts[0])
            try await body(panel, model.hosts[0])
        }
    }

    @Test func `Says so while there are no figures`() async throws {
        let panel = InformationPanel()
        #expect(panel.placeholder.isVisible)
        #expect(!panel.questions.widget.isVisible)
        try await withPanel { panel, host in
            #expect(panel.placeholder.isVisible)
            #expect(!panel.figures.isVisible)
            #expect(panel.questions.widget.isVisible)
            host.information.groups = groups(disk: 0.1)
            GTKTest.settle()
            #expect(!panel.placeholder.isVisible)
            #expect(panel.figures.isVisible)
        }
    }

    @Test func `Changes figures in place`() async throws {
        try await withPanel { panel, host in
            host.information.plots = [.sample([1, 2])]
            host.information.groups = groups(disk: 0.5)
            GTKTest.settle()
            let card = try #require(panel.cards.children.first)
            let row = try #require(panel.lists.children.last?.rows.children.first)
            #expect(card.title.text == "Processor" && card.detail.text == "4 cores")
            #expect(card.value.text == "2.0 %")
            #expect(panel.lists.children.map(\.title.text) == ["System", "Disks"])
            #expect(row.name.text == "/")
            #expect(row.value.text == "0.5")
            #expect(row.meter?.fraction == 0.5)
            #expect(row.detail?.text == "1 GiB free")

            host.information.plots = [.sample([1, 2, 3])]
            host.information.groups = groups(disk: 0.95, detail: nil)
            GTKTest.settle()
            #expect(panel.cards.children.first === card)
            #expect(card.view.plot?.series.first?.values == [1, 2, 3])
            #expect(panel.lists.children.last?.rows.children.first === row)
            #expect(card.value.text == "3.0 %")
            #expect(row.value.text == "0.95")
            #expect(row.meter?.fraction == 0.95)
            #expect(row.meter?.bar.hasClass("nearly-full") == true)
            #expect(row.detail == nil)
        }
    }

    @Test func `Dims what is old, and says so`() async throws {
        try await withPanel { panel, host in
            host.information.groups = groups(disk: 0.5)
            GTKTest.settle()
            #expect(!panel.staleNote.isVisible)
            host.information.isStale = true
            GTKTest.settle()
            #expect(panel.staleNote.isVisible)
            #expect(panel.figures.hasClass("stale"))
            host.information.isStale = false
            GTKTest.settle()
            #expect(!panel.staleNote.isVisible)
            #expect(!panel.figures.hasClass("stale"))
        }
    }

    @Test func `Buttons ask in the conversation that is looked at`() async throws {
        try await withPanel { panel, host in
            let buttons = panel.questions.buttons.children
            #expect(buttons.map { $0.property("label", as: String.self) } == ["Name", "OS", "RAM", "CPU"])
            #expect(buttons.allSatisfy { $0.tooltip?.isEmpty == false })
            host.selectedConversation = nil
            GTKTest.settle()
            #expect(buttons.allSatisfy { !$0.isSensitive })
            #expect(!panel.questions.more.isSensitive)

            var asked: [Item] = []
            let conversation = ConversationModel.sample()
            host.selectedConversation = conversation
            GTKTest.settle()
            buttons.last?.emit("clicked")
            #expect(conversation.outgoing == [.question(item: .cpu)])
            panel.questions.onAsk = { asked.append($0) }
            #expect(buttons.allSatisfy { $0.isSensitive })
            for button in buttons { button.emit("clicked") }
            #expect(asked == [.name, .os, .ram, .cpu])
            panel.questions.buttons.activateAction("information.ask", target: "battery")
            #expect(asked.last == .battery)
        }
    }

    @Test func `Another host's lines are other lines`() async throws {
        try await TestDesktop(hosts: ["lab1", "lab2"]).run { model in
            let panel = InformationPanel()
            model.hosts[0].information.plots = [.sample([1])]
            model.hosts[1].information.plots = [.sample([2])]
            panel.show(model.hosts[0])
            let card = try #require(panel.cards.children.first)
            panel.show(model.hosts[1])
            #expect(panel.cards.children.first !== card)
            #expect(panel.cards.children.first?.value.text == "2.0 %")
            model.hosts[0].information.plots = [.sample([3])]
            GTKTest.settle()
            #expect(panel.cards.children.first?.value.text == "2.0 %")
            panel.show(nil)
            #expect(panel.cards.children.isEmpty)
        }
    }

    @Test func `Is as narrow as the window may be, with large text too`() async throws {
        try await withPanel { panel, host in
            host.information.plots = [.sample([1, 2], sent: [3, 4])]
            host.information.groups = groups(disk: 0.5, load: "1.23, 4.56, 7.89")
            Toolkit.textScale = 2
            defer { Toolkit.textScale = 1 }
            let window = try TestWindow(panel.widget, width: 280, height: 600)
            try window.rest()
            #expect(panel.widget.width == 280)
            // The buttons don't fit beside each other any more.
            #expect(panel.questions.buttons.height > 2 * (panel.questions.buttons.children.first?.height ?? 0))
        }
    }

    @Test func `Goes with its window`() async throws {
        weak var gone: InformationPanel?
        var isReleased = false
        try await withPanel { panel, host in
            host.information.plots = [.sample([1, 2])]
            host.information.groups = groups(disk: 0.5)
            let window = try TestWindow(panel.widget)
            panel.widget.onFinalized { isReleased = true }
            try window.rest()
            gone = panel
        }
        GTKTest.settle()
        #expect(gone == nil)
        #expect(isReleased)
    }
}
