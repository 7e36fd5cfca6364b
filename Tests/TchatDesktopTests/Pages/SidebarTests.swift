import GLibSupport
import TchatClient
import TchatModel
import Testing

@testable import TchatDesktop
@testable import TchatPresentation

@Suite(.serialized, .needsDisplay) struct SidebarTests {
    init() throws {
        try GTKTest.start()
    }

    private func conversation(_ name: String, of host: HostModel) -> ConversationModel {
        ConversationModel(name: name, isOwn: false, title: name, link: host.link)
    }

    @Test func `Conversations stand below the selected host that is operated, in the model's order`() async throws {
        try await TestDesktop(hosts: ["lab1", "lab2"]).run { model in
            let sidebar = Sidebar(model)
            let host = model.hosts[0]
            host.role = .operator
            let (alice, bruno) = (conversation("alice", of: host), conversation("bruno", of: host))
            host.conversations = [alice, bruno]
            host.selectedConversation = bruno
            GTKTest.settle()
            #expect(sidebar.names == ["lab1", "alice", "bruno", "lab2"])
            #expect(sidebar.list.selectedRow?.index == 2)

            let row = try #require(sidebar.list.row(at: 2))
            host.conversations = [bruno, alice]
            GTKTest.settle()
            #expect(sidebar.names == ["lab1", "bruno", "alice", "lab2"])
            #expect(sidebar.list.row(at: 1) == row, "Rows move, they are not made anew.")
            #expect(sidebar.list.selectedRow == row)

            sidebar.move(by: 1)
            GTKTest.settle()
            #expect(host.selectedConversation === alice)
            sidebar.move(by: 1)
            GTKTest.settle()
            #expect(model.selectedHost === model.hosts[1])
            #expect(sidebar.names == ["lab1", "lab2"])
            sidebar.move(by: 1)
            #expect(model.selectedHost === model.hosts[1])
        }
    }

    @Test func `A row says how it stands with its host`() async throws {
        try await TestDesktop(hosts: ["lab1"]).run { model in
            let host = model.hosts[0]
            let row = HostRow(host)
            var subtitles: [String] = []
            let states: [HostModel.State] = [
                .connecting, .live, .away("Gone."), .disconnected, .keyChanged(expected: "a", seen: "b"),
                .shutOut("No."),
            ]
            for state in states {
                host.state = state
                GTKTest.settle()
                subtitles.append(row.subtitle.text)
            }
            #expect(Set(subtitles).count == states.count)
            #expect(subtitles[1] == host.subtitle)
        }
    }

    @Test func `A host's row has its load and what is unread there`() async throws {
        try await TestDesktop(hosts: ["lab1"]).run { model in
            let host = model.hosts[0]
            let sidebar = Sidebar(model)
            let window = try TestWindow(sidebar.widget)
            let row = try #require(sidebar.list.row(at: 0))
            #expect(row.shownTexts == ["lab1", "Connecting…"])
            host.information.cpuText = "12.5 %"
            host.state = .live
            host.selectedConversation?.unread = 2
            try window.rest()
            #expect(row.shownTexts == ["lab1", "12.5 %", host.subtitle, "2"])
            host.state = .away("Gone.")
            try window.rest()
            #expect(row.shownTexts == ["lab1", "Not reachable", "2"])
            #expect(row.tooltip == "Gone.")
        }
    }

    @Test func `What is unread leaves room for a host's whole address`() async throws {
        try await TestDesktop(hosts: ["lab1"]).run { model in
            let host = model.hosts[0]
            let row = HostRow(host)
            let list = ListBox()
            list.append(row.widget)
            list.setSizeRequest(width: 290)
            let window = try TestWindow(list, width: 290)
            host.information.cpuText = "100.0 %"
            host.state = .live
            host.selectedConversation?.unread = 100
            try window.rest()
            // alice · 203.0.113.255:50000
            #expect(row.subtitle.width >= 170)
            #expect(row.widget.shownTexts.last == "99+")
        }
    }

    @Test func `A conversation's row has who, when and what was said last, and what is unread`() async throws {
        try await TestDesktop(hosts: ["lab1"]).run { model in
            let host = model.hosts[0]
            let alice = conversation("alice", of: host)
            let row = ConversationRow(alice, of: host)
            let list = ListBox()
            list.append(row.widget)
            let window = try TestWindow(list)
            alice.lastActivityText = "14:05"
            alice.preview = "alice: help"
            alice.unread = 3
            try window.rest()
            #expect(row.widget.shownTexts.suffix(4) == ["alice", "14:05", "alice: help", "3"])
            #expect(row.widget.hasClass("unread"))
            alice.unread = 0
            try window.rest()
            #expect(row.widget.shownTexts.suffix(3) == ["alice", "14:05", "alice: help"])
            #expect(!row.widget.hasClass("unread"))
        }
    }

    @Test func `Why the list of hosts can't be used is said above it`() async throws {
        let desktop = try await TestDesktop(hosts: [], failure: .noFolder)
        try await desktop.run { model in
            let sidebar = Sidebar(model)
            let window = try TestWindow(sidebar.widget)
            try window.rest()
            #expect(sidebar.widget.shownTexts.contains("\(LocalFileError.noFolder)"))
        }
    }

    @Test func `What a row says is told apart by one full stop each`() {
        #expect(sentences("root · vm", "Nobody is there.", nil, "", "Ça va ?") == "root · vm. Nobody is there. Ça va ?")
    }

    @Test func `Unread messages are counted, up to what fits`() {
        let badge = UnreadBadge()
        var shown: [String] = []
        for count in [0, 1, 99, 100] {
            badge.count = count
            shown.append(badge.widget.isVisible ? badge.widget.text : "")
        }
        #expect(shown == ["", "1", "99", "99+"])
    }
}
