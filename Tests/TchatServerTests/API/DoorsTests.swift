import Foundation
import NIOHTTP1
import TchatModel
import TchatStore
import Testing

@testable import TchatServer

/// Who gets in where.
@Suite struct DoorsTests {
    /// A call as someone makes it in their own name.
    struct Call: Sendable, CustomTestStringConvertible {
        var method: HTTPMethod
        /// With `ME` for the caller's name.
        var path: String
        var json: String?
        /// The least role; `nil` for anyone.
        var role: Role?
        /// What it is answered when it is let in.
        var status: Int
        /// The same in plain text and through the Unix socket, where that differs.
        var unencryptedStatus: Int?

        var testDescription: String { "\(method) \(path)" }

        init(
            _ method: HTTPMethod,
            _ path: String,
            _ role: Role?,
            json: String? = nil,
            status: Int = 200,
            unencryptedStatus: Int? = nil
        ) {
            self.method = method
            self.path = path
            self.json = json
            self.role = role
            self.status = status
            self.unencryptedStatus = unencryptedStatus
        }

        func path(for name: String) -> String {
            path.replacingOccurrences(of: "ME", with: name)
                .replacingOccurrences(of: "UUID", with: UUID().uuidString.lowercased())
        }
    }

    static let calls = [
        Call(.GET, "/healthz", nil),
        Call(.GET, "/openapi.yaml", nil),
        Call(
            .POST,
            "/v1/pair",
            nil,
            json: #"{"clientNonce":"mFuQ0mP1cQz2q4hV0o8bJ7m0n3Jr6wYxk5f1tB9sE2A"}"#,
            unencryptedStatus: 403
        ),
        Call(.GET, "/metrics", .guest),
        Call(.GET, "/v1/host", .guest),
        Call(.GET, "/v1/host/name", .guest),
        Call(.GET, "/v1/host/history?seconds=5", .guest),
        Call(.GET, "/v1/events?vitals=false", .guest),
        Call(.GET, "/v1/conversations", .member),
        Call(.GET, "/v1/conversations/ME/entries?limit=2", .member),
        Call(
            .PUT,
            "/v1/conversations/ME/entries/UUID",
            .member,
            json: #"{"type":"message","text":"bonjour"}"#,
            status: 201
        ),
        Call(.PUT, "/v1/conversations/ME/markers", .member, json: #"{"delivered":1}"#),
        Call(.GET, "/v1/audit", .operator),
        Call(.GET, "/v1/events?as=operator", .operator),
        Call(.POST, "/v1/control", .admin, json: #"{"action":"disconnect"}"#, status: 400),
        Call(.GET, "/v1/people", .admin),
        Call(.DELETE, "/v1/people/nobody", .admin, status: 404),
        Call(.POST, "/v1/people/zed/codes", .admin, json: #"{"role":"member"}"#, status: 201),
        Call(.POST, "/v1/people/zed/tokens", .admin, json: #"{"role":"member"}"#, status: 201),
    ]

    @Test func `The calls of this test are all there are`() throws {
        let document = try OpenAPIDocument.served.get()
        let called = Set(
            try Self.calls.map { call in
                let operation = try #require(
                    document.operation(method: call.method.rawValue, path: call.path(for: "alice"))
                )
                // as=operator needs more than the call itself.
                if !call.path.contains("as=") { #expect(operation.role == call.role?.rawValue, "\(operation)") }
                return operation
            }
        )
        #expect(called == Set(document.operations))
    }

    @Test(arguments: calls)
    func `Each role gets in where it may, and nobody else does`(call: Call) async throws {
        try await TestServer.run { server in
            let revoked = try await server.token("gone", .admin)
            try await server.assembly.access.remove("gone", by: .root)
            let wrong = "tchat_" + String(repeating: "A", count: 43)
            var tokens: [Role: String] = [:]
            for role in Role.allCases { tokens[role] = try await server.token("the-\(role)", role) }
            try await TestClient.run(server) { [tokens] client in
                func expect(
                    _ status: Int,
                    _ client: TestClient,
                    as name: String = "nobody",
                    headers: [(String, String)] = [],
                    _ comment: Comment,
                    line: Int = #line
                ) async throws {
                    let answer = try await client.send(
                        call.method,
                        call.path(for: name),
                        headers: headers,
                        json: call.json
                    )
                    #expect(answer.status == status, comment)
                    if answer.status == 401 { #expect(answer.headers["WWW-Authenticate"] == ["Bearer"], comment) }
                }
                let closed = call.role == nil ? call.status : 401
                try await expect(closed, client, "no token")
                try await expect(closed, client.with(wrong), "an unknown token")
                try await expect(closed, client.with("x y z"), "no token at all")
                try await expect(closed, client.with(revoked), "a revoked token")
                for role in Role.allCases {
                    let isLetIn = call.role.map { role >= $0 } ?? true
                    let status = isLetIn ? call.status : 403
                    try await expect(status, client.with(tokens[role]), as: "the-\(role)", "\(role)")
                }

                let admin = client.with(tokens[.admin])
                let unencrypted = call.unencryptedStatus ?? call.status
                let name = "the-admin"
                try await expect(call.status, admin.with(tokens[.admin], by: .http1), as: name, "HTTP/1.1")
                let plaintext = admin.with(tokens[.admin], by: .plaintext)
                try await expect(unencrypted, plaintext, as: name, "plain text")
                let noToken = call.role == nil ? unencrypted : 401
                try await expect(noToken, plaintext.with(nil), as: name, "plain text without a token")
                for host in ["evil.example", "evil.example:5005", "localhost.evil.example"] {
                    try await expect(403, plaintext, as: name, headers: [("Host", host)], "Host \(host)")
                }
                let socket = client.with(nil, by: .unixSocket)
                let user = try await socket.send(.GET, "/v1/host").decode(HostStatus.self).caller
                #expect(user.role == .admin)
                try await expect(unencrypted, socket, as: user.name, "Unix socket")

                let changes = call.method != .GET
                for origin in ["https://evil.example", "null", "http://localhost:\(server.port)"] {
                    let headers = [("Origin", origin)]
                    try await expect(changes ? 403 : call.status, admin, as: name, headers: headers, "\(origin)")
                }
                let own = [("Origin", "https://localhost:\(server.port)")]
                try await expect(call.status, admin, as: name, headers: own, "its own origin")
                let foreign = [("Origin", "http://evil.example")]
                try await expect(
                    changes ? 403 : unencrypted,
                    socket,
                    as: user.name,
                    headers: foreign,
                    "socket, foreign origin"
                )
            }
        }
    }

    @Test func `A person has their own conversation only, and can't tell which others there are`() async throws {
        try await TestServer.run { server in
            let alice = try await server.token("alice", .member)
            let eve = try await server.token("eve", .operator)
            _ = try await server.token("bob", .member)
            try await server.answer("pour bob", in: "bob")
            try await server.answer("pour alice", in: "alice")
            try await TestClient.run(server) { client in
                let member = client.with(alice)
                let list = try await member.send(.GET, "/v1/conversations").decode(ConversationList.self)
                #expect(list.conversations.map(\.name) == ["alice"])
                let page = try await member.send(.GET, "/v1/conversations/alice/entries").decode(EntryPage.self)
                #expect(page.entries.allSatisfy { [nil, "alice"].contains($0.conversation) })
                #expect(page.entries.contains { $0.text == "pour alice" })
                var bodies: Set<String> = []
                for name in ["bob", "eve", "nobody", "root", "127.0.0.1"] {
                    let path = "/v1/conversations/\(name)"
                    for answer in [
                        try await member.send(.GET, path + "/entries"),
                        try await member.send(
                            .PUT,
                            path + "/entries/\(UUID())",
                            json: #"{"type":"message","text":"x"}"#
                        ),
                        try await member.send(.PUT, path + "/markers", json: #"{"read":1}"#),
                    ] {
                        #expect(answer.status == 403)
                        bodies.insert(answer.text)
                    }
                }
                #expect(bodies.count == 1)
                let all = try await client.with(eve).send(.GET, "/v1/conversations").decode(ConversationList.self)
                #expect(Set(all.conversations.map(\.name)).isSuperset(of: ["alice", "bob"]))
                #expect(try await client.with(eve).send(.GET, "/v1/conversations/nobody/entries").status == 404)
            }
        }
    }

    @Test(arguments: Way.encrypted)
    func `Removing a person ends the open streams and the tokens; the conversation stays`(way: Way) async throws {
        try await TestServer.run { server in
            let alice = try await server.token("alice", .member)
            let bob = try await server.token("bob", .member)
            try await TestClient.run(server) { client in
                try await client.with(bob, by: way).events { bobs in
                    _ = try await bobs.next()
                    try await client.with(alice, by: way).events { events in
                        #expect(try await events.next()?.name == "presence")
                        let root = client.with(nil, by: .unixSocket)
                        #expect(try await root.send(.DELETE, "/v1/people/alice").status == 204)
                        let last = try await events.last()
                        // Not even that of the removal.
                        #expect(last?.name != "entry")
                    }
                    #expect(try await client.with(alice, by: way).send(.GET, "/v1/host").status == 401)
                    try await server.answer("toujours là", in: "bob")
                    #expect(try await bobs.next("entry")?.decode(Entry.self).text == "toujours là")
                }
                let socket = client.with(nil, by: .unixSocket)
                let page = try await socket.send(.GET, "/v1/conversations/alice/entries").decode(EntryPage.self)
                let events = page.entries.compactMap { entry in
                    if case .notice(let event, _) = entry.content, entry.conversation != nil { event } else { nil }
                }
                #expect(events == [.paired, .revoked])
                let audit = try await socket.send(.GET, "/v1/audit?limit=1000").decode(AuditTrail.self)
                #expect(audit.records.contains { $0.event == .revoked && $0.person == "alice" })
                let lasting = try await socket.send(.GET, "/v1/audit?repeatable=false&limit=1").decode(AuditTrail.self)
                #expect(lasting.records.map(\.event) == [.revoked])
                #expect(lasting.hasMore)
                let id = try #require(lasting.records.first?.id)
                let older = try await socket.send(.GET, "/v1/audit?repeatable=false&before=\(id)").decode(
                    AuditTrail.self
                )
                #expect(!older.records.isEmpty && older.records.allSatisfy { $0.id < id && !$0.event.isRepeatable })
            }
        }
    }

    @Test func `Someone who was removed between the token and the stream is not let in`() async throws {
        try await TestServer.run { server in
            let alice = try await server.token("alice", .member)
            let principal = try server.assembly.access.principal(with: alice, from: nil)
            #expect(server.assembly.access.hasAccess(principal))
            try await server.assembly.access.remove("alice", by: .root)
            #expect(!server.assembly.access.hasAccess(principal))
        }
    }

    @Test(arguments: Way.allCases.filter { $0 != .unixSocket })
    func `Wrong tokens are slowed down, right ones are not`(way: Way) async throws {
        try await TestServer.run { server in
            let token = try await server.token("alice", .guest)
            try await TestClient.run(server) { client in
                let wrong = client.with("tchat_" + String(repeating: "B", count: 43), by: way)
                var answer = try await wrong.send(.GET, "/v1/host")
                for _ in 0..<30 where answer.status == 401 { answer = try await wrong.send(.GET, "/v1/host") }
                #expect(answer.status == 429)
                #expect(answer.headers["Retry-After"].first.flatMap { Int($0) } ?? 0 > 0)
                #expect(try await client.with(token, by: way).send(.GET, "/v1/host").status == 200)
                // Nobody's token is no guess.
                #expect(try await client.with(nil, by: way).send(.GET, "/v1/host").status == 401)
            }
        }
    }

    @Test func `Wrong codes are slowed down`() async throws {
        try await TestServer.run { server in
            let token = try await server.token("alice", .guest)
            try await TestClient.run(server) { client in
                let hello = #"{"clientNonce":"mFuQ0mP1cQz2q4hV0o8bJ7m0n3Jr6wYxk5f1tB9sE2A"}"#
                let proof = """
                    {"session":"AAAAAAAAAAAAAAAAAAAAAA","proof":"mFuQ0mP1cQz2q4hV0o8bJ7m0n3Jr6wYxk5f1tB9sE2A"}
                    """
                var answer = try await client.send(.POST, "/v1/pair", json: proof)
                for _ in 0..<30 where answer.status == 403 {
                    answer = try await client.send(.POST, "/v1/pair", json: proof)
                }
                #expect(answer.status == 429)
                #expect(answer.headers["Retry-After"].first.flatMap { Int($0) } ?? 0 > 0)
                // On a busy machine the first waits are over by now.
                var begun = try await client.send(.POST, "/v1/pair", json: hello)
                for _ in 0..<10 where begun.status != 429 {
                    _ = try await client.send(.POST, "/v1/pair", json: proof)
                    begun = try await client.send(.POST, "/v1/pair", json: hello)
                }
                #expect(begun.status == 429)
                #expect(try await client.with(token).send(.GET, "/v1/host").status == 200)
            }
        }
    }
}
