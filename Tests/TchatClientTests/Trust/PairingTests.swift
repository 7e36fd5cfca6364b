import Foundation
import NIOHTTP1
import Synchronization
import TchatModel
import TchatPairing
import Testing

@testable import TchatClient

@Suite(.timeLimit(.minutes(1))) struct PairingTests {
    /// The host's half, as the API describes it.
    private final class Host: Sendable {
        let id = UUID()
        let token = AccessToken.random()
        let code = PairingCode.random()
        private let pairing: Mutex<PairingServer>
        private let pin: PublicKeyPin

        init(pin: PublicKeyPin) throws {
            self.pin = pin
            var pairing = PairingServer()
            let key = try PairingKey(deriving: code, salt: pairing.salt)
            try pairing.offer(key, name: "alice", role: .member, now: .now)
            self.pairing = Mutex(pairing)
        }

        func reply(to request: ScriptedServer.Request) throws -> ScriptedServer.Reply {
            guard request.method == .POST, request.uri == "/v1/pair" else { return try .problem(404, "No.") }
            let body = try APICoding.decoder().decode(PairingRequest.self, from: Data(request.body.utf8))
            return try pairing.withLock { pairing in
                switch body {
                case .hello(let hello):
                    return try .json(pairing.receive(hello, hostKey: pin, now: .now))
                case .proof(let proof):
                    guard case .granted(let granted) = pairing.receive(proof, now: .now) else {
                        return try .problem(403, "The code is wrong.")
                    }
                    return try .json(
                        PairingGrant(
                            proof: granted.proof,
                            hostID: id,
                            hostName: "vm",
                            name: granted.name,
                            role: granted.role,
                            token: token
                        )
                    )
                }
            }
        }
    }

    @Test func `A code becomes a known host`() async throws {
        let identity = try TestIdentity.selfSigned()
        let host = try Host(pin: identity.pin)
        try await ScriptedServer.withTLS(try identity.serverContext(), respond: host.reply) { address, server in
            try await withTemporaryFolder { folder in
                let hosts = KnownHosts(in: folder)
                let known = try await hosts.pair(with: address, code: host.code, alias: "attic")
                #expect(
                    known
                        == KnownHost(
                            id: host.id,
                            name: "vm",
                            alias: "attic",
                            address: address,
                            pin: identity.pin,
                            token: host.token,
                            person: "alice",
                            role: .member
                        )
                )
                #expect(try await hosts.all() == [known])
                let code = String(decoding: host.code.bytes, as: UTF8.self)
                #expect(server.requests.allSatisfy { !$0.body.contains(code) && !$0.body.contains(host.code.text) })
                #expect(server.requests.count == 2)
            }
        }
    }

    @Test func `A wrong code is refused, and nothing is stored`() async throws {
        let identity = try TestIdentity.selfSigned()
        let host = try Host(pin: identity.pin)
        try await ScriptedServer.withTLS(try identity.serverContext(), respond: host.reply) { address, _ in
            try await withTemporaryFolder { folder in
                let hosts = KnownHosts(in: folder)
                let error = HostError.codeRefused(.address(address))
                await #expect(throws: error) { try await hosts.pair(with: address, code: .random()) }
                let result3 = try await hosts.all()
                #expect(result3 == [])
            }
        }
    }

    @Test func `A machine in the middle that passes everything on gets nowhere`() async throws {
        let (identity, middle) = (try TestIdentity.selfSigned(), try TestIdentity.selfSigned())
        let host = try Host(pin: identity.pin)
        // It shows its own key and hands the words on to the real host.
        try await ScriptedServer.withTLS(try middle.serverContext(), respond: host.reply) { address, _ in
            try await withTemporaryFolder { folder in
                let hosts = KnownHosts(in: folder)
                await #expect(throws: HostError.codeRefused(.address(address))) {
                    try await hosts.pair(with: address, code: host.code)
                }
                let result2 = try await hosts.all()
                #expect(result2 == [])
            }
        }
    }

    @Test func `A machine in the middle that grants whatever it is asked is noticed`() async throws {
        let middle = try TestIdentity.selfSigned()
        let proof = try #require(PairingTag(bytes: Array(repeating: 7, count: 32)))
        try await ScriptedServer.withTLS(try middle.serverContext()) { request in
            guard request.number > 0 else {
                return try .json(PairingChallenge(session: .random(), serverNonce: .random(), salt: .random()))
            }
            return try .json(
                PairingGrant(
                    proof: proof,
                    hostID: UUID(),
                    hostName: "vm",
                    name: "alice",
                    role: .member,
                    token: .random()
                )
            )
        } _: { address, _ in
            try await withTemporaryFolder { folder in
                let hosts = KnownHosts(in: folder)
                let error = HostError.unprovenHost(.address(address), .wrongServerProof)
                await #expect(throws: error) { try await hosts.pair(with: address, code: .random()) }
                let result1 = try await hosts.all()
                #expect(result1 == [])
            }
        }
    }

    @Test func `An alias that is taken is found out before the code is used up`() async throws {
        try await withTemporaryFolder { folder in
            let hosts = KnownHosts(in: folder)
            try await hosts.insert(Sample.host("vm", alias: "attic"))
            await #expect(throws: HostError.aliasTaken("attic", by: "vm (192.0.2.1:5005)")) {
                try await hosts.pair(with: HostAddress(host: "192.0.2.7"), code: .random(), alias: "attic")
            }
        }
    }
}
