import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import TchatModel
import TchatPairing
import TchatStore
import Testing

@testable import TchatServer

/// Pairing over real connections; the exchange itself is tested in TchatPairing.
@Suite struct PairingTests {
    private static func run(
        _ body: @escaping @Sendable (_ code: String, TestClient, TestServer) async throws -> Void
    ) async throws {
        try await TestServer.run { server in
            let offer = try await server.assembly.access.makeCode(for: "alice", role: .member, by: .root)
            try await TestClient.run(server) { try await body(offer.code, $0, server) }
        }
    }

    @Test(arguments: Way.encrypted)
    func `A code lets a person in once`(way: Way) async throws {
        try await Self.run { code, client, server in
            let answer = try await TestPairing.pair(code: code, with: client.with(nil, by: way))
            #expect(answer.status == 200)
            let grant = try answer.decode(PairingGrant.self)
            #expect(grant.name == "alice" && grant.role == .member && grant.hostID == server.assembly.store.hostID)
            let caller = try await client.with(grant.token.text).send(.GET, "/v1/host").decode(HostStatus.self).caller
            #expect(caller.name == "alice")
            let again = try await TestPairing.pair(code: code, with: client)
            #expect(again.status == 403)
        }
    }

    @Test func `With another key in the middle nobody is let in`() async throws {
        try await Self.run { code, client, server in
            // What a client computes that sees the proxy's key, handed on by the proxy as it is.
            let proxyKey = PublicKeyPin(subjectPublicKeyInfo: Array("the proxy's key".utf8))
            let answer = try await TestPairing.pair(code: code, with: client, hostKey: proxyKey)
            #expect(answer.status == 403)
            #expect(!answer.text.contains("tchat_"))
            let people = try await server.assembly.access.list()
            #expect(!people.contains { $0.name == "alice" })
            // It was one try of five: the person still gets in without the proxy.
            let direct = try await TestPairing.pair(code: code, with: client)
            #expect(direct.status == 200)
        }
    }

    @Test func `The sixth try is one too many, even with the right code`() async throws {
        try await Self.run { code, client, _ in
            for _ in 0..<5 {
                let wrong = try await TestPairing.pair(code: "0000-0000-0000", with: client)
                #expect(wrong.status == 403)
            }
            let right = try await TestPairing.pair(code: code, with: client)
            #expect(right.status == 403)
        }
    }

    @Test func `A proof that is sent again is refused`() async throws {
        try await Self.run { code, client, _ in
            var sent: [String] = []
            _ = try await TestPairing.pair(code: code, with: client) { sent.append($0) }
            let again = try await client.send(.POST, "/v1/pair", json: sent.last ?? "")
            #expect(again.status == 403)
        }
    }

    @Test func `A right code forgets the wrong tokens and codes of its address`() async throws {
        try await Self.run { code, client, _ in
            let wrong = client.with("tchat_" + String(repeating: "B", count: 43))
            for _ in 0..<10 { #expect(try await wrong.send(.GET, "/v1/host").status == 401) }
            let paired = try await TestPairing.pair(code: code, with: client)
            #expect(paired.status == 200)
            for _ in 0..<10 { #expect(try await wrong.send(.GET, "/v1/host").status == 401) }
        }
    }

    @Test func `A right token does not forget wrong ones, or its owner could guess codes for ever`() async throws {
        try await Self.run { _, client, server in
            let right = client.with(try await server.token("gus", .guest))
            let wrong = client.with("tchat_" + String(repeating: "B", count: 43))
            var status = 401
            for _ in 0..<40 where status == 401 {
                status = try await wrong.send(.GET, "/v1/host").status
                #expect(try await right.send(.GET, "/v1/host").status == 200)
            }
            #expect(status == 429)
        }
    }

    @Test(arguments: [Way.plaintext, .unixSocket])
    func `Without TLS there is no pairing`(way: Way) async throws {
        try await Self.run { code, client, server in
            let answer = try await TestPairing.pair(code: code, with: client.with(nil, by: way))
            #expect(answer.status == 403)
            let people = try await server.assembly.access.list()
            #expect(!people.contains { $0.name == "alice" })
        }
    }

    @Test(arguments: [
        "{}", #"{"clientNonce":"short"}"#, #"{"clientNonce":"mFuQ0mP1cQz2q4hV0o8bJ7m0n3Jr6wYxk5f1tB9sE2B"}"#,
        #"{"session":"AAAAAAAAAAAAAAAAAAAAAA"}"#, #"{"proof":"mFuQ0mP1cQz2q4hV0o8bJ7m0n3Jr6wYxk5f1tB9sE2A"}"#,
        #"{"clientNonce":"mFuQ0mP1cQz2q4hV0o8bJ7m0n3Jr6wYxk5f1tB9sE2A","session":"AAAAAAAAAAAAAAAAAAAAAA"}"#,
    ])
    func `A body that is neither step is malformed`(json: String) async throws {
        try await Self.run { _, client, _ in
            let answer = try await client.send(.POST, "/v1/pair", json: json)
            #expect(answer.status == 400)
        }
    }

    @Test func `A code of someone who is removed no longer works`() async throws {
        try await Self.run { _, client, server in
            _ = try await server.token("bob", .member)
            let offer = try await server.assembly.access.makeCode(for: "bob", role: nil, by: .root)
            try await server.assembly.access.remove("bob", by: .root)
            let answer = try await TestPairing.pair(code: offer.code, with: client)
            #expect(answer.status == 403)
        }
    }
}
