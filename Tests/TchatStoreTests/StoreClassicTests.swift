import Synchronization
import TchatModel
import TchatStore
import Testing

/// What is written from where nothing can be waited for.
@Suite struct StoreClassicTests {
    private let folder = TemporaryFolder()
    private let name = "192.0.2.7"

    private var author: Author { Author(kind: .person, name: name) }

    @Test func `A classic client is known with its first entry, and entries keep the order of the calls`() async throws
    {
        let store = try folder.store()
        let results = Mutex<[Bool]>([])
        for number in 0..<200 {
            store.append(
                NewEntry(conversation: name, author: author, content: .message(text: "\(number)")),
                of: (name, .classic, .member)
            ) { result in
                results.withLock { $0.append((try? result.get().isNew) ?? false) }
            }
        }
        try await store.noteStart()  // behind them
        let texts = try await store.entries(of: .conversation(name), after: 0, limit: 1000).entries.compactMap(\.text)
        #expect(texts == (0..<200).map(String.init))
        let answered = results.withLock(\.self)
        #expect(answered == Array(repeating: true, count: 200))
        let person = try #require(try await store.person(named: name))
        #expect(person.kind == .classic && person.role == .member)
    }

    @Test func `An entry that can't be kept is told, and leaves nothing`() async throws {
        let store = try folder.store()
        let failure = Mutex<StoreError?>(nil)
        store.append(
            NewEntry(conversation: name, author: author, content: .message(text: "a\u{0}b")),
            of: (name, .classic, .member)
        ) { result in
            if case .failure(let error) = result { failure.withLock { $0 = error } }
        }
        try await store.noteStart()
        #expect(failure.withLock(\.self) != nil)
        #expect(try await store.entries(of: .everything).entries.count == 1)
    }

    @Test func `What has not reached a classic client is found, oldest first, up to the marker`() async throws {
        let store = try folder.store()
        try await store.addMembers()
        _ = try await store.addPerson(name: name, kind: .classic, role: .member)
        let said = [
            try await store.say("un", by: operatorEve, in: name),
            try await store.say("deux", by: operatorEve, in: name),
            try await store.say("trois", by: operatorEve, in: name),
        ]
        try await store.say("bonjour", by: author, in: name)
        try await store.say("à alice", by: operatorEve, in: "alice")
        #expect(try await store.undeliveredToClassicClients().map(\.id) == said.map(\.id))
        #expect(try await store.undeliveredToClassicClients(limit: 1).map(\.id) == [said[0].id])
        let moved = Mutex<Bool?>(nil)
        store.mark(name, reader: author, MarkerUpdate(delivered: said[1].id)) { result in
            moved.withLock { $0 = try? result.get().isChanged }
        }
        try await store.noteStart()
        #expect(moved.withLock(\.self) == true)
        #expect(try await store.undeliveredToClassicClients().map(\.id) == [said[2].id])
        // How far the operator has read is no matter.
        _ = try await store.mark(name, reader: operatorEve, MarkerUpdate(delivered: said[2].id))
        #expect(try await store.undeliveredToClassicClients().map(\.id) == [said[2].id])
    }
}
