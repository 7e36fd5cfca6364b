import Foundation
import HTTPTypes
import NIOHTTP1
import TchatModel
import TchatStore
import Testing

@testable import TchatServer

/// What each family of routes refuses, by its code and values.
@Suite struct RefusalsTests {
    /// Who asks.
    enum Asker: Sendable {
        case nobody, guest, alice, root
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var asker: Asker
        var method: HTTPMethod
        var path: String
        var json: String?
        var headers: [(String, String)] = []
        var reason: Problem.Reason

        var testDescription: String { "\(method) \(path) \(reason)" }

        init(
            _ asker: Asker,
            _ method: HTTPMethod,
            _ path: String,
            headers: [(String, String)] = [],
            _ reason: Problem.Reason
        ) {
            self.asker = asker
            self.method = method
            self.path = path
            self.headers = headers
            self.reason = reason
        }

        init(
            _ asker: Asker,
            _ method: HTTPMethod,
            _ path: String,
            _ json: String,
            headers: [(String, String)] = [],
            _ reason: Problem.Reason
        ) {
            self.init(asker, method, path, headers: headers, reason)
            self.json = json
        }
    }

    private static let entry = "/v1/conversations/alice/entries/0b6f2a1e-4c7d-4f7e-9a53-2b1f6f6a9d10"
    private static let message = #"{"type":"message","text":"x"}"#
    private static let proof = """
        {"session":"AAAAAAAAAAAAAAAAAAAAAA","proof":"mFuQ0mP1cQz2q4hV0o8bJ7m0n3Jr6wYxk5f1tB9sE2A"}
        """

    static let refusals: [Refusal] = [
        // Of every route.
        Refusal(.nobody, .GET, "/v1/nowhere", .unknownPath),
        Refusal(.nobody, .PATCH, "/v1/host", .methodNotAllowed(allowed: ["GET", "HEAD"])),
        Refusal(.nobody, .GET, "/v1/host", .tokenRequired),
        Refusal(.guest, .GET, "/v1/people", .roleTooLow(role: .guest, neededRole: .admin)),
        Refusal(.root, .GET, "/v1/events?as=king", .invalidParameter(parameter: "as", allowed: ["operator"])),
        Refusal(.alice, .GET, "/v1/host?as=operator", .roleTooLow(role: .member, neededRole: .operator)),
        Refusal(.alice, .PUT, entry, message, headers: [("Origin", "https://evil.example")], .foreignOrigin),
        // The host.
        Refusal(.guest, .GET, "/v1/host/weather", .unknownItem(items: Item.allCases.map(\.rawValue))),
        Refusal(
            .guest,
            .GET,
            "/v1/host/history?seconds=0",
            .numberOutOfRange(parameter: "seconds", minimum: 1, maximum: 900)
        ),
        Refusal(.guest, .GET, "/v1/host/history?seconds=1&seconds=2", .repeatedParameter(parameter: "seconds")),
        // Conversations.
        Refusal(
            .alice,
            .GET,
            "/v1/conversations?limit=501",
            .numberOutOfRange(parameter: "limit", minimum: 1, maximum: 500)
        ),
        Refusal(
            .alice,
            .GET,
            "/v1/conversations?before=-1",
            .numberOutOfRange(parameter: "before", minimum: 0, maximum: nil)
        ),
        Refusal(.alice, .GET, "/v1/conversations/bob/entries", .notYours),
        Refusal(.root, .GET, "/v1/conversations/nobody/entries", .unknownConversation(name: "nobody")),
        Refusal(
            .alice,
            .GET,
            "/v1/conversations/alice/entries?search=",
            .invalidLength(parameter: "search", minimum: 1, maximum: 256)
        ),
        Refusal(.root, .GET, "/v1/conversations/%FF/entries", .unreadablePath),
        Refusal(.alice, .PUT, "/v1/conversations/alice/entries/x", message, .invalidUUID),
        Refusal(.alice, .PUT, "/v1/conversations/bob/entries/\(UUID())", message, .notYours),
        Refusal(
            .root,
            .PUT,
            "/v1/conversations/nobody/entries/\(UUID())",
            message,
            .unknownConversation(name: "nobody")
        ),
        Refusal(.alice, .PUT, entry, #"{"type":"message","text":""}"#, .emptyText),
        Refusal(.alice, .PUT, entry, #"{"type":"message","text":"\u0000"}"#, .unstorableText),
        Refusal(
            .alice,
            .PUT,
            entry,
            #"{"type":"message","text":"\#(String(repeating: "x", count: 4097))"}"#,
            .textTooLong(limitBytes: 4096)
        ),
        Refusal(.alice, .PUT, entry, String(repeating: " ", count: 65_537), .bodyTooLong(limitBytes: 65_536)),
        Refusal(.alice, .PUT, entry, message, headers: [("Content-Type", "text/plain")], .unsupportedMediaType),
        Refusal(.alice, .PUT, entry, #"{"type":"message"}"#, .invalidBody(reason: "'text' is missing")),
        Refusal(.alice, .PUT, "/v1/conversations/alice/markers", "{}", .emptyMarker),
        Refusal(
            .alice,
            .PUT,
            "/v1/conversations/alice/markers",
            #"{"read":-1}"#,
            .numberOutOfRange(parameter: "read", minimum: 0, maximum: nil)
        ),
        // Events.
        Refusal(
            .guest,
            .GET,
            "/v1/events?vitals=perhaps",
            .invalidParameter(parameter: "vitals", allowed: ["true", "false"])
        ),
        Refusal(
            .guest,
            .GET,
            "/v1/events",
            headers: [("Last-Event-ID", "x")],
            .numberOutOfRange(parameter: "Last-Event-ID", minimum: 0, maximum: nil)
        ),
        Refusal(.alice, .GET, "/v1/events?as=operator", .roleTooLow(role: .member, neededRole: .operator)),
        // Control, pairing, people, the audit trail.
        Refusal(.root, .POST, "/v1/control", #"{"action":"disconnect"}"#, .unknownAction(actions: ["reset", "kill"])),
        Refusal(.root, .POST, "/v1/control", #"{"action":"dance"}"#, .unknownAction(actions: ["reset", "kill"])),
        Refusal(.root, .POST, "/v1/pair", proof, .encryptionRequired),
        Refusal(.nobody, .POST, "/v1/pair", proof, .pairingOver),
        Refusal(.root, .DELETE, "/v1/people/nobody", .unknownPerson(name: "nobody")),
        Refusal(.root, .POST, "/v1/people/1.2.3.4/codes", #"{"role":"member"}"#, .invalidName(name: "1.2.3.4")),
        Refusal(.root, .POST, "/v1/people/zed/codes", "{}", .roleNeeded(name: "zed", roles: Role.allCases)),
        Refusal(.root, .POST, "/v1/people/alice/tokens", #"{"role":"guest"}"#, .otherRole(name: "alice")),
        Refusal(.root, .GET, "/v1/audit?limit=0", .numberOutOfRange(parameter: "limit", minimum: 1, maximum: 1000)),
        Refusal(
            .root,
            .GET,
            "/v1/audit?before=7",
            .invalidParameter(parameter: "repeatable", allowed: ["true", "false"])
        ),
        Refusal(.nobody, .GET, "/metrics", .tokenRequired),
    ]

    private static func run(
        _ body:
            @escaping @Sendable (_ client: @escaping @Sendable (Asker) -> TestClient, TestServer) async throws -> Void
    ) async throws {
        try await TestServer.assemble { server in
            let tokens = (try await server.token("gus", .guest), try await server.token("alice", .member))
            try await TestClient.run(server) { client in
                try await body(
                    { asker in
                        switch asker {
                        case .nobody: client
                        case .guest: client.with(tokens.0)
                        case .alice: client.with(tokens.1)
                        case .root: client.with(nil, by: .unixSocket)
                        }
                    },
                    server
                )
            }
        }
    }

    @Test func `Each refusal says by its code what is wrong, and has the values of it`() async throws {
        try await Self.run { client, _ in
            for refusal in Self.refusals {
                let answer = try await client(refusal.asker)
                    .send(refusal.method, refusal.path, headers: refusal.headers, json: refusal.json)
                let problem = try answer.decode(Problem.self)
                #expect(problem.reason == refusal.reason, "\(refusal.method) \(refusal.path)")
                #expect(problem.status == answer.status && answer.status == refusal.reason.status.code)
                #expect(answer.headers["Content-Type"] == ["application/problem+json"])
            }
        }
    }

    @Test func `Only a text with U+0000 is called that; what else the log refuses is the host's fault`() {
        #expect(Problem.Reason(StoreError.unstorableCharacter) == .unstorableText)
        #expect(Problem.Reason(StoreError.invalid(PersonName.rule)) == .internalError)
    }

    @Test func `What was said under a UUID stays`() async throws {
        try await Self.run { client, _ in
            let first = try await client(.alice).send(.PUT, Self.entry, json: Self.message)
            #expect(first.status == 201)
            let other = try await client(.alice).send(.PUT, Self.entry, json: #"{"type":"message","text":"y"}"#)
            #expect(try other.decode(Problem.self).reason == .uuidTaken)
        }
    }

    @Test func `In plain text a foreign Host is refused before anything else`() async throws {
        try await Self.run { client, _ in
            let plain = client(.nobody).with(nil, by: .plaintext)
            for path in ["/v1/host", "/healthz", "/nowhere"] {
                let answer = try await plain.send(.GET, path, headers: [("Host", "evil.example")])
                #expect(try answer.decode(Problem.self).reason == .foreignHost, "\(path)")
            }
        }
    }

    @Test func `Too many wrong tokens say how long to wait`() async throws {
        try await Self.run { client, _ in
            let wrong = client(.nobody).with("tchat_" + String(repeating: "B", count: 43))
            var answer = try await wrong.send(.GET, "/v1/host")
            for _ in 0..<30 where answer.status != 429 { answer = try await wrong.send(.GET, "/v1/host") }
            let slowed = try answer.decode(Problem.self)
            let seconds = try #require(slowed.retryAfterSeconds)
            #expect(slowed.reason == .tooManyAttempts(retryAfterSeconds: seconds) && seconds > 0)
            #expect(answer.headers["Retry-After"] == ["\(seconds)"])
        }
    }

    @Test func `A log that can't be used says why, and not where it is`() async throws {
        try await Self.run { client, server in
            server.assembly.store.close()
            for path in ["/v1/conversations", "/v1/conversations/alice/entries", "/v1/people", "/v1/audit"] {
                let answer = try await client(.root).send(.GET, path)
                #expect(try answer.decode(Problem.self).reason == .logUnavailable(.closed), "\(path)")
                #expect(answer.headers["Retry-After"] == ["30"])
                #expect(!answer.text.contains(server.assembly.store.directory))
            }
        }
    }
}
