public import FoundationEssentials

/// What a line of the audit trail is about.
public enum AuditEvent: Hashable, Sendable {
    /// Somebody began to follow the events.
    case listens
    /// A control action was used: ``AuditRecord/action``.
    case control
    /// Somebody asked for what their role does not allow: a request (``AuditRecord/method`` and ``AuditRecord/route``), a
    /// classic control word (``AuditRecord/action``) or, with neither, a classic message.
    case refused
    /// Somebody was let in with a code: ``AuditRecord/role``.
    case paired
    /// Somebody was shut out: ``AuditRecord/by``.
    case revoked
    /// A one-time code was made: ``AuditRecord/role``, ``AuditRecord/by``.
    case codeMade
    /// A token was made: ``AuditRecord/role``, ``AuditRecord/by``.
    case tokenMade
    /// A wrong code was tried.
    case wrongCode
    /// A wrong token was sent.
    case wrongToken
    /// What only a newer or an older host knows.
    case other(String)

    /// The events that are known.
    public static let known: [AuditEvent] = [
        .listens, .control, .refused, .paired, .revoked, .codeMade, .tokenMade, .wrongCode, .wrongToken,
    ]

    /// Its word in the log and in JSON.
    public var word: String {
        switch self {
        case .listens: "listens"
        case .control: "control"
        case .refused: "refused"
        case .paired: "paired"
        case .revoked: "revoked"
        case .codeMade: "code-made"
        case .tokenMade: "token-made"
        case .wrongCode: "wrong-code"
        case .wrongToken: "wrong-token"
        case .other(let word): word
        }
    }

    /// Reads a word.
    public init(word: String) {
        self = Self.known.first { $0.word == word } ?? .other(word)
    }

    /// Whether anybody who reaches the port can make it happen as often as they like.
    public var isRepeatable: Bool {
        switch self {
        case .listens, .refused, .wrongCode, .wrongToken: true
        case .control, .paired, .revoked, .codeMade, .tokenMade, .other: false
        }
    }
}

/// A line of the audit trail.
public struct AuditRecord: Hashable, Identifiable, Sendable {
    /// Its place in the trail, never used twice.
    public var id: Int
    /// When it happened; the last time, if it happened more than once.
    public var at: Date
    /// What happened.
    public var event: AuditEvent
    /// Who did it, or whom it is about, as far as known.
    public var person: String?
    /// Where it came from: an IP address or, of what was counted, its network.
    public var address: String?
    /// The role that was given.
    public var role: Role?
    /// Who gave or took it.
    public var by: String?
    /// What was to be done.
    public var action: ControlAction?
    /// The method of the request.
    public var method: String?
    /// The route of the request, with its parameters' names.
    public var route: String?
    /// How often it happened, if more than once.
    public var count: Int?
    /// When it happened first, if more than once.
    public var firstAt: Date?
    /// What an older host said of it in English, instead of values.
    public var detail: String?

    /// Makes a record of what each has; the rest is set as far as there is any.
    public init(id: Int, at: Date, event: AuditEvent) {
        self.id = id
        self.at = at
        self.event = event
    }
}

extension AuditRecord: Codable {
    private enum CodingKeys: String, CodingKey {
        case id, at, event, person, address, role, by, action, method, route, count, firstAt, detail
    }

    /// Reads the object; a role or an action that is not known is absent.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func text(_ key: CodingKeys) throws -> String? { try container.decodeIfPresent(String.self, forKey: key) }
        self.init(
            id: try container.decode(Int.self, forKey: .id),
            at: try container.decode(Date.self, forKey: .at),
            event: AuditEvent(word: try container.decode(String.self, forKey: .event))
        )
        person = try text(.person)
        address = try text(.address)
        role = try text(.role).flatMap(Role.init)
        by = try text(.by)
        action = try text(.action).flatMap(ControlAction.init)
        method = try text(.method)
        route = try text(.route)
        count = try container.decodeIfPresent(Int.self, forKey: .count)
        firstAt = try container.decodeIfPresent(Date.self, forKey: .firstAt)
        let detail = try text(.detail)
        self.detail = detail == self.text ? nil : detail
    }

    /// The values in one English text: what older clients show in their place.
    private var text: String? {
        var parts: [String] = []
        if method != nil || route != nil { parts.append([method, route].compactMap(\.self).joined(separator: " ")) }
        if let action { parts.append(action.rawValue) }
        if let role { parts.append(role.rawValue) }
        if let by { parts.append("by \(by)") }
        if let count { parts.append("\(count) times") }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    /// Writes the object.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(at, forKey: .at)
        try container.encode(event.word, forKey: .event)
        try container.encodeIfPresent(person, forKey: .person)
        try container.encodeIfPresent(address, forKey: .address)
        try container.encodeIfPresent(role, forKey: .role)
        try container.encodeIfPresent(by, forKey: .by)
        try container.encodeIfPresent(action, forKey: .action)
        try container.encodeIfPresent(method, forKey: .method)
        try container.encodeIfPresent(route, forKey: .route)
        try container.encodeIfPresent(count, forKey: .count)
        try container.encodeIfPresent(firstAt, forKey: .firstAt)
        try container.encodeIfPresent(detail ?? text, forKey: .detail)
    }
}
