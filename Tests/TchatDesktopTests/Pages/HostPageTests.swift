import GLibSupport
import TchatModel
import Testing

@testable import TchatDesktop
@testable import TchatPresentation

@Suite(.serialized, .needsDisplay) struct HostPageTests {
    init() throws {
        try GTKTest.start()
    }

    @Test func `The banner says what is so, and its button connects`() async throws {
        try await TestDesktop(hosts: ["lab1"]).run { model in
            let host = model.hosts[0]
            let page = HostPage()
            let window = try TestWindow(page.widget, width: 900)
            page.show(host)
            host.information.plots = [.sample([1, 2])]
            host.control(.disconnect)
            try window.rest()
            #expect(page.widget.shownTexts.contains("4 cores"))
            let text = "You left lab1: what you write is kept until you connect again."
            #expect(page.widget.shownTexts.contains(text))
            #expect(page.middle.visibleName == "conversation")
            #expect(page.widget.press("Connect"))
            #expect(host.state == .connecting)
            try window.rest()
            #expect(!page.widget.shownTexts.contains(text))
            host.stand(.init(text: "The disk is full.", action: nil))
            try window.rest()
            #expect(page.widget.shownTexts.contains("The disk is full.") && page.widget.button("Connect") == nil)
        }
    }

    private static let states: [(HostModel.State, text: String, button: String?)] = [
        (.connecting, "Connecting…", nil), (.away("Gone."), "Gone.", "Try Again"),
        (.disconnected, "You left this host. Its conversation is kept, and goes on when you connect again.", "Connect"),
        (.live, "There is no conversation yet.", nil),
    ]

    @Test func `Without a conversation it says why, and what can be done`() async throws {
        try await TestDesktop(hosts: ["lab1"]).run { model in
            let host = model.hosts[0]
            host.selectedConversation = nil
            let page = HostPage()
            let window = try TestWindow(page.widget, width: 900)
            page.show(host)
            for (state, text, button) in Self.states {
                host.state = state
                try window.rest()
                #expect(page.middle.visibleName == "status")
                #expect(page.widget.shownTexts.contains(text))
                for name in ["Connect", "Try Again"] { #expect((page.widget.button(name) != nil) == (name == button)) }
            }
            host.state = .disconnected
            try window.rest()
            page.widget.press("Connect")
            #expect(host.state == .connecting)
        }
    }
}
