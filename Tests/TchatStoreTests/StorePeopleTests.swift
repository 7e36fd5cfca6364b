import Foundation
import TchatModel
import TchatStore
import Testing

@Suite struct StorePeopleTests {
    private let folder = TemporaryFolder()
    private let time = Date(millisecondsSince1970: 1_763_869_500_123)

    @Test func `A person is added once`() async throws {
        let store = try folder.store { time }
        let person = try await store.addPerson(name: "alice", kind: .paired, role: .member)
        #expect(person == Person(name: "alice", kind: .paired, role: .member, createdAt: time))
        #expect(try await store.addPerson(name: "alice", kind: .paired, role: .member) == person)
        await #expect(throws: StoreError.personHasOtherRole("alice", role: .member)) {
            try await store.addPerson(name: "alice", kind: .paired, role: .admin)
        }
        #expect(try await store.addPerson(name: "alice", kind: .local, role: .admin) == person)
        #expect(try await store.person(named: "alice") == person)
        #expect(try await store.person(named: "bob") == nil)
        #expect(try await store.people() == [person])
    }

    @Test(arguments: [Person.Kind.local, .classic])
    func `Someone who was not paired takes a new role`(kind: Person.Kind) async throws {
        let store = try folder.store { time }
        _ = try await store.addPerson(name: "x", kind: kind, role: .guest)
        let admin = try await store.addPerson(name: "x", kind: kind, role: .admin)
        #expect(admin.role == .admin)
        let paired = try await store.addPerson(name: "x", kind: .paired, role: .member)
        #expect(paired == Person(name: "x", kind: .paired, role: .member, createdAt: time))
    }

    @Test(arguments: ["", "a\0b"])
    func `A name that can't be stored is refused`(name: String) async throws {
        let store = try folder.store()
        await #expect(throws: StoreError.invalid(PersonName.rule)) {
            try await store.addPerson(name: name, kind: .classic, role: .guest)
        }
    }

    @Test func `Who is removed loses every token, and may come back as something else`() async throws {
        let store = try folder.store { time }
        try await store.addMembers()
        let digests = (1...3).map { [UInt8](repeating: $0, count: 32) }
        try await store.addToken(digest: digests[0], for: "alice")
        try await store.addToken(digest: digests[1], for: "alice")
        try await store.addToken(digest: digests[1], for: "alice")
        try await store.addToken(digest: digests[2], for: "bob")
        #expect(try await store.person(named: "alice")?.tokens == 2)
        #expect(
            Set(try await store.tokens()) == [
                StoredToken(digest: digests[0], person: "alice", role: .member),
                StoredToken(digest: digests[1], person: "alice", role: .member),
                StoredToken(digest: digests[2], person: "bob", role: .member),
            ]
        )
        #expect(try await store.removePerson(named: "alice"))
        #expect(try await !store.removePerson(named: "alice"))
        #expect(try await !store.removePerson(named: "nobody"))
        #expect(try await store.person(named: "alice") == nil)
        #expect(try await store.people().map(\.name) == ["bob"])
        #expect(try await store.tokens() == [StoredToken(digest: digests[2], person: "bob", role: .member)])
        for name in ["alice", "nobody"] {
            await #expect(throws: StoreError.unknownPerson(name)) {
                try await store.addToken(digest: digests[0], for: name)
            }
        }
        let again = try await store.addPerson(name: "alice", kind: .paired, role: .admin)
        #expect(again == Person(name: "alice", kind: .paired, role: .admin, createdAt: time))
        try await store.addToken(digest: digests[0], for: "alice")
        #expect(try await store.tokens().count == 2)
    }

    @Test func `An enrolment that is undone leaves who has another token`() async throws {
        let store = try folder.store { time }
        let digests = (1...2).map { [UInt8](repeating: $0, count: 32) }
        for digest in digests { try await store.enrol("alice", role: .member, digest: digest) }
        try await store.undoEnrolment(of: "alice", digest: digests[0])
        #expect(try await store.person(named: "alice")?.tokens == 1)
        try await store.undoEnrolment(of: "alice", digest: digests[1])
        #expect(try await store.person(named: "alice") == nil)
        #expect(try await store.tokens().isEmpty)
    }

    @Test(arguments: [0, 31, 33])
    func `Only a SHA-256 is kept`(count: Int) async throws {
        let store = try folder.store()
        try await store.addMembers()
        await #expect(throws: StoreError.self) {
            try await store.addToken(digest: [UInt8](repeating: 1, count: count), for: "alice")
        }
    }

    @Test func `Use is noted to the minute and does not go back`() async throws {
        let store = try folder.store { time }
        try await store.addMembers()
        try await store.noteUse(of: ["alice": time, "nobody": time])
        #expect(try await store.person(named: "alice")?.lastSeenAt == Date(millisecondsSince1970: 1_763_869_500_000))
        try await store.noteUse(of: ["alice": .distantPast])
        #expect(try await store.person(named: "alice")?.lastSeenAt == Date(millisecondsSince1970: 1_763_869_500_000))
        #expect(try await store.person(named: "bob")?.lastSeenAt == nil)
    }
}
