import Foundation
import TchatModel
import Testing

@testable import TchatClient

@Suite struct ResumeStateTests {
    private let location = HostLocation.socket(path: "/s")
    private var generator = SeededGenerator(seed: 1)

    private static func event(_ name: String, id: Int?, _ value: some Encodable) throws -> ServerSentEvent {
        ServerSentEvent(
            id: id.map(String.init),
            name: name,
            data: String(decoding: try APICoding.encoder().encode(value), as: UTF8.self)
        )
    }

    private static func entry(_ id: Int) throws -> ServerSentEvent { try event("entry", id: id, Sample.entry(id)) }

    @Test func `Each entry counts once, and the next attempt resumes after the last`() throws {
        var state = ResumeState(lastID: 4)
        let kept = try [5, 6, 5, 6, 9, 2, 9].compactMap { state.receive(try Self.entry($0)) }
        let ids = kept.map { if case .entry(let entry) = $0 { entry.id } else { 0 } }
        #expect(ids == [5, 6, 9])
        #expect(state.lastID == 9)
    }

    @Test func `A new stream begins at the end of the log that the first event names`() throws {
        var state = ResumeState()
        #expect(state.lastID == nil)
        let presence = Presence(operators: ["bob"])
        #expect(state.receive(try Self.event("presence", id: 41, presence)) == .presence(presence))
        #expect(state.lastID == 41)
        #expect(state.receive(try Self.entry(41)) == nil)
        #expect(state.receive(try Self.entry(42)) != nil)
    }

    @Test func `A log that went back is told, and its new entries count`() throws {
        var state = ResumeState(lastID: 9)
        #expect(state.receive(try Self.event("presence", id: 3, Presence(operators: []))) == .logWentBack(to: 3))
        #expect(state.lastID == 3)
        let ids = try [3, 4, 5].compactMap { state.receive(try Self.entry($0)) }.map { event in
            if case .entry(let entry) = event { entry.id } else { 0 }
        }
        #expect(ids == [4, 5])
    }

    @Test func `What has no place in the log is told each time`() throws {
        var state = ResumeState(lastID: 9)
        let vitals = Vitals(at: Date(millisecondsSince1970: 1000), readings: [:])
        let marker = Marker(conversation: "alice", reader: Author(kind: .person, name: "alice"), read: 3)
        for _ in 0..<2 {
            #expect(state.receive(try Self.event("vitals", id: nil, vitals)) == .vitals(vitals))
            #expect(state.receive(try Self.event("marker", id: 9, marker)) == .marker(marker))
        }
        #expect(state.lastID == 9)
    }

    @Test(arguments: [
        ServerSentEvent(id: "5", name: "entry", data: "{}"), ServerSentEvent(id: "5", name: "future", data: "{}"),
        ServerSentEvent(id: nil, name: "entry", data: "{}"), ServerSentEvent(id: "x", name: "message", data: "?"),
        ServerSentEvent(id: nil, name: "overflow", data: #"{"detail":"…"}"#),
    ])
    func `What only newer clients understand is passed over`(event: ServerSentEvent) throws {
        var state = ResumeState(lastID: 4)
        #expect(state.receive(event) == nil)
        #expect(state.lastID == (event.id == "5" ? 5 : 4))
    }

    @Test(arguments: [401, 403, 400, 404]) mutating func `What no attempt can change ends it`(status: Int) {
        var state = ResumeState()
        let error = Sample.problem(status)
        #expect(state.end(error, using: &generator) == .stop(error))
    }

    @Test mutating func `The wait grows with each failure, and begins anew after an event`() throws {
        var state = ResumeState(backoff: Backoff(shortest: .seconds(1), longest: .seconds(8)))
        func wait() -> Duration {
            if case .retry(_, let wait) = state.end(.connectionLost(location), using: &generator) {
                wait
            } else {
                .zero
            }
        }
        let waits = (0..<5).map { _ in wait() }
        for (wait, most) in zip(waits, [2, 4, 8, 8, 8]) {
            #expect((Duration.seconds(most) / 2 ... .seconds(most)).contains(wait))
        }
        _ = state.receive(try Self.entry(1))
        #expect(wait() <= .seconds(2))
    }

    @Test mutating func `A host that names a time is not asked sooner`() {
        var state = ResumeState()
        let problem = Problem(title: "Busy", status: 429, detail: "Wait.")
        let next = state.end(.problem(location, problem, retryAfterSeconds: 90), using: &generator)
        #expect(next == .retry(.problem(location, problem, retryAfterSeconds: 90), after: .seconds(90)))
    }
}
