import Foundation
import TchatClient
import TchatClientFakes
import TchatModel
import TestClock
import Testing

@testable import TchatPresentation

/// The script has to behave as a host does, or the tests that stand on it mean nothing.
@Suite(.serialized, .timeLimit(.minutes(1))) struct ScriptedHostTests {
    private let host = ScriptedHost()

    @Test func `A stream goes on where it was cut, and each entry comes once`() async throws {
        host.say("a", by: "alice")
        var heard: [StreamEvent] = []
        try await withRunning {
            [host] in
            do {
                for try await event in host.events(after: 0, vitals: false, comments: true, asOperator: false) {
                    heard.append(event)
                }
            } catch {}
        } _: {
            try await eventually { heard.count == 3 }
            host.goAway()
            host.say("b", by: "alice")
            host.comeBack()
            try await eventually { heard.count == 7 }
            host.logGoesBack(to: 1)
            try await eventually { heard.contains(.logWentBack(to: 1)) }
        }
        let entries = heard.compactMap { if case .entry(let entry) = $0 { entry.text } else { nil } }
        #expect(entries == ["a", "b"])
        try await eventually { host.openStreams(vitals: false) == 0 }
    }

    @Test func `What is put again is not said again`() async throws {
        let uuid = UUID()
        for _ in 0..<2 {
            _ = try await host.put(.question(item: .cpu), uuid: uuid, in: "alice", asOperator: false)
        }
        #expect(host.log.map(\.kind) == [.question, .answer])
        await #expect(throws: ScriptedHost.problem(409)) {
            try await host.put(.question(item: .ram), uuid: uuid, in: "alice", asOperator: false)
        }
    }

    @Test func `The storage delivers in order, and stops at what may pass`() async throws {
        let storage = MemoryStorage()
        for text in ["a", "b"] { _ = try await storage.accept(.message(text: text), for: "alice") }
        host.refuse(.put, with: ScriptedHost.problem(503))
        _ = try await storage.deliver(using: host, asOperator: { _ in false }, refused: { _ in })
        #expect(try await storage.waiting().count == 2)
        host.refuse(.put, with: nil)
        #expect(
            try await storage.deliver(using: host, asOperator: { _ in true }, refused: { _ in }).delivered.map(\.text)
                == ["a", "b"]
        )
        #expect(host.log.map(\.author.kind) == [.operator, .operator])
    }

    @Test func `A call that is held goes on once it is released`() async throws {
        host.hold(.status)
        var isAnswered = false
        try await withRunning { [host] in
            _ = try? await host.status()
            isAnswered = true
        } _: {
            try await eventually { host.count(.status) == 1 }
            await settle()
            #expect(!isAnswered)
            host.release(.status)
            try await eventually { isAnswered }
        }
    }

    @Test func `A clock wakes whom it is time for`() async throws {
        let clock = ManualClock()
        var isAwake = false
        try await withRunning {
            try? await clock.sleep(for: .seconds(2))
            isAwake = true
        } _: {
            try await eventually { clock.sleeperCount == 1 }
            clock.advance(by: .seconds(1))
            await settle()
            #expect(!isAwake)
            clock.advance(by: .seconds(1))
            try await eventually { isAwake }
        }
    }
}
