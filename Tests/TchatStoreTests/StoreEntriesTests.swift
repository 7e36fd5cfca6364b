import Foundation
import TchatModel
import TchatStore
import Testing

@Suite struct StoreEntriesTests {
    private let folder = TemporaryFolder()

    private static let contents: [Entry.Content] = [
        .message(text: "bonjour\n\"quoted\" 'é' e\u{301} 👋🏽 \u{1B}[2J"), .message(text: ""), .question(item: .cpu),
        .answer(item: .name, answers: UUID(), text: "vm", values: .name(Reading.HostName(name: "vm"))),
        .answer(item: .battery, answers: UUID(), text: "Pas de batterie", values: nil),
        .answer(
            item: .users,
            answers: UUID(),
            text: "ada",
            values: .users(
                Reading.Users(sessions: [
                    UserSession(user: "ada", since: Date(millisecondsSince1970: 1_700_000_000_000))
                ])
            )
        ),
        .answer(
            item: .load,
            answers: UUID(),
            text: "0,1",
            values: .load(LoadAverage(oneMinute: 0.1, fiveMinutes: 1.0 / 3, fifteenMinutes: 12))
        ),
        .control(.reset), .notice(.refused, NoticeValues(attempt: .control(.kill))), .notice(.started),
        .notice(.paired, NoticeValues(role: .member, means: .token)), .notice(.revoked, NoticeValues(by: "root")),
        .notice(.stopping, NoticeValues(otherText: "x")), .alert(text: "hot"),
    ]

    @Test(arguments: contents)
    func `What is appended is read again as it was, also after closing`(content: Entry.Content) async throws {
        let time = Date(timeIntervalSince1970: 1_763_869_500.123_456)
        let store = try folder.store { time }
        try await store.addMembers()
        let new = NewEntry(conversation: "alice", author: alice, content: content)
        let appended = try await store.append(new)
        #expect(appended.isNew)
        #expect(appended.entry.id == 1)
        #expect(appended.entry.uuid == new.uuid)
        #expect(appended.entry.content == content)
        #expect(appended.entry.at == Date(millisecondsSince1970: 1_763_869_500_123))
        #expect(try await store.entries(of: .everything).entries == [appended.entry])
        store.close()
        let again = try folder.store()
        #expect(try await again.entries(of: .conversation("alice")).entries == [appended.entry])
        #expect(try await again.append(new) == Appended(entry: appended.entry, isNew: false))
    }

    @Test func `The same again changes nothing and is not told`() async throws {
        let store = try folder.store()
        let told = Told()
        store.onCommit { told.note($0) }
        try await store.addMembers()
        let question = NewEntry(conversation: "alice", author: alice, content: .question(item: .cpu))
        func answer() -> NewEntry {
            NewEntry(
                conversation: "alice",
                author: machine,
                content: .answer(item: .cpu, answers: question.uuid, text: "3 %", values: nil)
            )
        }
        let first = try await store.append(question, then: [answer()])
        let second = try await store.append(question, then: [answer()])
        #expect(first.isNew)
        #expect(second == Appended(entry: first.entry, isNew: false))
        #expect(told.count == 1)
        #expect(told.entries.map(\.kind) == [.question, .answer])
        #expect(try await store.entries(of: .everything).entries == told.entries)
        #expect(try await store.lastEntryID() == 2)
    }

    private static let original = NewEntry(conversation: "alice", author: alice, content: .message(text: "caf\u{E9}"))

    @Test(arguments: [
        NewEntry(uuid: original.uuid, conversation: "bob", author: alice, content: original.content),
        NewEntry(uuid: original.uuid, conversation: nil, author: alice, content: original.content),
        NewEntry(uuid: original.uuid, conversation: "alice", author: bob, content: original.content),
        NewEntry(
            uuid: original.uuid,
            conversation: "alice",
            author: Author(kind: .operator, name: "alice"),
            content: original.content
        ),
        NewEntry(uuid: original.uuid, conversation: "alice", author: alice, content: .message(text: "café!")),
        NewEntry(uuid: original.uuid, conversation: "alice", author: alice, content: .message(text: "cafe\u{301}")),
        NewEntry(uuid: original.uuid, conversation: "alice", author: alice, content: .alert(text: "caf\u{E9}")),
        NewEntry(uuid: original.uuid, conversation: "alice", author: alice, content: .question(item: .cpu)),
    ])
    func `Something else under the same UUID is refused`(other: NewEntry) async throws {
        let store = try folder.store()
        try await store.addMembers()
        let first = try await store.append(Self.original)
        await #expect(throws: StoreError.conflict(other.uuid)) { try await store.append(other) }
        #expect(try await store.entries(of: .everything).entries == [first.entry])
    }

    @Test func `What follows is refused together with what it follows`() async throws {
        let store = try folder.store()
        try await store.addMembers()
        let said = try await store.say("x")
        let clash = NewEntry(uuid: said.uuid, conversation: "alice", author: machine, content: .alert(text: "y"))
        let question = NewEntry(conversation: "alice", author: alice, content: .question(item: .cpu))
        await #expect(throws: StoreError.conflict(said.uuid)) { try await store.append(question, then: [clash]) }
        // The same UUID twice in one call is found by the schema only.
        let twice = NewEntry(uuid: question.uuid, conversation: "alice", author: machine, content: .alert(text: "y"))
        await #expect(throws: StoreError.self) { try await store.append(question, then: [twice]) }
        #expect(try await store.entries(of: .everything).entries == [said])
    }

    @Test func `A conversation needs its person, and outlasts the person's access`() async throws {
        let store = try folder.store()
        await #expect(throws: StoreError.unknownConversation("alice")) { try await store.say("x") }
        try await store.addMembers()
        try await store.say("x")
        #expect(try await store.removePerson(named: "alice"))
        try await store.say("y", by: operatorEve, in: "alice")
        #expect(try await store.hasConversation("alice"))
        #expect(try await !store.hasConversation("nobody"))
        #expect(try await store.entries(of: .conversation("alice")).entries.map(\.text) == ["x", "y"])
    }

    @Test(arguments: [
        NewEntry(conversation: "alice", author: alice, content: .message(text: "a\0b")),
        NewEntry(conversation: nil, author: machine, content: .notice(.refused, NoticeValues(by: "\0"))),
        NewEntry(conversation: nil, author: Author(kind: .host, name: "v\0m"), content: .alert(text: "x")),
        NewEntry(
            conversation: "alice",
            author: machine,
            content: .answer(item: .uptime, answers: UUID(), text: "x", values: .uptime(.init(uptimeSeconds: .nan)))
        ),
    ])
    func `What could not be read again as it was is refused`(entry: NewEntry) async throws {
        let store = try folder.store()
        try await store.addMembers()
        let error = await #expect(throws: StoreError.self) { try await store.append(entry) }
        switch error {
        case .unstorableCharacter, .invalid: break
        default: Issue.record("\(String(describing: error))")
        }
        #expect(try await store.lastEntryID() == 0)
    }

    @Test func `Ids are not used again, also after the newest entry is gone`() async throws {
        let store = try folder.store()
        try await store.addMembers()
        for number in 1...5 { #expect(try await store.say("\(number)").id == number) }
        #expect(try await store.prune(olderThan: .distantFuture, keepingBytes: nil) == 5)
        #expect(try await store.lastEntryID() == 5)
        store.close()
        let again = try folder.store()
        #expect(try await again.lastEntryID() == 5)
        #expect(try await again.say("6").id == 6)
    }

    /// 1 alice, 2 bob, 3 host, 4 alice, 5 bob, 6 host, ...
    private func mixed(_ count: Int, in store: Store) async throws {
        try await store.addMembers()
        for number in 1...count {
            switch number % 3 {
            case 1: try await store.say("message \(number)")
            case 2: try await store.say("message \(number)", by: bob)
            default: try await store.noteStart()
            }
        }
    }

    @Test(
        arguments: [
            (nil, nil, 3, [8, 9, 10], true), (nil, nil, 10, Array(1...10), false), (nil, nil, 9, Array(2...10), true),
            (0, nil, 4, [1, 2, 3, 4], true), (6, nil, 4, [7, 8, 9, 10], false), (6, nil, 3, [7, 8, 9], true),
            (9, nil, 1, [10], false), (10, nil, 5, [], false), (99, nil, 5, [], false), (-5, nil, 1, [1], true),
            (nil, 1, 5, [], false), (nil, 2, 5, [1], false), (nil, 5, 2, [3, 4], true),
            (nil, 5, 4, [1, 2, 3, 4], false),
            (nil, 99, 2, [9, 10], true), (nil, -1, 2, [], false), (2, 6, 2, [3, 4], true), (2, 6, 3, [3, 4, 5], false),
            (nil, nil, 0, [10], true), (nil, nil, -3, [10], true), (nil, nil, Int.max, Array(1...10), false),
            (Int.max, nil, 5, [], false), (nil, Int.min, 5, [], false),
        ] as [(Int?, Int?, Int, [Int], Bool)]
    )
    func `A page begins and ends where it was asked to`(
        after: Int?,
        before: Int?,
        limit: Int,
        ids: [Int],
        hasMore: Bool
    ) async throws {
        let store = try folder.store()
        try await mixed(10, in: store)
        let page = try await store.entries(of: .everything, after: after, before: before, limit: limit)
        #expect(page.entries.map(\.id) == ids)
        #expect(page.hasMore == hasMore)
    }

    @Test(
        arguments: [
            ("alice", nil, nil, 100, [1, 3, 4, 6, 7, 9, 10], false), ("bob", nil, nil, 100, [2, 3, 5, 6, 8, 9], false),
            ("alice", nil, nil, 3, [7, 9, 10], true), ("alice", 3, nil, 3, [4, 6, 7], true),
            ("alice", 6, nil, 3, [7, 9, 10], false), ("alice", nil, 7, 2, [4, 6], true),
            ("alice", nil, 4, 2, [1, 3], false), ("nobody", nil, nil, 100, [3, 6, 9], false),
        ] as [(String, Int?, Int?, Int, [Int], Bool)]
    )
    func `A conversation has what concerns the whole host in its place`(
        name: String,
        after: Int?,
        before: Int?,
        limit: Int,
        ids: [Int],
        hasMore: Bool
    ) async throws {
        let store = try folder.store()
        try await mixed(10, in: store)
        let page = try await store.entries(of: .conversation(name), after: after, before: before, limit: limit)
        #expect(page.entries.map(\.id) == ids)
        #expect(page.hasMore == hasMore)
    }

    private static let texts = [
        "Où est le café ?", "Le CAFE est fermé", "imprimante HS: foo-bar", "hello world", "Straße 12", "日本語 テスト",
        "AND OR NOT NEAR", "cafe\u{301} noir", "quote \" here", "col: text",
    ]

    @Test(arguments: [
        ("cafe", [1, 2, 8]), ("CAFÉ", [1, 2, 8]), ("caf", [1, 2, 8]), ("est cafe", [1, 2]), ("le fer", [2]),
        ("foo bar", [3]), ("foo-ba", [3]), ("hel wor", []), ("hello wor", [4]), ("日本", [6]), ("12", [5]),
        ("and or", [7]), ("NOT", [7]), ("near", [7]), ("quote here", [9]), ("\"quote\"", [9]), ("\"", []),
        ("", []), ("   ", []), ("*", []), ("-- ' ; () {} ^ : + - *", []), ("text:x", []), ("col: t", [10]),
        ("col*", [10]), ("hello -world", [4]), ("hello OR cafe", []), ("hello\0world", [4]), ("👍", []),
        ("hello 👍", [4]), ("^hello", [4]), ("NEAR(hello world)", []), ("{text}: hello", []),
        (String(repeating: "hello ", count: 3000), [4]), (String(repeating: "\"", count: 9999) + "hello", [4]),
        ("absent", []), ("h*llo", []),
    ])
    func `A search finds words whatever their case and accents, and takes nothing for a command`(
        search: String,
        ids: [Int]
    ) async throws {
        let store = try folder.store()
        try await store.addMembers()
        for text in Self.texts { try await store.say(text) }
        let page = try await store.entries(of: .conversation("alice"), search: search)
        #expect(page.entries.map(\.id) == ids)
        #expect(try await store.entries(of: .everything, search: search).entries.map(\.id) == ids)
        #expect(try await store.entries(of: .conversation("bob"), search: search).entries.isEmpty)
    }

    @Test func `A search has pages, and finds answers and notices too`() async throws {
        let store = try folder.store()
        try await store.addMembers()
        try await store.append(
            NewEntry(conversation: nil, author: machine, content: .notice(.refused, NoticeValues(by: "fan 0")))
        )
        try await store.append(
            NewEntry(
                conversation: "alice",
                author: machine,
                content: .answer(item: .cpu, answers: UUID(), text: "fan 1", values: nil)
            )
        )
        for number in 2...6 { try await store.say("fan \(number)") }
        try await store.say("fan", by: bob)
        func page(_ after: Int?, _ before: Int?, _ limit: Int) async throws -> EntryPage {
            try await store.entries(
                of: .conversation("alice"),
                after: after,
                before: before,
                limit: limit,
                search: "FAN"
            )
        }
        #expect(try await page(nil, nil, 100).entries.map(\.id) == Array(1...7))
        #expect(try await page(nil, nil, 2).entries.map(\.id) == [6, 7])
        #expect(try await page(nil, 6, 2).entries.map(\.id) == [4, 5])
        #expect(try await page(1, nil, 2).entries.map(\.id) == [2, 3])
        #expect(try await page(1, nil, 2).hasMore)
        #expect(try await !page(5, nil, 2).hasMore)
        #expect(try await store.prune(olderThan: .distantFuture, keepingBytes: nil) == 8)
        #expect(try await page(nil, nil, 100).entries.isEmpty)
    }
}
