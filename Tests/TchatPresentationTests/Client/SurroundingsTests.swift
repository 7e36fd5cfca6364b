import Foundation
import TchatClient
import TchatClientFakes
import TchatModel
import Testing

@testable import TchatPresentation

/// The world the program runs in.
@Suite(.serialized, .timeLimit(.minutes(1))) struct SurroundingsTests {
    private func withHome(_ body: (Surroundings) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.path + "/tchat-home-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(.live(environment: ["HOME": path, "TCHAT_SOCKET": path + "/none.sock"]))
    }

    @Test func `What is kept on disk is delivered as who said it`() async throws {
        try await withHome { surroundings in
            let host = ScriptedHost(role: .operator)
            let storage = try #require(surroundings.storage(host.status.id, false))
            let uuid = try await storage.accept(.message(text: "à carol"), for: "carol")
            _ = try await storage.accept(.message(text: "à moi"), for: "alice")
            let again = try #require(surroundings.storage(host.status.id, false))
            #expect(try await again.waiting().map(\.conversation) == ["carol", "alice"])
            host.refuse(.put, with: ScriptedHost.gone)
            #expect(
                try await again.deliver(using: host, asOperator: { $0 == "carol" }, refused: { _ in }).stoppedBy
                    == ScriptedHost.gone
            )
            host.refuse(.put, with: nil)
            #expect(
                try await again.deliver(using: host, asOperator: { $0 == "carol" }, refused: { _ in }).delivered.map(
                    \.id
                ) == [1, 2]
            )
            #expect(host.log.first?.uuid == uuid)
            #expect(host.calls.contains(.put(.message(text: "à carol"), uuid: uuid, in: "carol", asOperator: true)))
            #expect(host.log.map(\.author.kind) == [.operator, .person])
            #expect(try await storage.waiting().isEmpty)
        }
    }

    @Test func `What is said at the console is kept apart from what a paired user says`() async throws {
        try await withHome { surroundings in
            let id = UUID()
            _ = try await surroundings.storage(id, true)?.accept(.message(text: "a"), for: "alice")
            let console = try #require(surroundings.storage(id, true))
            let paired = try #require(surroundings.storage(id, false))
            #expect(try await console.waiting().count == 1)
            #expect(try await paired.waiting().isEmpty)
        }
    }

    @Test func `Copies are forgotten, what waits is not`() async throws {
        try await withHome { surroundings in
            let host = ScriptedHost()
            let storage = try #require(surroundings.storage(host.status.id, false))
            try await storage.append([host.say("a", by: "alice"), host.say("b", by: "alice")], to: "alice")
            _ = try await storage.accept(.message(text: "c"), for: "alice")
            var last = try await storage.lastID(of: "alice")
            #expect(last == 2)
            try await storage.forget(after: 1, of: "alice")
            #expect(try await storage.entries(of: "alice", limit: 10).map(\.text) == ["a"])
            try await storage.removeCopies()
            last = try await storage.lastID(of: "alice")
            #expect(last == nil)
            let waiting = try await storage.waiting()
            try await storage.discard(try #require(waiting.first).uuid)
            #expect(try await storage.waiting().isEmpty)
        }
    }

    @Test func `Without a server, a home or a host it says so`() async throws {
        try await withHome { surroundings in
            #expect(surroundings.localServer() == nil)
            let known = try await surroundings.knownHosts()
            #expect(known.isEmpty)
        }
        let homeless = Surroundings.live(environment: ["TCHAT_SOCKET": "/nowhere"])
        #expect(homeless.storage(UUID(), false) == nil)
        #expect(homeless.windowState() == nil)
        await #expect(throws: LocalFileError.noFolder) { try await homeless.knownHosts() }
        let desktop = DesktopModel(homeless)
        try await withRunning(desktop.run) {
            try await eventually { desktop.failure == "\(LocalFileError.noFolder)" }
        }
    }
}
