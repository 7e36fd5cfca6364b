import Testing
import TchatModel

@testable import TchatPairing

/// Two keys, derived once: scrypt is slow on purpose.
enum SharedKeys {
    static let salt = PairingSalt.random()
    static let code = PairingCode.random()
    static let otherCode = PairingCode.random()
    static let right: Result<PairingKey, any Error> = Result { try PairingKey(deriving: code, salt: salt) }
    static let other: Result<PairingKey, any Error> = Result { try PairingKey(deriving: otherCode, salt: salt) }
}

@Suite struct PairingServerTests {
    let start = ContinuousClock.now
    let hostKey = PublicKeyPin(subjectPublicKeyInfo: [1])
    let right: PairingKey
    let other: PairingKey
    var server = PairingServer(salt: SharedKeys.salt)

    init() throws {
        right = try SharedKeys.right.get()
        other = try SharedKeys.other.get()
    }

    /// Runs an exchange up to the client's proof.
    mutating func proof(
        with key: PairingKey,
        seenKey: PublicKeyPin? = nil,
        now: ContinuousClock.Instant? = nil
    ) -> (PairingProof, PairingTranscript) {
        let hello = PairingHello(clientNonce: .random())
        let challenge = server.receive(hello, hostKey: hostKey, now: now ?? start)
        let transcript = PairingTranscript(
            clientNonce: hello.clientNonce,
            serverNonce: challenge.serverNonce,
            hostKey: seenKey ?? hostKey
        )
        return (PairingProof(session: challenge.session, proof: key.clientTag(for: transcript)), transcript)
    }

    @Test mutating func `The right code is granted with the server's proof`() throws {
        try server.offer(other, name: "bob", role: .guest, now: start)
        try server.offer(right, name: "alice", role: .member, now: start)
        let (proof, transcript) = proof(with: right)
        let granted = PairingServer.Granted(name: "alice", role: .member, proof: right.serverTag(for: transcript))
        #expect(server.receive(proof, now: start) == .granted(granted))
        #expect(server.pendingNames(now: start) == ["bob"])
    }

    @Test mutating func `A challenge carries the salt, the cost and nonces of its own`() {
        let hello = PairingHello(clientNonce: .random())
        let first = server.receive(hello, hostKey: hostKey, now: start)
        let second = server.receive(hello, hostKey: hostKey, now: start)
        #expect(first.salt == SharedKeys.salt && first.scryptCost == 16384)
        #expect(first.session != second.session && first.serverNonce != second.serverNonce)
    }

    @Test mutating func `A code succeeds once`() throws {
        try server.offer(right, name: "alice", role: .member, now: start)
        let (first, _) = proof(with: right)
        let (second, _) = proof(with: right)
        guard case .granted = server.receive(first, now: start) else { return #expect(Bool(false)) }
        #expect(server.receive(second, now: start) == .refused(.wrongProof, withdrawn: []))
    }

    @Test(arguments: [true, false])
    mutating func `A session takes one proof, right or wrong`(isFirstRight: Bool) throws {
        try server.offer(right, name: "alice", role: .member, now: start)
        let (rightProof, transcript) = proof(with: right)
        let wrongProof = PairingProof(session: rightProof.session, proof: other.clientTag(for: transcript))
        _ = server.receive(isFirstRight ? rightProof : wrongProof, now: start)
        #expect(server.receive(rightProof, now: start) == .refused(.unknownSession, withdrawn: []))
    }

    @Test mutating func `A proof of one session is no proof in another`() throws {
        try server.offer(right, name: "alice", role: .member, now: start)
        let (first, _) = proof(with: right)
        let (second, _) = proof(with: right)
        let replayed = PairingProof(session: second.session, proof: first.proof)
        #expect(server.receive(replayed, now: start) == .refused(.wrongProof, withdrawn: []))
    }

    @Test mutating func `The server's proof is not the client's`() throws {
        try server.offer(right, name: "alice", role: .member, now: start)
        let (proof, transcript) = proof(with: right)
        let reflected = PairingProof(session: proof.session, proof: right.serverTag(for: transcript))
        #expect(server.receive(reflected, now: start) == .refused(.wrongProof, withdrawn: []))
    }

    @Test mutating func `The fifth wrong proof withdraws every code it could have been for`() throws {
        try server.offer(right, name: "alice", role: .member, now: start)
        for count in 1...5 {
            if count == 3 { try server.offer(right, name: "bob", role: .guest, now: start) }
            let (wrong, _) = proof(with: other)
            #expect(server.receive(wrong, now: start) == .refused(.wrongProof, withdrawn: count == 5 ? ["alice"] : []))
        }
        #expect(server.pendingNames(now: start) == ["bob"])
        server.withdraw(name: "bob")
        let (sixth, _) = proof(with: right)
        #expect(server.receive(sixth, now: start) == .refused(.wrongProof, withdrawn: []))
    }

    @Test mutating func `Four wrong proofs leave the code working`() throws {
        try server.offer(right, name: "alice", role: .member, now: start)
        for _ in 1...4 {
            let (wrong, _) = proof(with: other)
            _ = server.receive(wrong, now: start)
        }
        let (fifth, _) = proof(with: right)
        guard case .granted = server.receive(fifth, now: start) else { return #expect(Bool(false)) }
    }

    @Test mutating func `An unknown session is no try`() throws {
        try server.offer(right, name: "alice", role: .member, now: start)
        for _ in 1...10 {
            let (wrong, _) = proof(with: other)
            _ = server.receive(PairingProof(session: .random(), proof: wrong.proof), now: start)
        }
        #expect(server.pendingNames(now: start) == ["alice"])
    }

    @Test(arguments: [(599, true), (600, false)])
    mutating func `A code works for ten minutes`(seconds: Int, isGranted: Bool) throws {
        let end = try server.offer(right, name: "alice", role: .member, now: start)
        #expect(end == start.advanced(by: .seconds(600)))
        let now = start.advanced(by: .seconds(seconds))
        let (proof, _) = proof(with: right, now: now)
        #expect((server.receive(proof, now: now) == .refused(.wrongProof, withdrawn: [])) == !isGranted)
    }

    @Test(arguments: [(59, true), (60, false)])
    mutating func `A session lasts a minute`(seconds: Int, isGranted: Bool) throws {
        try server.offer(right, name: "alice", role: .member, now: start)
        let (proof, _) = proof(with: right)
        let outcome = server.receive(proof, now: start.advanced(by: .seconds(seconds)))
        #expect((outcome == .refused(.unknownSession, withdrawn: [])) == !isGranted)
    }

    @Test mutating func `A new code for a person replaces the old one`() throws {
        try server.offer(right, name: "alice", role: .member, now: start)
        try server.offer(other, name: "alice", role: .member, now: start)
        let (old, _) = proof(with: right)
        #expect(server.receive(old, now: start) == .refused(.wrongProof, withdrawn: []))
        let (new, _) = proof(with: other)
        guard case .granted = server.receive(new, now: start) else { return #expect(Bool(false)) }
    }

    @Test mutating func `At most 16 codes are pending`() throws {
        for count in 1...16 { try server.offer(other, name: "p\(count)", role: .guest, now: start) }
        #expect(throws: PairingOfferError.tooManyCodes(limit: 16)) {
            try server.offer(right, name: "alice", role: .member, now: start)
        }
        try server.offer(right, name: "p16", role: .guest, now: start)
        try server.offer(right, name: "alice", role: .member, now: start.advanced(by: .seconds(600)))
    }

    @Test mutating func `One session more than 64 ends the oldest`() throws {
        try server.offer(right, name: "alice", role: .member, now: start)
        let (oldest, _) = proof(with: right)
        let (second, _) = proof(with: right)
        for _ in 1...63 { _ = proof(with: right) }
        #expect(server.receive(oldest, now: start) == .refused(.unknownSession, withdrawn: []))
        guard case .granted = server.receive(second, now: start) else { return #expect(Bool(false)) }
    }

    @Test mutating func `A proof over another key than the server's is refused`() throws {
        try server.offer(right, name: "alice", role: .member, now: start)
        let (proof, _) = proof(with: right, seenKey: PublicKeyPin(subjectPublicKeyInfo: [2]))
        #expect(server.receive(proof, now: start) == .refused(.wrongProof, withdrawn: []))
    }
}
