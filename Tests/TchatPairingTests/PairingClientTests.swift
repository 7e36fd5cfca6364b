import FoundationEssentials
import Testing
import TchatModel

@testable import TchatPairing

@Suite struct PairingClientTests {
    let start = ContinuousClock.now
    let hostKey = PublicKeyPin(subjectPublicKeyInfo: [1])
    let proxyKey = PublicKeyPin(subjectPublicKeyInfo: [2])
    let key: PairingKey
    var server = PairingServer(salt: SharedKeys.salt)

    init() throws {
        key = try SharedKeys.right.get()
    }

    func grant(proof: PairingTag) -> PairingGrant {
        PairingGrant(
            proof: proof,
            hostID: UUID(),
            hostName: "lab",
            name: "alice",
            role: .member,
            token: .random()
        )
    }

    @Test mutating func `Both sides agree on a code and a key`() throws {
        try server.offer(key, name: "alice", role: .member, now: start)
        var client = PairingClient(code: SharedKeys.code)
        let challenge = server.receive(client.hello, hostKey: hostKey, now: start)
        let derived = try client.receive(challenge, hostKey: hostKey).key()
        guard case .granted(let granted) = server.receive(try client.prove(with: derived), now: start) else {
            return #expect(Bool(false))
        }
        let grant = grant(proof: granted.proof)
        #expect(try client.receive(grant, hostKey: hostKey).token == grant.token)
    }

    @Test mutating func `A proxy with a key of its own is refused by both sides`() throws {
        try server.offer(key, name: "alice", role: .member, now: start)
        var client = PairingClient(code: SharedKeys.code)
        // It hands every message on, over its own two encrypted connections.
        let challenge = server.receive(client.hello, hostKey: hostKey, now: start)
        _ = try client.receive(challenge, hostKey: proxyKey)
        let proof = try client.prove(with: key)
        #expect(server.receive(proof, now: start) == .refused(.wrongProof, withdrawn: []))

        // It cannot answer itself: neither the client's own proof nor one over the server's key will do.
        let transcript = PairingTranscript(
            clientNonce: client.hello.clientNonce,
            serverNonce: challenge.serverNonce,
            hostKey: hostKey
        )
        for forged in [proof.proof, key.serverTag(for: transcript), key.clientTag(for: transcript)] {
            var client = client
            #expect(throws: PairingClientError.wrongServerProof) {
                try client.receive(grant(proof: forged), hostKey: proxyKey)
            }
        }
    }

    @Test mutating func `A server that guesses the code is refused`() throws {
        var client = PairingClient(code: SharedKeys.code)
        let challenge = server.receive(client.hello, hostKey: hostKey, now: start)
        _ = try client.receive(challenge, hostKey: hostKey)
        _ = try client.prove(with: key)
        let transcript = PairingTranscript(
            clientNonce: client.hello.clientNonce,
            serverNonce: challenge.serverNonce,
            hostKey: hostKey
        )
        let guessed = try SharedKeys.other.get().serverTag(for: transcript)
        #expect(throws: PairingClientError.wrongServerProof) {
            try client.receive(grant(proof: guessed), hostKey: hostKey)
        }
        // And it is not asked twice.
        #expect(throws: PairingClientError.outOfOrder) {
            try client.receive(grant(proof: key.serverTag(for: transcript)), hostKey: hostKey)
        }
    }

    @Test mutating func `A key that changes on the way is refused`() throws {
        try server.offer(key, name: "alice", role: .member, now: start)
        var client = PairingClient(code: SharedKeys.code)
        let challenge = server.receive(client.hello, hostKey: hostKey, now: start)
        _ = try client.receive(challenge, hostKey: hostKey)
        guard case .granted(let granted) = server.receive(try client.prove(with: key), now: start) else {
            return #expect(Bool(false))
        }
        #expect(throws: PairingClientError.keyChanged(seenFirst: hostKey, seenThen: proxyKey)) {
            try client.receive(grant(proof: granted.proof), hostKey: proxyKey)
        }
    }

    @Test(arguments: [-1, 0, 1, 2, 8192, 16383, 16385, 24576, 262_144, .max])
    mutating func `A server can ask for neither too little work nor too much`(cost: Int) throws {
        var client = PairingClient(code: SharedKeys.code)
        var challenge = server.receive(client.hello, hostKey: hostKey, now: start)
        challenge.scryptCost = cost
        #expect(throws: PairingClientError.key(.unacceptableCost(cost))) {
            try client.receive(challenge, hostKey: hostKey)
        }
        #expect(throws: PairingKeyError.unacceptableCost(cost)) {
            try PairingKey(deriving: SharedKeys.code, salt: .random(), scryptCost: cost)
        }
    }

    @Test mutating func `Messages out of order end the exchange`() throws {
        var client = PairingClient(code: SharedKeys.code)
        #expect(throws: PairingClientError.outOfOrder) { try client.prove(with: key) }
        let challenge = server.receive(client.hello, hostKey: hostKey, now: start)
        #expect(throws: PairingClientError.outOfOrder) { try client.receive(challenge, hostKey: hostKey) }
    }
}
