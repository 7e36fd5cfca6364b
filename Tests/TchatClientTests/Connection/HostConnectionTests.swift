import Foundation
import NIOHTTP1
import NIOSSL
import TchatModel
import TchatPairing
import Testing

@testable import TchatClient

@Suite(.timeLimit(.minutes(1))) struct HostConnectionTests {
    private static let answer = #"{"item":"name","text":"vm"}"#

    // MARK: - Calls

    @Test func `All conversations are asked for, page after page`() async throws {
        func summary(_ name: String, _ entry: Entry?) -> ConversationSummary {
            let person = Person(name: name, kind: .paired, role: .member, createdAt: Date(millisecondsSince1970: 1))
            return ConversationSummary(name: name, person: person, lastEntry: entry, unread: 0, markers: [])
        }
        let pages = [
            "limit=500": ConversationList(conversations: [summary("b", Sample.entry(9))], hasMore: true),
            // One that was emptied meanwhile comes again.
            "limit=500&before=9": ConversationList(
                conversations: [summary("a", Sample.entry(7)), summary("b", nil)],
                hasMore: true
            ),
            "limit=500&after=b": ConversationList(conversations: [summary("é", nil)], hasMore: false),
        ]
        try await ScriptedServer.withSocket { request in
            let query = request.uri.split(separator: "?").last.map(String.init) ?? ""
            return if let page = pages[query] { try .json(page) } else { .init(status: .notFound) }
        } _: { endpoint, server in
            try await HostConnection.with(endpoint) { host in
                let all = try await host.conversations()
                #expect(all.map(\.name) == ["b", "a", "é"])
            }
            #expect(server.requests.count == 3)
        }
    }

    @Test func `A host of an older version sends all conversations at once`() async throws {
        try await ScriptedServer.withSocket { _ in
            .json(#"{"conversations":[]}"#)
        } _: { endpoint, server in
            try await HostConnection.with(endpoint) { host in
                let all = try await host.conversations()
                #expect(all.isEmpty)
            }
            #expect(server.requests.count == 1)
        }
    }

    @Test func `A page of what can't be read is passed over for the one behind it`() async throws {
        try await ScriptedServer.withSocket { request in
            request.number == 0
                ? .json(#"{"entries":[{"id":5,"type":"picture"},{"id":9,"type":"picture"}],"hasMore":true}"#)
                : try .json(EntryPage(entries: [Sample.entry(4)], hasMore: false))
        } _: { endpoint, server in
            try await HostConnection.with(endpoint) { host in
                let page = try await host.entries(of: "alice", limit: 2)
                #expect(page.entries.map(\.id) == [4] && !page.hasMore)
            }
            let path = "/v1/conversations/alice/entries?limit=2"
            #expect(server.requests.map(\.uri) == [path, path + "&before=5"])
        }
    }

    @Test func `Each call is the request that the API describes`() async throws {
        let entry = Sample.entry(1)
        let uuid = try #require(UUID(uuidString: "0B6F2A1E-0000-4000-8000-000000000001"))
        let marker = Marker(conversation: "été", reader: Author(kind: .person, name: "été"), read: 7)
        let offer = PairingCodeOffer(code: "ABCD-EFGH-JKMN", expiresAt: Date(millisecondsSince1970: 5000))
        try await ScriptedServer.withSocket { request in
            switch (request.method, request.uri.split(separator: "?")[0].split(separator: "/").last) {
            case (.GET, "name"): .json(Self.answer)
            case (.GET, "history"): try .json(HostHistory(samples: []))
            case (.GET, "conversations"): try .json(ConversationList(conversations: []))
            case (.GET, "entries"): try .json(EntryPage(entries: [entry], hasMore: true))
            case (.GET, "people"): try .json(PeopleList(people: []))
            case (.PUT, "markers"): try .json(marker)
            case (.PUT, _): try .json(entry, status: .created)
            case (.POST, "control"): .json("{}", status: .accepted)
            case (.POST, "codes"): try .json(offer, status: .created)
            case (.POST, "tokens"): .json(#"{"token":"t"}"#, status: .created)
            default: .init(status: .noContent)
            }
        } _: { endpoint, server in
            try await HostConnection.with(endpoint) { host in
                #expect(try await host.answer(.name) == ItemAnswer(item: .name, text: "vm"))
                #expect(try await host.history(seconds: 60).isEmpty)
                #expect(try await host.conversations().isEmpty)
                #expect(try await host.entries(of: "été", after: 5, limit: 7).entries == [entry])
                #expect(try await host.entries(of: "a/b", before: 9, search: "é & ü").hasMore)
                #expect(try await host.put(.message(text: "salut"), uuid: uuid, in: "alice") == entry)
                #expect(try await host.mark(MarkerUpdate(read: 7), in: "été") == marker)
                try await host.control(.reset)
                #expect(try await host.people().isEmpty)
                #expect(try await host.makeCode(for: "alice", role: .member) == offer)
                #expect(try await host.makeToken(for: "alice", role: nil) == "t")
                try await host.removePerson("alice")
            }
            #expect(
                server.requests.map { "\($0.method) \($0.uri) \($0.body)" } == [
                    "GET /v1/host/name ", "GET /v1/host/history?seconds=60 ", "GET /v1/conversations?limit=500 ",
                    "GET /v1/conversations/%C3%A9t%C3%A9/entries?limit=7&after=5 ",
                    "GET /v1/conversations/a%2Fb/entries?limit=100&before=9&search=%C3%A9%20%26%20%C3%BC ",
                    "PUT /v1/conversations/alice/entries/0b6f2a1e-0000-4000-8000-000000000001 "
                        + #"{"text":"salut","type":"message"}"#,
                    #"PUT /v1/conversations/%C3%A9t%C3%A9/markers {"read":7}"#, #"POST /v1/control {"action":"reset"}"#,
                    "GET /v1/people ", #"POST /v1/people/alice/codes {"role":"member"}"#,
                    "POST /v1/people/alice/tokens {}",
                    "DELETE /v1/people/alice ",
                ]
            )
            #expect(server.requests.allSatisfy { !$0.headers.contains(name: "authorization") })
            #expect(server.requests.allSatisfy { $0.headers["host"] == ["localhost"] })
        }
    }

    // MARK: - What goes wrong

    private typealias Reply = ScriptedServer.Reply

    @Test(arguments: [
        (try? Reply.problem(401, "no"), "notLetIn"), (try? Reply.problem(403, "no"), "notAllowed"),
        (try? Reply.problem(404, "no"), "problem"), (try? Reply.problem(429, "no"), "problem"),
        (Reply(status: .internalServerError), "notTchat"), (.json("<html>", status: .badGateway), "notTchat"),
        (Reply(status: .movedPermanently, headers: ["location": "/elsewhere"]), "notTchat"),
        (.json("<html>"), "unexpectedAnswer"), (.json(#"{"item":"name"}"#), "unexpectedAnswer"),
        (Reply(ending: .cut), "connectionLost"), (Reply(body: [Array("{".utf8)], ending: .cut), "connectionLost"),
        (Reply(ending: .silence), "timedOut"), (Reply(ending: .silence, hasHead: false), "timedOut"),
        (.json(#"{"text":""# + String(repeating: "x", count: 1 << 20)), "unexpectedAnswer"),
        (Reply(headers: ["content-length": "99999999"], ending: .silence), "unexpectedAnswer"),
    ])
    fileprivate func `What goes wrong is told apart`(reply: ScriptedServer.Reply?, expected: String) async throws {
        let reply = try #require(reply)
        try await ScriptedServer.withSocket { _ in
            reply
        } _: { endpoint, _ in
            let timeout = expected == "timedOut" ? Duration.milliseconds(100) : .seconds(20)
            let error = await #expect(throws: HostError.self) {
                try await HostConnection.with(endpoint, timeout: timeout) { try await $0.answer(.name) }
            }
            #expect(error.map { Mirror(reflecting: $0).children.first?.label } == expected)
        }
    }

    @Test func `A busy host says when to ask again`() async throws {
        try await ScriptedServer.withSocket { _ in
            try .problem(503, "Wait.", headers: ["retry-after": "3"])
        } _: { endpoint, _ in
            let problem = Problem(title: "Problem", status: 503, detail: "Wait.")
            let error = HostError.problem(endpoint.location, problem, retryAfterSeconds: 3)
            await #expect(throws: error) { try await HostConnection.with(endpoint) { try await $0.answer(.name) } }
            #expect(error.isTransient)
            #expect("\(error)".hasSuffix(": Wait. Try again in 3 seconds."))
        }
    }

    @Test func `Nobody there is told apart from no such host`() async throws {
        let identity = try TestIdentity.selfSigned()
        let free = try await ScriptedServer.withTLS(try identity.serverContext()) { _ in
            .init()
        } _: { address, _ in
            address
        }
        for (endpoint, error) in [
            (HostEndpoint.tls(free, pin: identity.pin, token: Sample.token), HostError.nobodyListening(.address(free))),
            (.unixSocket(path: "/tmp/no/such.sock"), .nobodyListening(.socket(path: "/tmp/no/such.sock"))),
            (
                .tls(HostAddress(host: "no-such-host.invalid"), pin: identity.pin, token: Sample.token),
                .unknownHost(.address(HostAddress(host: "no-such-host.invalid")))
            ),
        ] {
            await #expect(throws: error) { try await HostConnection.with(endpoint) { try await $0.answer(.name) } }
        }
    }

    @Test
    func `A connection that the host closed while nobody used it is replaced, except for what must not be repeated`()
        async throws
    {
        try await ScriptedServer.withSocket { request in
            request.number == 0
                ? .json(Self.answer) : request.number == 1 ? .init(ending: .cut, hasHead: false) : .json("{}")
        } _: { endpoint, server in
            try await HostConnection.with(endpoint) { host in
                _ = try await host.answer(.name)
                await #expect(throws: HostError.connectionLost(endpoint.location)) { try await host.control(.reset) }
                #expect(server.requests.count == 2)
            }
        }
        try await ScriptedServer.withSocket { request in
            request.number == 1 ? .init(ending: .cut, hasHead: false) : .json(Self.answer)
        } _: { endpoint, server in
            try await HostConnection.with(endpoint) { host in
                for _ in 0..<2 { _ = try await host.answer(.name) }
                #expect(server.requests.count == 3)
            }
        }
    }

    @Test func `A cancelled call throws just that`() async throws {
        try await ScriptedServer.withSocket { _ in
            .init(ending: .silence)
        } _: { endpoint, _ in
            await #expect(throws: CancellationError.self) {
                try await HostConnection.with(endpoint) { host in
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask { _ = try await host.answer(.name) }
                        group.cancelAll()
                        try await group.next()
                    }
                }
            }
        }
    }

    // MARK: - The key

    @Test(arguments: [
        "self-signed", "expired", "not yet valid", "issued, with its issuer", "issued, without its issuer",
    ])
    func `A certificate counts only for its key`(kind: String) async throws {
        let identity =
            switch kind {
            case "self-signed": try TestIdentity.selfSigned()
            case "expired": try TestIdentity.selfSigned(validFrom: -7200)
            case "not yet valid": try TestIdentity.selfSigned(validFrom: 7200)
            case "issued, with its issuer": try TestIdentity.issued(sendsIssuer: true)
            default: try TestIdentity.issued(sendsIssuer: false)
            }
        try await ScriptedServer.withTLS(try identity.serverContext()) { _ in
            .json(Self.answer)
        } _: { address, server in
            let endpoint = HostEndpoint.tls(address, pin: identity.pin, token: Sample.token)
            let result = try await HostConnection.with(endpoint) { try await $0.answer(.name) }.text
            #expect(result == "vm")
            #expect(server.requests.map { $0.headers["authorization"] } == [["Bearer \(Sample.token.text)"]])
        }
    }

    @Test func `A host with another key is sent nothing, and the error names both keys`() async throws {
        let (identity, other) = (try TestIdentity.selfSigned(), try TestIdentity.selfSigned())
        try await ScriptedServer.withTLS(try other.serverContext()) { _ in
            .json(Self.answer)
        } _: { address, server in
            let error = HostError.keyChanged(.address(address), expected: identity.pin, seen: other.pin)
            try await HostConnection.with(.tls(address, pin: identity.pin, token: Sample.token)) { host in
                for _ in 0..<3 {
                    await #expect(throws: error) { try await host.answer(.name) }
                    await #expect(throws: error) { for try await _ in host.events() {} }
                }
            }
            #expect(server.requests.isEmpty)
            #expect("\(error)".contains("\(identity.pin)") && "\(error)".contains("\(other.pin)"))
        }
    }

    @Test func `A certificate that the pinned key's owner never made is refused, even with the host's own behind it`()
        async throws
    {
        // Were the certificate of the host a trust root, a key that it has signed for could stand in for it.
        let issued = try TestIdentity.issued(sendsIssuer: true)
        let root = try #require(issued.chain.last)
        let pin = PublicKeyPin(subjectPublicKeyInfo: try root.extractPublicKey().toSPKIBytes())
        try await ScriptedServer.withTLS(try issued.serverContext()) { _ in
            .json(Self.answer)
        } _: { address, server in
            await #expect(throws: HostError.keyChanged(.address(address), expected: pin, seen: issued.pin)) {
                try await HostConnection.with(.tls(address, pin: pin, token: Sample.token)) {
                    try await $0.answer(.name)
                }
            }
            #expect(server.requests.isEmpty)
        }
    }

    @Test func `A renewed certificate with the same key breaks nobody`() async throws {
        let key = TestIdentity.newKey()
        for _ in 0..<2 {
            let identity = try TestIdentity.selfSigned(key)
            try await ScriptedServer.withTLS(try identity.serverContext()) { _ in
                .json(Self.answer)
            } _: { address, _ in
                let pin = try TestIdentity.selfSigned(key).pin
                _ = try await HostConnection.with(.tls(address, pin: pin, token: Sample.token)) {
                    try await $0.answer(.name)
                }
            }
        }
    }

    @Test func `An older TLS is refused, and a peer without TLS is no host`() async throws {
        let identity = try TestIdentity.selfSigned()
        let old = try identity.serverContext(maximum: .tlsv12)
        try await ScriptedServer.withTLS(old) { _ in
            .json(Self.answer)
        } _: { address, server in
            await #expect(throws: HostError.notTchat(.address(address))) {
                try await HostConnection.with(.tls(address, pin: identity.pin, token: Sample.token)) {
                    try await $0.answer(.name)
                }
            }
            #expect(server.requests.isEmpty)
        }
        try await ScriptedServer.withPlaintext { _ in
            .json(Self.answer)
        } _: { address, server in
            await #expect(throws: HostError.self) {
                try await HostConnection.with(.tls(address, pin: identity.pin, token: Sample.token)) {
                    try await $0.answer(.name)
                }
            }
            #expect(server.requests.isEmpty)
        }
    }
}
