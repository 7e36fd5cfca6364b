public import TchatModel

/// The server's half of every exchange, as a state machine without a socket or a clock.
///
/// It holds the codes that were offered and the exchanges under way, both few and short-lived. A caller hands in the time
/// with each event; what is over by then is forgotten first.
public struct PairingServer: Sendable {
    /// How much it holds, and for how long.
    public struct Limits: Hashable, Sendable {
        /// Codes that may be pending.
        public var codes: Int
        /// Wrong proofs a code outlasts: with the last of them it is withdrawn.
        public var triesPerCode: Int
        /// How long a code works.
        public var codeLifetime: Duration
        /// Exchanges that may be under way; one more ends the oldest.
        public var sessions: Int
        /// How long an exchange may take.
        public var sessionLifetime: Duration

        /// Makes limits of their parts; the defaults are the protocol's.
        public init(
            codes: Int = 16,
            triesPerCode: Int = 5,
            codeLifetime: Duration = .seconds(600),
            sessions: Int = 64,
            sessionLifetime: Duration = .seconds(60)
        ) {
            self.codes = codes
            self.triesPerCode = triesPerCode
            self.codeLifetime = codeLifetime
            self.sessions = sessions
            self.sessionLifetime = sessionLifetime
        }
    }

    /// What became of a proof.
    public enum Outcome: Hashable, Sendable {
        /// The client has a code, which is used up now: give the person a token, and the client the proof.
        case granted(Granted)
        /// The client has no code; `withdrawn` are the people whose codes this was the last try for.
        case refused(Refusal, withdrawn: [String])
    }

    /// Who proved a code.
    public struct Granted: Hashable, Sendable {
        /// The person the code was made for.
        public var name: String
        /// What the person may do.
        public var role: Role
        /// The server's own proof, for the client.
        public var proof: PairingTag
    }

    /// Why a proof was refused; each description says what to do.
    public enum Refusal: Hashable, Sendable {
        /// The exchange never was, is over, or had its one proof.
        case unknownSession
        /// No pending code fits the proof.
        case wrongProof
    }

    private struct Offer {
        let name: String
        let role: Role
        let key: PairingKey
        let expiry: ContinuousClock.Instant
        var triesLeft: Int
    }

    private struct Session {
        let id: PairingSessionID
        let transcript: PairingTranscript
        let expiry: ContinuousClock.Instant
    }

    /// The salt of every code this server makes.
    public let salt: PairingSalt

    /// How much it holds, and for how long.
    public let limits: Limits

    private var offers: [Offer] = []
    /// Oldest first.
    private var sessions: [Session] = []

    /// Makes a server without codes.
    public init(salt: PairingSalt = .random(), limits: Limits = Limits()) {
        self.salt = salt
        self.limits = limits
    }

    /// The people whose codes work.
    public mutating func pendingNames(now: ContinuousClock.Instant) -> [String] {
        forgetExpired(now: now)
        return offers.map(\.name)
    }

    /// Lets a code pair a person, instead of any earlier code for the same person.
    ///
    /// - Parameter key: The code's key, derived with ``salt`` where work is allowed.
    /// - Returns: When the code stops working.
    @discardableResult
    public mutating func offer(
        _ key: PairingKey,
        name: String,
        role: Role,
        now: ContinuousClock.Instant
    ) throws(PairingOfferError) -> ContinuousClock.Instant {
        forgetExpired(now: now)
        withdraw(name: name)
        guard offers.count < limits.codes else { throw .tooManyCodes(limit: limits.codes) }
        let expiry = now.advanced(by: limits.codeLifetime)
        offers.append(Offer(name: name, role: role, key: key, expiry: expiry, triesLeft: limits.triesPerCode))
        return expiry
    }

    /// Makes a person's code useless, if there is one.
    public mutating func withdraw(name: String) {
        offers.removeAll { $0.name == name }
    }

    /// Begins an exchange.
    ///
    /// - Parameter hostKey: The key this server shows in TLS.
    public mutating func receive(
        _ hello: PairingHello,
        hostKey: PublicKeyPin,
        session: PairingSessionID = .random(),
        serverNonce: PairingNonce = .random(),
        now: ContinuousClock.Instant
    ) -> PairingChallenge {
        forgetExpired(now: now)
        if sessions.count >= limits.sessions { sessions.removeFirst(sessions.count - limits.sessions + 1) }
        let transcript = PairingTranscript(clientNonce: hello.clientNonce, serverNonce: serverNonce, hostKey: hostKey)
        sessions.append(
            Session(id: session, transcript: transcript, expiry: now.advanced(by: limits.sessionLifetime))
        )
        return PairingChallenge(session: session, serverNonce: serverNonce, salt: salt)
    }

    /// Ends an exchange with its one proof.
    ///
    /// A proof does not tell which code it is for, so a wrong one counts as a try of every code that is pending.
    public mutating func receive(_ proof: PairingProof, now: ContinuousClock.Instant) -> Outcome {
        forgetExpired(now: now)
        guard let place = sessions.firstIndex(where: { $0.id == proof.session }) else {
            return .refused(.unknownSession, withdrawn: [])
        }
        let transcript = sessions.remove(at: place).transcript
        // Every code is looked at, so that the time tells nothing about which one fits.
        var fitting: Int?
        for (place, offer) in offers.enumerated() where offer.key.clientTag(for: transcript) == proof.proof {
            fitting = place
        }
        if let fitting {
            let offer = offers.remove(at: fitting)
            return .granted(
                Granted(name: offer.name, role: offer.role, proof: offer.key.serverTag(for: transcript))
            )
        }
        for place in offers.indices { offers[place].triesLeft -= 1 }
        let withdrawn = offers.filter { $0.triesLeft <= 0 }.map(\.name)
        offers.removeAll { $0.triesLeft <= 0 }
        return .refused(.wrongProof, withdrawn: withdrawn)
    }

    private mutating func forgetExpired(now: ContinuousClock.Instant) {
        offers.removeAll { $0.expiry <= now }
        sessions.removeAll { $0.expiry <= now }
    }
}

/// Why a code was not offered.
public enum PairingOfferError: Error, Hashable {
    /// As many codes are pending as may be.
    case tooManyCodes(limit: Int)
}
