import Foundation
import TchatModel
import Testing

@testable import TchatCommands

@Suite struct CommandOutputTests {
    private static let plain = TerminalStyle(isTerminal: false, environment: [:])

    @Test func `A code is shown with until when it works and what to type`() {
        let page = PairingPage(
            offer: PairingCodeOffer(code: "K7QF-2M9X-4RTW", expiresAt: Date(timeIntervalSince1970: 0)),
            name: "alice",
            role: .member,
            addresses: [HostAddress(host: "vm"), HostAddress(host: "fd00::1", port: 99)]
        )
        #expect(
            page.text(style: Self.plain) { _ in "14:13" } == """

                    K7QF-2M9X-4RTW

                Lets alice (member) in, once, until 14:13. On the other machine, type:

                    tchat connect vm:5005 --code K7QF-2M9X-4RTW

                or, where this machine's name is not known:

                    tchat connect [fd00::1]:99 --code K7QF-2M9X-4RTW
                """
        )
    }

    private static func page(listensOn: [HostAddress], own: [String] = ["192.0.2.7", "fd00::1"]) -> PairingPage {
        let offer = PairingCodeOffer(code: "K7QF-2M9X-4RTW", expiresAt: Date(timeIntervalSince1970: 0))
        var page = PairingPage(offer: offer, name: "alice", role: .member)
        page.setAddresses(listensOn: listensOn, name: "vm", own: own)
        return page
    }

    @Test(arguments: [
        (["[::]:5005"], ["vm:5005", "192.0.2.7:5005", "[fd00::1]:5005"]),
        (["0.0.0.0:99"], ["vm:99", "192.0.2.7:99"]),
        (["0.0.0.0:99", "[::]:99"], ["vm:99", "192.0.2.7:99", "[fd00::1]:99"]),
        (["127.0.0.1:6000", "192.0.2.7:6001"], ["192.0.2.7:6001"]),
        (["127.0.0.1:6000", "[::1]:6000"], ["127.0.0.1:6000", "[::1]:6000"]),
    ])
    func `A code is offered only where the server listens`(listensOn: [String], offered: [String]) throws {
        let page = Self.page(listensOn: try listensOn.map { try HostAddress(parsing: $0) })
        #expect(page.object.commands == offered.map { "tchat connect \($0) --code K7QF-2M9X-4RTW" })
        #expect(page.isForThisComputer == offered.contains("127.0.0.1:6000"))
    }

    @Test func `Where only this computer can connect, that is said`() {
        #expect(
            Self.page(listensOn: [HostAddress(host: "127.0.0.1", port: 6000)]).text(style: Self.plain) { _ in "14:13" }
                == """

                    K7QF-2M9X-4RTW

                Lets alice (member) in, once, until 14:13. On this computer, type:

                    tchat connect 127.0.0.1:6000 --code K7QF-2M9X-4RTW

                Only this computer can connect: start the server with '--listen [::]:6000' to let other machines in.
                """
        )
    }

    @Test func `Addresses without a name stand for themselves`() {
        let addresses = ["192.0.2.7", "fd00::1"].map { HostAddress(host: $0) }
        let text = Self.page(listensOn: addresses).text(style: Self.plain) { _ in "14:13" }
        #expect(text.contains("192.0.2.7:5005 --code K7QF-2M9X-4RTW\n\nor:\n\n    tchat connect [fd00::1]:5005"))
    }

    @Test func `A code for oneself comes with a warning`() {
        let page = PairingPage(
            offer: PairingCodeOffer(code: "K7QF-2M9X-4RTW", expiresAt: Date(timeIntervalSince1970: 0)),
            name: "root",
            role: .member,
            addresses: [],
            isForCaller: true
        )
        #expect(page.text(style: Self.plain) { _ in "14:13" }.hasSuffix("reads your conversation, and writes as you."))
    }

    @Test func `Hosts that can't be asked stand beside the others`() {
        let lines = [
            HostLine(title: "lab1", address: "lab1:5005", person: "alice", role: .member, unread: 3),
            HostLine(
                title: "lab\u{1B}2",
                address: "lab2:5005",
                person: "bob",
                role: .guest,
                problem: "unreachable: No."
            ),
        ]
        #expect(
            HostLine.table(lines, style: Self.plain).text(style: Self.plain) == """
                HOST   ADDRESS    YOU ARE         UNREAD  CPU  RAM  STATUS
                lab1   lab1:5005  alice (member)       3    -  -    ok
                lab␛2  lab2:5005  bob (guest)          -    -  -    unreachable: No.
                """
        )
    }

    private static func entry(_ id: Int, _ content: Entry.Content, conversation: String? = "alice") -> Entry {
        Entry(
            id: id,
            uuid: UUID(),
            conversation: conversation,
            at: Date(timeIntervalSince1970: 0),
            author: Author(kind: .person, name: "al\u{1B}ice"),
            content: content
        )
    }

    @Test(
        arguments: [
            (.message(text: "one\ntwo\u{9B}"), "T [alice] al␛ice: one\n    two\u{FFFD}"),
            (.question(item: .cpu), "T [alice] al␛ice: ? cpu"),
            (.control(.reset), "T [alice] al␛ice: (reset)"),
            (.notice(.paired, NoticeValues(role: .member, means: .code)), "T [alice] al␛ice: (Paired (as a member))"),
            (.notice(.started), "T [alice] al␛ice: (The server started)"),
        ] as [(Entry.Content, String)]
    )
    func `Entries are lines`(content: Entry.Content, line: String) {
        let lines = EntryLines(style: Self.plain, showsConversation: true, time: { _ in "T" })
        #expect(lines.text(of: Self.entry(1, content)) == line)
    }

    @Test func `What was found in several conversations is merged`() {
        let (one, two, three) = (
            Self.entry(1, .message(text: "a")), Self.entry(2, .message(text: "b"), conversation: nil),
            Self.entry(3, .message(text: "c"), conversation: "bob")
        )
        let pages = [
            EntryPage(entries: [one, two], hasMore: false), EntryPage(entries: [two, three], hasMore: false),
        ]
        #expect(Search.merged(pages, limit: 10) == EntryPage(entries: [one, two, three], hasMore: false))
        #expect(Search.merged(pages, limit: 2) == EntryPage(entries: [two, three], hasMore: true))
    }

    @Test func `A watched second is a line`() {
        #expect(WatchLine(host: "a\u{1B}", problem: "Gone\u{9B}.").text == "a␛: Gone\u{FFFD}.")
    }
}
