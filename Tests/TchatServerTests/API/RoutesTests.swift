import Foundation
import NIOCore
import NIOHTTP1
import TchatModel
import TchatPairing
import TchatStore
import Testing

@testable import TchatServer

/// What the routes answer; who gets that far is in ``DoorsTests``.
@Suite struct RoutesTests {
    /// A running server with alice, a member, and the admin of the Unix socket.
    private static func run(
        _ body: @escaping @Sendable (_ alice: TestClient, _ root: TestClient, TestServer) async throws -> Void
    ) async throws {
        try await TestServer.run { server in
            let token = try await server.token("alice", .member)
            try await TestClient.run(server) { client in
                try await body(client.with(token), client.with(nil, by: .unixSocket), server)
            }
        }
    }

    /// The same without a port: requests go straight to the router.
    private static func onRouter(
        _ body: @escaping @Sendable (_ alice: TestClient, _ root: TestClient, TestServer) async throws -> Void
    ) async throws {
        try await TestServer.assemble { server in
            let token = try await server.token("alice", .member)
            try await TestClient.run(server) { client in
                try await body(client.with(token), client.with(nil, by: .unixSocket), server)
            }
        }
    }

    private static func put(_ text: String) -> String {
        let json = (try? JSONEncoder().encode(["type": "message", "text": text])) ?? Data()
        return String(decoding: json, as: UTF8.self)
    }

    private static var newEntry: String { "/v1/conversations/alice/entries/\(UUID().uuidString.lowercased())" }

    // MARK: The host

    @Test func `The host tells what it is, and every item`() async throws {
        try await Self.run { alice, _, server in
            let status = try await alice.send(.GET, "/v1/host").decode(HostStatus.self)
            #expect(status.caller == HostStatus.Caller(name: "alice", role: .member))
            #expect(status.id == server.assembly.store.hostID)
            for item in Item.allCases {
                try await server.wait(for: "\(item) is measured") {
                    try await alice.send(.GET, "/v1/host/\(item)").status == 200
                }
                let answer = try await alice.send(.GET, "/v1/host/\(item)").decode(ItemAnswer.self)
                #expect(answer.item == item)
                #expect(!answer.text.isEmpty)
            }
            let history = try await alice.send(.GET, "/v1/host/history?seconds=1").decode(HostHistory.self)
            #expect(history.samples.count == 1)
            let metrics = try await alice.send(.GET, "/metrics").text
            #expect(metrics.contains("\ntchat_"))
        }
    }

    // MARK: Saying

    @Test func `An entry is kept once, and another under its UUID is a conflict`() async throws {
        try await Self.onRouter { alice, root, _ in
            let path = Self.newEntry
            let first = try await alice.send(.PUT, path, json: Self.put("bonjour"))
            let again = try await alice.send(.PUT, path, json: Self.put("bonjour"))
            #expect(first.status == 201 && again.status == 200)
            let entries = (try first.decode(Entry.self), try again.decode(Entry.self))
            #expect(entries.0 == entries.1)
            let inCapitals = path.replacingOccurrences(of: path.suffix(36), with: path.suffix(36).uppercased())
            #expect(try await alice.send(.PUT, inCapitals, json: Self.put("bonjour")).status == 200)
            #expect(try await alice.send(.PUT, path, json: Self.put("bonsoir")).status == 409)
            #expect(try await root.send(.PUT, path, json: Self.put("bonjour")).status == 409)
        }
    }

    @Test func `A question is answered by the machine right behind it`() async throws {
        try await Self.onRouter { alice, _, _ in
            let path = Self.newEntry
            let question = try await alice.send(.PUT, path, json: #"{"type":"question","item":"name"}"#)
            let again = try await alice.send(.PUT, path, json: #"{"type":"question","item":"name"}"#)
            #expect(question.status == 201 && again.status == 200)
            let id = try question.decode(Entry.self).id
            let page = try await alice.send(.GET, "/v1/conversations/alice/entries?after=\(id)").decode(EntryPage.self)
            #expect(page.entries.count == 1)
            guard case .answer(.name, let answered, _, .name?) = page.entries.first?.content else {
                Issue.record("No answer")
                return
            }
            #expect(path.hasSuffix(answered.lowercased))
        }
    }

    static let bodies: [(json: String, status: Int)] = [
        (put(" "), 201), (put("\n\t"), 201), (put("\u{1B}[2J"), 201), (put("🦜 ça va ?"), 201),
        (put(String(repeating: "é", count: 2048)), 201), (put(String(repeating: "é", count: 2048) + "x"), 413),
        (put(""), 400), (put("a\u{0}b"), 400), ("", 400), ("{", 400), ("[]", 400), ("null", 400),
        (#"{"type":"message"}"#, 400), (#"{"type":"message","text":1}"#, 400), (#"{"type":"shout","text":"x"}"#, 400),
        (#"{"type":"question","item":"weather"}"#, 400), (#"{"type":"message","text":"\ud800"}"#, 400),
        (#"{"type":"message","text":"x","more":1}"#, 201), (String(repeating: " ", count: 65_537), 413),
    ]

    @Test func `Bodies are taken as described, or refused with what to do`() async throws {
        try await Self.onRouter { alice, _, _ in
            for (json, status) in Self.bodies {
                let answer = try await alice.send(.PUT, Self.newEntry, json: json)
                #expect(answer.status == status, "\(json.prefix(60))")
            }
            for type in ["text/plain", "application/jsonx", "application/problem+json", "x"] {
                let headers = [("Content-Type", type)]
                let answer = try await alice.send(.PUT, Self.newEntry, headers: headers, json: Self.put("x"))
                #expect(answer.status == 415, "\(type)")
            }
            for type in ["application/json;charset=utf-8", "Application/JSON ; charset=UTF-8"] {
                let headers = [("Content-Type", type)]
                let answer = try await alice.send(.PUT, Self.newEntry, headers: headers, json: Self.put("x"))
                #expect(answer.status == 201, "\(type)")
            }
        }
    }

    @Test func `A body that is not sent as HTTP has it is the sender's mistake`() async throws {
        try await Self.run { alice, _, server in
            let torn = [
                "PUT \(Self.newEntry) HTTP/1.1", "Host: localhost", "Authorization: Bearer \(alice.token ?? "")",
                "Content-Type: application/json", "Transfer-Encoding: chunked", "", "zz", "", "",
            ].joined(separator: "\r\n")
            let answer = try await server.everythingSent(after: torn)
            #expect(answer.hasPrefix("HTTP/1.1 400 ") && answer.contains(#""code":"invalid-body""#))
        }
    }

    @Test func `A message as long as may be configured is taken, however JSON writes it`() async throws {
        var configuration = ServerConfiguration.test
        configuration.limits.messageBytes = Limits.greatestMessageBytes
        configuration.limits.unsentBytes = Limits.greatestMessageBytes
        try await TestServer.run(configuration) { server in
            let token = try await server.token("alice", .member)
            try await TestClient.run(server) { client in
                let alice = client.with(token)
                for character in ["x", #"\u003c"#] {
                    let longest = String(repeating: character, count: Limits.greatestMessageBytes)
                    let taken = try await alice.send(
                        .PUT,
                        Self.newEntry,
                        json: #"{"type":"message","text":"\#(longest)"}"#
                    )
                    #expect(taken.status == 201)
                    let longer = try await alice.send(
                        .PUT,
                        Self.newEntry,
                        json: #"{"type":"message","text":"\#(longest)y"}"#
                    )
                    #expect(longer.status == 413)
                }
            }
        }
    }

    @Test(arguments: Way.encrypted)
    func `A body that is refused unread does not disturb the next request`(way: Way) async throws {
        try await Self.run { alice, _, _ in
            let alice = alice.with(alice.token, by: way)
            for _ in 0..<3 {
                let long = String(repeating: "x", count: 3_000_000)
                let tooLong = try await alice.send(.PUT, Self.newEntry, json: long)
                let unknown = try await alice.with(nil).send(.PUT, Self.newEntry, json: long)
                let next = try await alice.send(.GET, "/v1/host/name")
                #expect(tooLong.status == 413 && unknown.status == 401 && next.status == 200)
            }
        }
    }

    // MARK: Reading

    private struct Page: Equatable {
        var texts: [String]
        var hasMore: Bool
    }

    @Test func `Pages go in both directions, and a range ends where it is told to`() async throws {
        try await Self.onRouter { alice, _, server in
            var ids: [Int] = []
            for number in 1...9 { ids.append(try await server.answer("mot\(number)", in: "alice").id) }
            func texts(_ query: String) async throws -> Page {
                let page = try await alice.send(.GET, "/v1/conversations/alice/entries?" + query).decode(EntryPage.self)
                return Page(texts: page.entries.compactMap(\.text), hasMore: page.hasMore)
            }
            #expect(try await texts("limit=2") == Page(texts: ["mot8", "mot9"], hasMore: true))
            #expect(try await texts("limit=2&before=\(ids[7])") == Page(texts: ["mot6", "mot7"], hasMore: true))
            #expect(try await texts("limit=2&after=\(ids[0])") == Page(texts: ["mot2", "mot3"], hasMore: true))
            #expect(
                try await texts("after=\(ids[0])&before=\(ids[3])") == Page(texts: ["mot2", "mot3"], hasMore: false)
            )
            #expect(try await texts("after=\(ids[8])") == Page(texts: [], hasMore: false))
            #expect(try await texts("search=MOT7") == Page(texts: ["mot7"], hasMore: false))
            #expect(try await texts("search=m%C3%B4t&limit=1") == Page(texts: ["mot9"], hasMore: true))
            #expect(try await texts("search=mot+rien") == Page(texts: [], hasMore: false))
            #expect(try await texts("search=%22%2A%28OR") == Page(texts: [], hasMore: false))
        }
    }

    @Test func `A name is decoded once`() async throws {
        try await Self.run { _, root, server in
            let operatorToken = try await server.token("eve", .operator)
            for name in ["élodie", "a@b", "x_y-z.9"] {
                _ = try await server.token(name, .member)
                try await server.answer("pour \(name)", in: name)
                let path = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                let page = try await root.send(.GET, "/v1/conversations/\(path)/entries").decode(EntryPage.self)
                #expect(page.entries.contains { $0.text == "pour \(name)" })
            }
            #expect(try await root.send(.GET, "/v1/conversations/a%2540b/entries").status == 404)
            #expect(try await root.send(.GET, "/v1/conversations/a%2Fb/entries").status == 404)
            // Not through a client, which would mend it.
            let torn = [
                "GET /v1/conversations/%FF/entries HTTP/1.1", "Host: localhost",
                "Authorization: Bearer \(operatorToken)", "Connection: close", "", "",
            ].joined(separator: "\r\n")
            #expect(try await server.everythingSent(after: torn).hasPrefix("HTTP/1.1 400 "))
        }
    }

    @Test func `Conversations come in pages, to a member their own`() async throws {
        try await Self.onRouter { alice, root, server in
            for name in ["bob", "carol", "dave"] { _ = try await server.token(name, .member) }
            for name in ["alice", "carol", "bob"] { try await server.answer("pour \(name)", in: name) }
            func list(_ query: String, of client: TestClient) async throws -> ConversationList {
                try await client.send(.GET, "/v1/conversations" + query).decode()
            }
            // Pairing is noted in each conversation, so that none is empty but one whose notes are gone.
            let all = try await list("", of: root)
            #expect(all.conversations.map(\.name) == ["bob", "carol", "alice", "dave"] && !all.hasMore)
            let first = try await list("?limit=3", of: root)
            #expect(first.conversations == Array(all.conversations.prefix(3)) && first.hasMore)
            guard case .before(let id) = first.next else {
                Issue.record("\(String(describing: first.next))")
                return
            }
            #expect(id == first.conversations.last?.lastEntry?.id)
            let second = try await list("?limit=3&before=\(id)", of: root)
            #expect(second.conversations == Array(all.conversations.suffix(1)) && second.next == nil)
            #expect(try await list("?after=a", of: root).conversations.isEmpty)
            let own = try await list("?limit=1", of: alice)
            #expect(own.conversations.map(\.name) == ["alice"] && !own.hasMore)
            #expect(try await list("?before=1", of: alice).conversations.isEmpty)
        }
    }

    @Test func `Markers only grow, and go no further than the newest entry`() async throws {
        try await Self.onRouter { alice, _, server in
            let id = try await server.answer("x", in: "alice").id
            func mark(_ json: String) async throws -> Marker {
                try await alice.send(.PUT, "/v1/conversations/alice/markers", json: json).decode()
            }
            #expect(try await mark(#"{"delivered":1}"#).delivered == 1)
            #expect(try await mark(#"{"read":\#(id + 1000)}"#).read == id)
            let last = try await mark(#"{"read":1,"delivered":1}"#)
            #expect(last.read == id && last.delivered == id)
            #expect(last.reader == Author(kind: .person, name: "alice"))
        }
    }

    // MARK: People and control

    @Test func `People are made, listed and removed`() async throws {
        try await Self.run { _, root, server in
            let code = try await root.send(.POST, "/v1/people/bob/codes", json: #"{"role":"member"}"#)
            let offer = try code.decode(PairingCodeOffer.self)
            #expect(offer.expiresAt > Date(timeIntervalSinceNow: 500))
            #expect(offer.listensOn == server.assembly.control.addresses && offer.listensOn?.isEmpty == false)
            let token = try await root.send(.POST, "/v1/people/bob/tokens", json: #"{"role":"operator"}"#)
                .decode(TokenGrant.self).token
            let bob = root.with(token, by: .http2)
            #expect(try await bob.send(.GET, "/v1/host").decode(HostStatus.self).caller.role == .operator)
            #expect(try await root.send(.POST, "/v1/people/bob/tokens", json: "{}").status == 201)
            #expect(try await root.send(.POST, "/v1/people/bob/tokens", json: #"{"role":"guest"}"#).status == 409)
            let people = try await root.send(.GET, "/v1/people").decode(PeopleList.self).people
            #expect(people.first { $0.name == "bob" }?.tokens == 2)
            #expect(try await root.send(.DELETE, "/v1/people/bob").status == 204)
            #expect(try await root.send(.DELETE, "/v1/people/bob").status == 404)
            #expect(try await bob.send(.GET, "/v1/host").status == 401)
        }
    }

    @Test(arguments: [Way.http2, .http1, .plaintext, .unixSocket])
    func `kill is answered, then the server ends`(way: Way) async throws {
        try await TestServer.run { server in
            let token = try await server.token("ada", .admin)
            try await TestClient.run(server) { client in
                let admin = client.with(way == .unixSocket ? nil : token, by: way)
                #expect(try await admin.send(.POST, "/v1/control", json: #"{"action":"kill"}"#).status == 202)
                try await server.wait(for: "The port is closed") {
                    do {
                        return try await server.reply(to: "name") == nil
                    } catch {
                        return true
                    }
                }
            }
        }
    }

    @Test(arguments: Way.allCases)
    func `reset is answered, then the port opens again`(way: Way) async throws {
        try await TestServer.run { server in
            let token = try await server.token("ada", .admin)
            try await TestClient.run(server) { client in
                let admin = client.with(way == .unixSocket ? nil : token, by: way)
                #expect(try await admin.send(.POST, "/v1/control", json: #"{"action":"reset"}"#).status == 202)
                let addresses = try await withDeadline {
                    for await addresses in server.reopenings { return addresses }
                    return []
                }
                #expect(addresses.count == 1)
            }
        }
    }

    // MARK: HTTP

    @Test(arguments: Way.allCases)
    func `HEAD is answered like GET, without a body, also when it is refused`(way: Way) async throws {
        try await Self.run { alice, _, _ in
            let token = way == .unixSocket ? nil : alice.token
            let alice = alice.with(token, by: way)
            for _ in 0..<3 {
                for path in ["/v1/host", "/v1/host/weather", "/v1/people", "/nowhere", "/v1/host/history?seconds=0"] {
                    let get = try await alice.send(.GET, path)
                    let head = try await alice.send(.HEAD, path)
                    #expect(head.status == get.status, "\(path)")
                    #expect(head.headers["Content-Type"] == get.headers["Content-Type"], "\(path)")
                    #expect(head.body.readableBytes == 0)
                }
            }
            let events = try await alice.send(.HEAD, "/v1/events")
            #expect(events.status == 200)
        }
    }

    @Test func `A method that a path does not have is refused with those it has`() async throws {
        try await Self.onRouter { alice, _, _ in
            for (path, allow) in [
                ("/v1/host", "GET, HEAD"), ("/v1/control", "POST"), ("/v1/people/bob", "DELETE"),
                ("/v1/conversations/alice/entries/x", "PUT"), ("/healthz", "GET, HEAD"),
            ] {
                for method in [HTTPMethod.PATCH, .OPTIONS, .RAW(value: "QUERY"), .TRACE, .COPY] {
                    let answer = try await alice.send(method, path)
                    #expect(answer.status == 405, "\(method) \(path)")
                    #expect(answer.headers["Allow"] == [allow])
                }
            }
        }
    }

    @Test(arguments: [
        "/", "/v1", "/v1/", "/v1/hosts", "/v1/conversations/alice", "/..%2Fetc/passwd", "/%00", "//v1//x",
    ])
    func `Under any other path there is nothing`(path: String) async throws {
        try await Self.onRouter { alice, _, _ in
            let answer = try await alice.send(.GET, path)
            #expect(answer.status == 404)
        }
    }

    // MARK: Everything that is described

    /// What cannot be had from a healthy server.
    private static func isBeyondTests(_ status: Int, of call: String) -> Bool {
        // The host is measured when the port opens, and the rest does not need the log; the stream is tested by itself.
        status == 500
            || status == 503
                && [
                    "GET /v1/events", "GET /v1/host", "GET /v1/host/{item}", "GET /v1/host/history", "GET /metrics",
                    "POST /v1/pair",
                ]
                .contains(call)
    }

    @Test func `Every status that is described occurs`() async throws {
        try await Self.run { alice, root, server in
            let guest = alice.with(try await server.token("gus", .guest))
            let admin = alice.with(try await server.token("ada", .admin))
            // What is let in, and what is not.
            for call in DoorsTests.calls {
                _ = try await admin.send(call.method, call.path(for: "ada"), json: call.json)
                _ = try await admin.with(nil).send(call.method, call.path(for: "ada"), json: call.json)
                let plain = admin.with(admin.token, by: .plaintext)
                let headers = [("Host", "evil.example")]
                _ = try await plain.send(call.method, call.path(for: "ada"), headers: headers, json: call.json)
                guard let json = call.json else { continue }
                let text = [("Content-Type", "text/plain")]
                _ = try await admin.send(call.method, call.path(for: "ada"), headers: text, json: json)
                let long = String(repeating: " ", count: 70_000)
                _ = try await admin.send(call.method, call.path(for: "ada"), json: long)
                _ = try await admin.send(call.method, call.path(for: "ada"), json: "{")
            }
            _ = try await guest.send(.GET, "/v1/people")
            // What is wrong.
            for path in [
                "/v1/host/weather", "/v1/host/history?seconds=901", "/v1/conversations/nobody/entries",
                "/v1/conversations/ada/entries?limit=501", "/v1/conversations?limit=0", "/v1/events?vitals=perhaps",
                "/v1/audit?limit=0",
                "/v1/conversations/ada/entries?search=", "/v1/host/history?seconds=1&seconds=2",
                "/v1/conversations/ada/entries?search=" + String(repeating: "x", count: 257),
            ] {
                let answer = try await admin.send(.GET, path)
                #expect([400, 404].contains(answer.status), "\(path)")
            }
            _ = try await admin.send(.PUT, "/v1/conversations/nobody/entries/\(UUID())", json: Self.put("x"))
            _ = try await admin.send(.PUT, "/v1/conversations/nobody/markers", json: #"{"read":1}"#)
            _ = try await admin.send(.PUT, "/v1/conversations/ada/entries/x", json: Self.put("x"))
            let path = Self.newEntry
            for text in ["x", "x", "y"] { _ = try await alice.send(.PUT, path, json: Self.put(text)) }
            for what in ["codes", "tokens"] {
                _ = try await admin.send(.POST, "/v1/people/1.2.3.4/\(what)", json: #"{"role":"member"}"#)
                _ = try await admin.send(.POST, "/v1/people/alice/\(what)", json: #"{"role":"admin"}"#)
            }
            _ = try await admin.send(.POST, "/v1/control", json: #"{"action":"reset"}"#)
            _ = try await withDeadline {
                for await _ in server.reopenings { return }
            }
            // The port has changed.
            let port = try #require(server.assembly.control.addresses.first).port
            try await TestClient.run(TestServer(server, port: port)) { client in
                let admin = client.with(admin.token)
                _ = try await admin.send(.POST, "/v1/people/zoe/codes", json: #"{"role":"member"}"#)
                let hello = #"{"clientNonce":"mFuQ0mP1cQz2q4hV0o8bJ7m0n3Jr6wYxk5f1tB9sE2A"}"#
                #expect(try await admin.send(.POST, "/v1/pair", json: hello).status == 200)
                // A code for another role than the person has got since.
                let code = try await admin.send(.POST, "/v1/people/tim/codes", json: #"{"role":"member"}"#)
                _ = try await admin.send(.POST, "/v1/people/tim/tokens", json: #"{"role":"guest"}"#)
                let late = try await TestPairing.pair(
                    code: try code.decode(PairingCodeOffer.self).code,
                    with: admin.with(nil, by: .http1)
                )
                #expect(late.status == 409)
                #expect(try await admin.send(.DELETE, "/v1/people/tim").status == 204)
                // More codes than may be pending.
                for number in 0..<17 {
                    _ = try await admin.send(.POST, "/v1/people/p\(number)/codes", json: #"{"role":"member"}"#)
                }
                // The log is gone.
                server.assembly.store.close()
                for call in DoorsTests.calls where call.method != .DELETE {
                    _ = try await admin.send(
                        call.method,
                        call.path(for: "ada"),
                        json: call.path.hasSuffix("control") ? #"{"action":"reset"}"# : call.json
                    )
                }
                _ = try await admin.send(.DELETE, "/v1/people/alice")
                // Too many wrong tokens.
                let wrong = admin.with("tchat_" + String(repeating: "C", count: 43))
                for call in DoorsTests.calls {
                    var status = 401
                    for _ in 0..<40 where status != 429 {
                        status = try await wrong.send(call.method, call.path(for: "ada"), json: call.json).status
                        if call.role == nil { break }
                    }
                }
                let proof = """
                    {"session":"AAAAAAAAAAAAAAAAAAAAAA","proof":"mFuQ0mP1cQz2q4hV0o8bJ7m0n3Jr6wYxk5f1tB9sE2A"}
                    """
                for _ in 0..<40 {
                    guard try await admin.send(.POST, "/v1/pair", json: proof).status != 429 else { break }
                }
                let document = try OpenAPIDocument.served.get()
                for operation in document.operations {
                    let call = "\(operation)"
                    let seen = (client.seen.all[call] ?? []).union(alice.seen.all[call] ?? [])
                    let missing = operation.statuses.subtracting(seen).filter { !Self.isBeyondTests($0, of: call) }
                    #expect(missing.sorted() == [], "\(call)")
                }
            }
        }
    }
}
