import GLibSupport
import Testing

@testable import TchatDesktop
@testable import TchatPresentation

@Suite(.serialized, .needsDisplay) struct BlockedPageTests {
    init() throws {
        try GTKTest.start()
    }

    @Test func `A changed key is shown beside the one that was expected`() async throws {
        try await TestDesktop(hosts: ["lab1"]).run { model in
            let host = try #require(model.selectedHost)
            host.state = .keyChanged(expected: "aaaa", seen: "bbbb")
            let page = BlockedPage()
            page.show(host)
            #expect(page.expected.key == "aaaa")
            #expect(page.seen.key == "bbbb")
            #expect(page.keys.isVisible)
            #expect(page.page.title.contains("lab1"))
            host.state = .shutOut("You are not let in: ask.")
            GTKTest.settle()
            #expect(!page.keys.isVisible)
            #expect(page.page.title == "lab1 no longer lets you in")
            #expect(page.page.pageDescription.contains("taken back"))
        }
    }

    @Test func `Another attempt can be made`() async throws {
        try await TestDesktop(hosts: ["lab1"]).run { model in
            let host = try #require(model.selectedHost)
            let page = BlockedPage()
            for state in [HostModel.State.keyChanged(expected: "aaaa", seen: "bbbb"), .shutOut("Because.")] {
                host.state = state
                page.show(host)
                page.tryButton.click()
                #expect(host.state == .connecting)
            }
        }
    }

    @Test func `The bytes of two keys stand below each other`() {
        let row = KeyRow("Key")
        row.key = (0..<32).map { $0 < 16 ? "0A" : "FF" }.joined(separator: ":")
        let lines = row.label.text.split(separator: "\n")
        #expect(lines.map(\.count) == [47, 47])
        #expect(lines.first == "0A:0A:0A:0A:0A:0A:0A:0A:0A:0A:0A:0A:0A:0A:0A:0A")
    }

    @Test func `Its buttons are about the host that is shown`() async throws {
        try await TestDesktop(hosts: ["lab1", "lab2"]).run { model in
            let page = BlockedPage()
            var calls: [String] = []
            page.onPairAgain = { calls.append("pair \($0.title)") }
            page.onForget = { calls.append("forget \($0.title)") }
            for host in model.hosts {
                host.state = .shutOut("Because.")
                page.show(host)
                page.pairButton.click()
                page.forgetButton.click()
            }
            #expect(calls == ["pair lab1", "forget lab1", "pair lab2", "forget lab2"])
        }
    }
}
