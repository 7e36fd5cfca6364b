public import FoundationEssentials
public import TchatModel

/// What a client sends first.
public struct PairingHello: Codable, Hashable, Sendable {
    /// The client's share of the exchange.
    public var clientNonce: PairingNonce

    /// Makes the body.
    public init(clientNonce: PairingNonce) { self.clientNonce = clientNonce }
}

/// What the server answers to a ``PairingHello``.
public struct PairingChallenge: Codable, Hashable, Sendable {
    /// Names the exchange in the next request.
    public var session: PairingSessionID
    /// The server's share of the exchange.
    public var serverNonce: PairingNonce
    /// The salt of the server's codes.
    public var salt: PairingSalt
    /// The work that makes a key of a code: scrypt's N.
    public var scryptCost: Int

    /// Makes the body of its parts.
    public init(
        session: PairingSessionID,
        serverNonce: PairingNonce,
        salt: PairingSalt,
        scryptCost: Int = PairingKey.scryptCost
    ) {
        self.session = session
        self.serverNonce = serverNonce
        self.salt = salt
        self.scryptCost = scryptCost
    }
}

/// What a client sends second: the proof that it has the code.
public struct PairingProof: Codable, Hashable, Sendable {
    /// The exchange, as the server named it.
    public var session: PairingSessionID
    /// The client's proof.
    public var proof: PairingTag

    /// Makes the body of its parts.
    public init(session: PairingSessionID, proof: PairingTag) {
        self.session = session
        self.proof = proof
    }
}

/// What the server answers to the right ``PairingProof``; only ``PairingClient`` tells whether to believe it.
public struct PairingGrant: Codable, Sendable {
    /// The server's proof that it has the code too.
    public var proof: PairingTag
    /// The host's own identifier.
    public var hostID: UUID
    /// What the host is called.
    public var hostName: String
    /// What the person is called there.
    public var name: String
    /// What the person may do there.
    public var role: Role
    /// The secret for every later request.
    public var token: AccessToken

    /// The longest host name, in bytes of UTF-8.
    public static let longestHostNameBytes = 255

    /// Makes the body of its parts.
    public init(proof: PairingTag, hostID: UUID, hostName: String, name: String, role: Role, token: AccessToken) {
        self.proof = proof
        self.hostID = hostID
        self.hostName = hostName
        self.name = name
        self.role = role
        self.token = token
    }
}

extension PairingGrant {
    private enum CodingKeys: String, CodingKey {
        case proof, hostID, hostName, name, role, token
    }

    /// Reads the object; a name that no person can have, or a host name without an end, is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        proof = try container.decode(PairingTag.self, forKey: .proof)
        hostID = try container.decode(UUID.self, forKey: .hostID)
        hostName = try container.decode(String.self, forKey: .hostName)
        guard 1...Self.longestHostNameBytes ~= hostName.utf8.count else {
            throw DecodingError.dataCorruptedError(
                forKey: .hostName,
                in: container,
                debugDescription: "A host name has 1 to \(Self.longestHostNameBytes) bytes."
            )
        }
        name = try container.decode(String.self, forKey: .name)
        guard PersonName.isValid(name) else {
            throw DecodingError.dataCorruptedError(
                forKey: .name,
                in: container,
                debugDescription: PersonName.rule.description
            )
        }
        role = try container.decode(Role.self, forKey: .role)
        token = try container.decode(AccessToken.self, forKey: .token)
    }

    /// Writes the object.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(proof, forKey: .proof)
        try container.encode(hostID.lowercased, forKey: .hostID)
        try container.encode(hostName, forKey: .hostName)
        try container.encode(name, forKey: .name)
        try container.encode(role, forKey: .role)
        try container.encode(token, forKey: .token)
    }
}

/// What `POST /v1/pair` takes: either of its two bodies, and never a mixture.
public enum PairingRequest: Hashable, Sendable {
    /// The first request.
    case hello(PairingHello)
    /// The second request.
    case proof(PairingProof)
}

extension PairingRequest: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case clientNonce, session, proof
    }

    /// Reads the body that the object's keys say it is.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch (container.contains(.clientNonce), container.contains(.session) || container.contains(.proof)) {
        case (true, false):
            self = .hello(try PairingHello(from: decoder))
        case (false, true):
            self = .proof(try PairingProof(from: decoder))
        default:
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: decoder.codingPath,
                    debugDescription: "Send clientNonce, or session and proof."
                )
            )
        }
    }

    /// Writes the body.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .hello(let hello): try hello.encode(to: encoder)
        case .proof(let proof): try proof.encode(to: encoder)
        }
    }
}
