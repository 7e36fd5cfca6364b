import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import TchatModel
import TchatStore
import Testing

@testable import TchatServer

/// What callers do who try again and again, and what is left of it.
@Suite struct RefusalEvidenceTests {
    private static func trail(of core: TestCore) async throws -> [AuditRecord] {
        core.access.audit.writeRepeated()
        try await core.settle()
        return try await core.store.auditTrail(limit: 1000).records
    }

    private static func notices(of core: TestCore) async throws -> [Entry] {
        try await core.settle()
        return try await core.store.entries(of: .everything, limit: 1000).entries
            .filter { $0.kind == .notice && $0.conversation != nil }
    }

    @Test func `A guest's refused requests are counted by route, whatever the paths`() async throws {
        try await TestCore.run { core in
            let responder = core.responder()
            let guest = APIContext.unixSocket(Principal(name: "eve", role: .guest, kind: .paired))
            for number in 0..<500 {
                for (method, path) in [(HTTPRequest.Method.delete, "/v1/people/x\(number)"), (.post, "/v1/control")] {
                    let head = HTTPRequest(method: method, scheme: nil, authority: "localhost", path: path)
                    let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
                    let response = try await responder.respond(to: request, context: guest)
                    #expect(response.status == .forbidden)
                }
            }
            let trail = try await Self.trail(of: core)
            #expect(trail.map(\.event) == [.refused, .refused, .refused, .refused])
            #expect(trail.map(\.count) == [nil, nil, 499, 499])
            #expect(trail.allSatisfy { $0.person == "eve" })
            let routes = trail.map { "\($0.method ?? "") \($0.route ?? "")" }
            #expect(Set(routes) == ["DELETE /v1/people/:name", "POST /v1/control"])
        }
    }

    @Test func `What a route refuses a person's role is evidence too`() async throws {
        try await TestCore.run { core in
            let responder = core.responder()
            let member = APIContext.unixSocket(Principal(name: "eve", role: .member, kind: .paired))
            for path in ["/v1/events?as=operator", "/v1/conversations/alice/entries"] {
                let head = HTTPRequest(method: .get, scheme: nil, authority: "localhost", path: path)
                let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
                #expect(try await responder.respond(to: request, context: member).status == .forbidden)
            }
            let trail = try await Self.trail(of: core)
            #expect(trail.allSatisfy { $0.event == .refused && $0.person == "eve" && $0.method == "GET" })
            #expect(trail.map(\.route) == ["/v1/events", "/v1/conversations/:name/entries"])
        }
    }

    @Test func `A classic client that tries again and again has one entry, and the trail has the number`() async throws
    {
        try await TestCore.run { core in
            let address = try #require(IPAddress(parsing: "192.0.2.7"))
            let number = core.classicClients.join(TestClassicClient(), from: address, role: .guest)
            for _ in 1...1000 { core.classicClients.recordRefusal(of: .control(.kill), to: number) }
            core.classicClients.recordRefusal(of: .message, to: number)
            core.classicClients.endRefusalWindow()
            // Still the same attempt.
            core.classicClients.recordRefusal(of: .control(.kill), to: number)
            #expect(try await Self.notices(of: core).count == 2)
            core.classicClients.endRefusalWindow()
            core.classicClients.endRefusalWindow()
            core.classicClients.recordRefusal(of: .control(.kill), to: number)
            #expect(try await Self.notices(of: core).count == 3)

            let trail = try await Self.trail(of: core)
            #expect(trail.map(\.action) == [.kill, nil, .kill])
            #expect(trail.map(\.count) == [nil, nil, 1001])
            #expect(trail.allSatisfy { $0.event == .refused && $0.address == "192.0.2.7" })
        }
    }

    @Test func `Classic clients of ever more addresses fill neither the conversations nor the trail`() async throws {
        try await TestCore.run { core in
            for number in 0..<2000 {
                let address = try #require(IPAddress(parsing: "10.0.\(number / 250).\(number % 250)"))
                let number = core.classicClients.join(TestClassicClient(), from: address, role: .guest)
                core.classicClients.recordRefusal(of: .control(.kill), to: number)
                core.classicClients.leave(number)
            }
            #expect(try await Self.notices(of: core).count == 64)
            #expect(try await core.store.people().count == 64)
            #expect(try await Self.trail(of: core).count == 258)
        }
    }

    @Test func `Whoever opens and closes streams is counted`() async throws {
        try await TestServer.run { server in
            try await TestClient.run(server) { client in
                for _ in 1...5 {
                    try await client.with(nil, by: .unixSocket).events("?vitals=false") { events in
                        let first = try await events.next()
                        #expect(first?.name == "presence")
                    }
                }
            }
            let assembly = server.assembly
            assembly.access.audit.writeRepeated()
            try await assembly.conversations.appendHostNotice(.reset)
            let trail = try await assembly.store.auditTrail().records
            #expect(trail.map(\.event) == [.listens, .listens])
            #expect(trail.map(\.count) == [nil, 4])
        }
    }

    @Test func `Whoever asks for a stream's head does not listen`() async throws {
        try await TestCore.run { core in
            let head = HTTPRequest(method: .head, scheme: nil, authority: "localhost", path: "/v1/events")
            let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
            let response = try await core.responder().respond(to: request, context: .unixSocket())
            #expect(response.status == .ok)
            #expect(try await Self.trail(of: core).isEmpty)
        }
    }

    @Test func `What was counted is written when the server ends`() async throws {
        let folder = TemporaryFolder()
        var configuration = ServerConfiguration.test
        configuration.dataDirectory = folder.path + "/data"
        try await TestServer.run(configuration) { server in
            try await TestClient.run(server) { client in
                for _ in 1...4 {
                    let answer = try await client.with("tchat_wrong").send(.GET, "/v1/host")
                    #expect(answer.status == 401)
                }
            }
        }
        let store = try Store(in: configuration.dataDirectory, logger: TestCore.logger)
        let trail = try await store.auditTrail().records
        #expect(trail.map(\.event) == [.wrongToken, .wrongToken])
        #expect(trail.map(\.count) == [nil, 3])
        #expect(trail.allSatisfy { $0.address == "127.0.0.1" && $0.person == nil })
        store.close()
    }
}
