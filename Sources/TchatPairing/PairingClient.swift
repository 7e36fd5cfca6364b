public import TchatModel

/// The client's half of an exchange, as a state machine without a socket.
///
/// ```swift
/// var pairing = PairingClient(code: code)
/// let challenge = …                                    // the answer to pairing.hello
/// let derivation = try pairing.receive(challenge, hostKey: keySeenInTLS)
/// let key = try await pool.runIfActive { try derivation.key() }
/// let proof = try pairing.prove(with: key)
/// let grant = try pairing.receive(…, hostKey: keySeenInTLS)   // the answer to proof, now to be believed
/// ```
public struct PairingClient: Sendable {
    private enum State {
        case waitingForChallenge
        case deriving(PairingTranscript, PairingSessionID)
        case waitingForGrant(PairingTranscript, PairingKey)
        case over
    }

    private let code: PairingCode
    private let clientNonce: PairingNonce
    private var state = State.waitingForChallenge

    /// Begins an exchange.
    public init(code: PairingCode, clientNonce: PairingNonce = .random()) {
        self.code = code
        self.clientNonce = clientNonce
    }

    /// What to send first.
    public var hello: PairingHello { PairingHello(clientNonce: clientNonce) }

    /// Takes the server's challenge.
    ///
    /// - Parameter hostKey: The key the server showed in TLS on the connection that the challenge came on.
    /// - Returns: The work to do next, on a thread that may be busy.
    public mutating func receive(
        _ challenge: PairingChallenge,
        hostKey: PublicKeyPin
    ) throws(PairingClientError) -> PairingKeyDerivation {
        guard case .waitingForChallenge = state else { throw fail(.outOfOrder) }
        let cost = challenge.scryptCost
        guard PairingKey.acceptedScryptCosts.contains(cost), cost.nonzeroBitCount == 1 else {
            throw fail(.key(.unacceptableCost(cost)))
        }
        let transcript = PairingTranscript(
            clientNonce: clientNonce,
            serverNonce: challenge.serverNonce,
            hostKey: hostKey
        )
        state = .deriving(transcript, challenge.session)
        return PairingKeyDerivation(code: code, salt: challenge.salt, scryptCost: cost)
    }

    /// Takes the derived key.
    ///
    /// - Returns: What to send second.
    public mutating func prove(with key: PairingKey) throws(PairingClientError) -> PairingProof {
        guard case .deriving(let transcript, let session) = state else { throw fail(.outOfOrder) }
        state = .waitingForGrant(transcript, key)
        return PairingProof(session: session, proof: key.clientTag(for: transcript))
    }

    /// Takes the server's answer to the proof and checks that the server has the code and the key that was seen.
    ///
    /// - Parameter hostKey: The key the server showed in TLS on the connection that the answer came on.
    /// - Returns: The grant, now to be believed; `hostKey` is the key to pin.
    public mutating func receive(
        _ grant: PairingGrant,
        hostKey: PublicKeyPin
    ) throws(PairingClientError) -> PairingGrant {
        guard case .waitingForGrant(let transcript, let key) = state else { throw fail(.outOfOrder) }
        guard hostKey == transcript.hostKey else {
            throw fail(.keyChanged(seenFirst: transcript.hostKey, seenThen: hostKey))
        }
        guard grant.proof == key.serverTag(for: transcript) else { throw fail(.wrongServerProof) }
        state = .over
        return grant
    }

    private mutating func fail(_ error: PairingClientError) -> PairingClientError {
        state = .over
        return error
    }
}

/// The work between the challenge and the proof: a value to hand to a thread that may be busy.
public struct PairingKeyDerivation: Sendable {
    private let code: PairingCode
    private let salt: PairingSalt
    private let scryptCost: Int

    init(code: PairingCode, salt: PairingSalt, scryptCost: Int) {
        self.code = code
        self.salt = salt
        self.scryptCost = scryptCost
    }

    /// Derives the key: about 50 ms of work, see ``PairingKey``.
    public func key() throws(PairingKeyError) -> PairingKey {
        try PairingKey(deriving: code, salt: salt, scryptCost: scryptCost)
    }
}

/// Why a client gave an exchange up; each description says what to do.
public enum PairingClientError: PhrasedError, Hashable {
    /// The server cannot prove the code: the one that answered is not the one that made it.
    case wrongServerProof
    /// The two answers came from two keys.
    case keyChanged(seenFirst: PublicKeyPin, seenThen: PublicKeyPin)
    /// No key can be derived.
    case key(PairingKeyError)
    /// A message at the wrong time: a mistake of the caller.
    case outOfOrder

    /// One sentence for the person who typed the code.
    public var phrase: Phrase {
        switch self {
        case .wrongServerProof:
            Phrase(
                """
                What answered is not the host that made the code, so nothing was stored: check the address, and whether \
                something on the way opens encrypted connections, then pair again with a new code.
                """
            )
        case .keyChanged(let first, let then):
            Phrase(
                """
                The host showed two keys, {first} and then {second}, so nothing was stored: check whether something on \
                the way opens encrypted connections, then pair again with a new code.
                """,
                ["first": first, "second": then]
            )
        case .key(let error):
            error.phrase
        case .outOfOrder:
            Phrase("The pairing's messages came out of order: begin it anew.")
        }
    }
}
