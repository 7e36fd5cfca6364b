import GLibSupport
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
