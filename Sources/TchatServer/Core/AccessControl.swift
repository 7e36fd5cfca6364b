import FoundationEssentials
import Logging
import NIOPosix
import Synchronization
import TchatModel
import TchatPairing
import TchatStore

/// Who may come in: people, their tokens, and the codes with which new ones are let in.
///
/// Tokens are kept in memory as digests, so that a request is let in without asking the disk.
final class AccessControl: Sendable {
    private struct State {
        /// By digest of a token, whose it is.
        var tokens: [[UInt8]: Principal] = [:]
        var pairing = PairingServer()
        var limiter = AttemptLimiter()
        /// When people's tokens were last used, since that was last written down.
        var lastSeen: [String: Date] = [:]
    }

    private let state = Mutex(State())
    private let store: Store
    private let conversations: Conversations
    private let broadcaster: EventBroadcaster
    private let metrics: ServerMetrics
    private let hostName: String
    /// Where is kept who did or tried what.
    let audit: AuditLog
    private let logger: Logger

    init(
        store: Store,
        conversations: Conversations,
        broadcaster: EventBroadcaster,
        metrics: ServerMetrics,
        hostName: String,
        audit: AuditLog,
        logger: Logger
    ) {
        self.store = store
        self.conversations = conversations
        self.broadcaster = broadcaster
        self.metrics = metrics
        self.hostName = hostName
        self.audit = audit
        self.logger = logger
    }

    /// Reads who was let in before.
    func prepare() async throws {
        let tokens = try await store.tokens()
        state.withLock { state in
            for token in tokens {
                state.tokens[token.digest] = Principal(name: token.person, role: token.role, kind: .paired)
            }
        }
    }
}

// MARK: - Tokens

extension AccessControl {
    /// Whose token it is.
    ///
    /// - Parameter address: Where it came from; wrong ones are counted against it.
    func principal(with token: String, from address: IPAddress?) throws(Problem.Reason) -> Principal {
        let digest = AccessToken(parsing: token)?.digest
        let result: Result<Principal, Problem.Reason> = state.withLock { state in
            if let digest, let principal = state.tokens[digest] {
                state.lastSeen[principal.name] = Date()
                return .success(principal)
            }
            guard let address else { return .failure(.tokenRequired) }
            if case .retryAfter(let seconds) = state.limiter.decision(for: address, now: .now) {
                return .failure(.tooManyAttempts(retryAfterSeconds: seconds))
            }
            state.limiter.recordFailure(from: address, now: .now)
            return .failure(.tokenRequired)
        }
        if case .failure(let refusal) = result, refusal == .tokenRequired {
            metrics.wrongCredentials()
            audit.note(NewAuditRecord(.wrongToken), from: address)
        }
        return try result.get()
    }

    /// Whether someone who was let in before would still be.
    func hasAccess(_ principal: Principal) -> Bool {
        principal.kind == .local || state.withLock { $0.tokens.values.contains(principal) }
    }

    /// Writes down when people were last seen.
    func writeLastSeen() async {
        let seen = state.withLock { state in
            defer { state.lastSeen = [:] }
            return state.lastSeen
        }
        guard !seen.isEmpty else { return }
        do {
            try await store.noteUse(of: seen)
        } catch {
            logger.error("Last uses of tokens not kept", metadata: ["reason": "\(error)"])
        }
    }

    /// Gives a person a new token.
    ///
    /// - Parameter role: What the person may do; needed for someone who is not known yet.
    func makeToken(for name: String, role: Role?, by caller: Caller) async throws -> AccessToken {
        let role = try await self.role(of: name, wanted: role)
        let token = try await enrol(name, role: role)
        try await conversations.appendPersonNotice(.paired, NoticeValues(role: role, means: .token), name: name)
        audit.note(NewAuditRecord(.tokenMade, person: name, role: role, by: caller.principal), from: caller.address)
        return token
    }

    private func enrol(_ name: String, role: Role) async throws -> AccessToken {
        let token = AccessToken.random()
        // Known before it is written, so that a removal meanwhile takes it away; nobody has been told it yet.
        state.withLock { $0.tokens[token.digest] = Principal(name: name, role: role, kind: .paired) }
        do {
            try await store.enrol(name, role: role, digest: token.digest)
        } catch {
            state.withLock { $0.tokens[token.digest] = nil }
            throw error
        }
        guard state.withLock({ $0.tokens[token.digest] != nil }) else {
            // The removal came to the disk first.
            try await store.undoEnrolment(of: name, digest: token.digest)
            throw Problem.Reason.unknownPerson(name: name)
        }
        return token
    }

    private func role(of name: String, wanted: Role?) async throws -> Role {
        guard PersonName.isValid(name) else { throw Problem.Reason.invalidName(name: name) }
        guard let person = try await store.person(named: name),
            person.kind == .paired
        else {
            guard let wanted else { throw Problem.Reason.roleNeeded(name: name, roles: Role.allCases) }
            return wanted
        }
        guard wanted == nil || wanted == person.role else { throw Problem.Reason.otherRole(name: name) }
        return person.role
    }
}

// MARK: - Pairing

extension AccessControl {
    /// Makes a one-time code for a person.
    func makeCode(
        for name: String,
        role: Role?,
        by caller: Caller
    ) async throws -> PairingCodeOffer {
        let role = try await self.role(of: name, wanted: role)
        let code = PairingCode.random()
        let salt = state.withLock { $0.pairing.salt }
        let key = try await NIOThreadPool.singleton.runIfActive { try PairingKey(deriving: code, salt: salt) }
        let now = ContinuousClock.now
        let lifetime = state.withLock { $0.pairing.limits.codeLifetime }
        try state.withLock { state in
            do throws(PairingOfferError) {
                _ = try state.pairing.offer(key, name: name, role: role, now: now)
            } catch {
                switch error {
                case .tooManyCodes(let limit): throw Problem.Reason.tooManyCodes(limit: limit)
                }
            }
        }
        audit.note(NewAuditRecord(.codeMade, person: name, role: role, by: caller.principal), from: caller.address)
        logger.notice("Pairing code made", metadata: ["person": "\(name)", "role": "\(role)"])
        let expiresAt = Date(timeIntervalSinceNow: Double(lifetime.components.seconds))
        return PairingCodeOffer(code: code.text, expiresAt: expiresAt.roundedToMilliseconds)
    }

    /// Begins a pairing.
    func begin(_ hello: PairingHello, hostKey: PublicKeyPin, from address: IPAddress?) throws(Problem.Reason)
        -> PairingChallenge
    {
        try checkAttempts(from: address)
        return state.withLock { $0.pairing.receive(hello, hostKey: hostKey, now: .now) }
    }

    /// Ends a pairing: with the right proof, a person is let in.
    func end(_ proof: PairingProof, from address: IPAddress?) async throws -> PairingGrant {
        try checkAttempts(from: address)
        switch state.withLock({ $0.pairing.receive(proof, now: .now) }) {
        case .refused(let refusal, let withdrawn):
            if let address { state.withLock { $0.limiter.recordFailure(from: address, now: .now) } }
            metrics.wrongCredentials()
            audit.note(NewAuditRecord(.wrongCode), from: address)
            for name in withdrawn {
                logger.warning("Pairing code withdrawn after wrong tries", metadata: ["person": "\(name)"])
            }
            throw refusal.reason
        case .granted(let granted):
            // A right token does not forget them: whoever has one could otherwise guess codes for ever.
            if let address { state.withLock { $0.limiter.recordSuccess(from: address) } }
            let token = try await enrol(granted.name, role: granted.role)
            try await conversations.appendPersonNotice(
                .paired,
                NoticeValues(role: granted.role, means: .code),
                name: granted.name
            )
            audit.note(NewAuditRecord(.paired, person: granted.name, role: granted.role), from: address)
            logger.notice("Paired", metadata: ["person": "\(granted.name)", "role": "\(granted.role)"])
            return PairingGrant(
                proof: granted.proof,
                hostID: store.hostID,
                hostName: hostName,
                name: granted.name,
                role: granted.role,
                token: token
            )
        }
    }

    private func checkAttempts(from address: IPAddress?) throws(Problem.Reason) {
        guard let address else { return }
        if case .retryAfter(let seconds) = state.withLock({ $0.limiter.decision(for: address, now: .now) }) {
            throw .tooManyAttempts(retryAfterSeconds: seconds)
        }
    }
}

// MARK: - Revocation

extension AccessControl {
    /// Shuts a person out: the tokens stop working and the open streams end; what was said stays.
    func remove(_ name: String, by caller: Caller) async throws {
        let wasKnown = try await store.removePerson(named: name)
        guard wasKnown else { throw Problem.Reason.unknownPerson(name: name) }
        state.withLock { state in
            state.tokens = state.tokens.filter { $0.value.name != name }
            state.pairing.withdraw(name: name)
        }
        broadcaster.cutStreams(of: name)
        try await conversations.appendPersonNotice(.revoked, NoticeValues(by: caller.principal.name), name: name)
        audit.note(NewAuditRecord(.revoked, person: name, by: caller.principal), from: caller.address)
        logger.notice("Person removed", metadata: ["person": "\(name)", "by": "\(caller.principal.name)"])
    }

    /// Everyone the host knows.
    func list() async throws -> [Person] {
        try await store.people()
    }
}

extension NewAuditRecord {
    /// What happened to a person's access, and through whom.
    fileprivate init(_ event: AuditEvent, person: String, role: Role? = nil, by principal: Principal? = nil) {
        self.init(event, person: person, address: nil)
        self.role = role
        by = principal?.name
    }
}

extension PairingServer.Refusal {
    /// What it is over the API.
    fileprivate var reason: Problem.Reason {
        switch self {
        case .unknownSession: .pairingOver
        case .wrongProof: .wrongCode
        }
    }
}
