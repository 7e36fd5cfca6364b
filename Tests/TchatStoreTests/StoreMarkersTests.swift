import TchatModel
import TchatStore
import Testing

@Suite struct StoreMarkersTests {
    private let folder = TemporaryFolder()

    /// Each step follows the one before, in a log of ten entries.
    private static let steps: [(MarkerUpdate, delivered: Int?, read: Int?, isChanged: Bool)] = [
        (MarkerUpdate(), nil, nil, false), (MarkerUpdate(delivered: 0, read: -4), nil, nil, false),
        (MarkerUpdate(delivered: 3), 3, nil, true), (MarkerUpdate(delivered: 2), 3, nil, false),
        (MarkerUpdate(read: 2), 3, 2, true), (MarkerUpdate(read: 5), 5, 5, true),
        (MarkerUpdate(delivered: 4, read: 6), 6, 6, true), (MarkerUpdate(delivered: 8, read: 1), 8, 6, true),
        (MarkerUpdate(read: 99), 10, 10, true), (MarkerUpdate(delivered: Int.max), 10, 10, false),
        (MarkerUpdate(delivered: 1, read: 1), 10, 10, false),
    ]

    @Test func `A marker only grows, and not beyond the newest entry`() async throws {
        let store = try folder.store()
        try await store.addMembers()
        for number in 1...10 { try await store.say("\(number)") }
        for (number, step) in Self.steps.enumerated() {
            let (marker, isChanged) = try await store.mark("alice", reader: alice, step.0)
            let expected = Marker(conversation: "alice", reader: alice, delivered: step.delivered, read: step.read)
            #expect(marker == expected, "step \(number)")
            #expect(isChanged == step.isChanged, "step \(number)")
            #expect(try await store.markers(of: "alice") == (step.delivered == nil ? [] : [expected]))
        }
    }

    @Test func `In an empty log nothing can be read`() async throws {
        let store = try folder.store()
        try await store.addMembers()
        let (marker, isChanged) = try await store.mark("alice", reader: alice, MarkerUpdate(read: 7))
        #expect(marker == Marker(conversation: "alice", reader: alice))
        #expect(!isChanged)
        await #expect(throws: StoreError.unknownConversation("nobody")) {
            try await store.mark("nobody", reader: alice, MarkerUpdate(read: 7))
        }
    }

    @Test func `Each reader has a marker in each conversation`() async throws {
        let store = try folder.store()
        try await store.addMembers()
        for number in 1...5 { try await store.say("\(number)") }
        let sameName = Author(kind: .operator, name: "alice")
        let marks = [
            Marker(conversation: "alice", reader: sameName, delivered: 2),
            Marker(conversation: "alice", reader: alice, delivered: 1, read: 1),
            Marker(conversation: "bob", reader: sameName, delivered: 4, read: 3),
        ]
        for mark in marks {
            let update = MarkerUpdate(delivered: mark.delivered, read: mark.read)
            _ = try await store.mark(mark.conversation, reader: mark.reader, update)
        }
        #expect(try await store.markers() == marks)
        #expect(try await store.markers(of: "bob") == [marks[2]])
        store.close()
        #expect(try await folder.store().markers() == marks)
    }

    @Test func `Markers that are set at the same time end at the highest`() async throws {
        let store = try folder.store()
        try await store.addMembers()
        for number in 1...50 { try await store.say("\(number)") }
        try await withThrowingTaskGroup { group in
            for number in (1...50).shuffled() {
                group.addTask { _ = try await store.mark("alice", reader: alice, MarkerUpdate(read: number)) }
            }
            try await group.waitForAll()
        }
        #expect(try await store.markers() == [Marker(conversation: "alice", reader: alice, delivered: 50, read: 50)])
    }
}
