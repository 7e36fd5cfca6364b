import GLibSupport
import TchatModel
import Testing

@testable import TchatDesktop
@testable import TchatPresentation

@Suite(.serialized, .needsDisplay) struct ContentPageTests {
    init() throws {
        try GTKTest.start()
    }

    /// Runs a test with a page in a window that shows a host.
    private func withPage(_ body: (ContentPage, DesktopModel, TestWindow) throws -> Void) async throws {
        try await TestDesktop(hosts: ["lab1"]).run { model in
            let page = ContentPage(model, HostPage())
            let window = try TestWindow(page.widget, width: 900)
            try body(page, model, window)
        }
    }

    @Test func `The menu has what the role and the connection allow`() async throws {
        try await withPage { page, model, _ in
            let host = model.hosts[0]
            host.role = .admin
            var shown: [String] { page.controlButton.menu.sections.flatMap(\.items).map(\.label) }
            let states: [(HostModel.State, [String])] = [
                (.live, ["Disconnect…", "Reset the Server…", "Stop the Server…", "Forget Host…"]),
                (.away("Gone."), ["Disconnect…", "Forget Host…"]), (.disconnected, ["Connect", "Forget Host…"]),
                (.shutOut("No."), ["Forget Host…"]),
            ]
            for (state, items) in states {
                host.state = state
                GTKTest.settle()
                #expect(shown == items)
            }
            host.role = .member
            host.state = .live
            GTKTest.settle()
            #expect(shown == ["Disconnect…", "Forget Host…"])
            #expect(page.widget.button("Control") != nil)
            model.addHost()
            GTKTest.settle()
            #expect(page.widget.button("Control") == nil)
        }
    }

    @Test func `The header says who is talked to, and whether they are there`() async throws {
        try await withPage { page, model, window in
            let host = model.hosts[0]
            host.state = .live
            host.selectedConversation?.presenceSummary = "root is there"
            try window.rest()
            #expect(page.widget.shownTexts.prefix(2) == ["lab1", "root is there"])
            host.state = .disconnected
            try window.rest()
            #expect(page.widget.shownTexts.prefix(2) == ["lab1", "Disconnected"])
            model.addHost()
            try window.rest()
            #expect(page.widget.shownTexts.first == "Add Host")
        }
    }

    @Test func `What is of use is offered`() async throws {
        try await withPage { page, model, window in
            var backs = 0
            page.onBack = { backs += 1 }
            #expect(page.widget.button("Search") != nil && page.widget.button("Information") != nil)
            #expect(page.widget.button("Back") == nil)
            page.isAlone = true
            try window.rest()
            #expect(page.widget.press("Back") && backs == 1)
            page.isAlone = false
            model.hosts[0].selectedConversation = nil
            try window.rest()
            #expect(page.widget.button("Search") == nil)
            model.addHost()
            try window.rest()
            #expect(page.widget.press("Back") && backs == 2)
            #expect(page.widget.button("Information") == nil)
        }
    }
}
