/// Why a request failed (RFC 9457), as a flat object with extension members:
/// `{"type":"about:blank","title":"Content Too Large","status":413,"code":"text-too-long","limitBytes":4096,"detail":"…"}`.
///
/// Programs act on `code` and its values; `detail` is for people and may change.
public struct Problem: Error, Hashable, Sendable {
    /// Names the kind of problem: `about:blank`, as the status and the code say all there is to say.
    public var type: String
    /// The status in words.
    public var title: String
    /// The HTTP status.
    public var status: Int
    /// What it is, with its values.
    public var reason: Reason
    /// What went wrong this time and what to do, in one English sentence.
    public var detail: String
    /// Seconds until it is worth trying again, as in `Retry-After`; absent where waiting alone does not help.
    public var retryAfterSeconds: Int?

    /// Makes a problem of its parts.
    ///
    /// - Parameters:
    ///   - detail: One sentence; by default the reason's own.
    ///   - retryAfterSeconds: By default what the reason says.
    public init(
        type: String = "about:blank",
        title: String,
        status: Int,
        reason: Reason = .other(code: nil),
        detail: String? = nil,
        retryAfterSeconds: Int? = nil
    ) {
        self.type = type
        self.title = title
        self.status = status
        self.reason = reason
        self.detail = detail ?? reason.description
        self.retryAfterSeconds = retryAfterSeconds ?? reason.retryAfterSeconds
    }
}

extension Problem {
    /// What can be wrong with a request; the code of each never changes.
    public enum Reason: Hashable, Sendable {
        // Who asks
        /// No token, or one that nobody has (any more).
        case tokenRequired
        /// Too many wrong tokens or codes came from the address.
        case tooManyAttempts(retryAfterSeconds: Int)
        /// The caller's role does not allow it.
        case roleTooLow(role: Role, neededRole: Role)
        /// In plain text, `Host` is absent or not this machine's.
        case foreignHost
        /// `Origin` is not this server's.
        case foreignOrigin
        /// It is served encrypted only.
        case encryptionRequired

        // What is asked
        /// There is nothing under this path.
        case unknownPath
        /// The path takes other methods.
        case methodNotAllowed(allowed: [String])
        /// A part of the path is no percent-encoded UTF-8.
        case unreadablePath
        /// A parameter of the query stands there twice.
        case repeatedParameter(parameter: String)
        /// A parameter, or a header or a part of the path that is one, is none of what it may be.
        case invalidParameter(parameter: String, allowed: [String])
        /// A number is out of range, or none; without a maximum it is any from the minimum up.
        case numberOutOfRange(parameter: String, minimum: Int, maximum: Int?)
        /// A text is empty or too long.
        case invalidLength(parameter: String, minimum: Int, maximum: Int)
        /// The entry's name is no UUID.
        case invalidUUID
        /// The body is not declared to be JSON.
        case unsupportedMediaType
        /// The body is longer than is read.
        case bodyTooLong(limitBytes: Int)
        /// The body is JSON, but not what this call takes; the place in it and why.
        case invalidBody(reason: String)
        /// The machine can't be asked that.
        case unknownItem(items: [String])
        /// A marker that says neither `delivered` nor `read`.
        case emptyMarker
        /// The server can't be asked to do that.
        case unknownAction(actions: [String])

        // What is said
        /// The conversation is another person's.
        case notYours
        /// Nobody of that name has a conversation.
        case unknownConversation(name: String)
        /// There is nothing in the text.
        case emptyText
        /// The text holds a character that can't be kept.
        case unstorableText
        /// More than may be said at once.
        case textTooLong(limitBytes: Int)
        /// A classic client has not taken what it was sent before.
        case tooMuchUnsent(name: String)
        /// Something else was said under the same UUID.
        case uuidTaken
        /// The machine has not been measured yet.
        case notMeasuredYet
        /// As many event streams are open as may be.
        case tooManyStreams

        // People
        /// Nobody of that name is known.
        case unknownPerson(name: String)
        /// A person can't have that name.
        case invalidName(name: String)
        /// A person who is not known yet needs a role.
        case roleNeeded(name: String, roles: [Role])
        /// The person has another role.
        case otherRole(name: String)
        /// As many pairing codes are pending as may be.
        case tooManyCodes(limit: Int)
        /// The pairing took too long or was tried already.
        case pairingOver
        /// No pending code fits the proof.
        case wrongCode

        // The host itself
        /// The log can't be written or read.
        case logUnavailable(LogTrouble)
        /// The host made a mistake; its log says more.
        case internalError

        /// What this version does not know, from a host of another one.
        case other(code: String?)
    }

    /// Why the log can't be used.
    public enum LogTrouble: String, CaseIterable, Codable, Sendable {
        /// The disk is full.
        case diskFull = "disk-full"
        /// The folder can't be written.
        case readOnly = "read-only"
        /// What is in the log can't be read.
        case damaged
        /// Too much waits for the disk.
        case busy
        /// The server stops.
        case closed
        /// Anything else; the host's own log says what.
        case failed
    }
}

extension Problem.Reason {
    /// The stable name of it; absent for a problem of a host that gave none.
    public var code: String? {
        switch self {
        case .tokenRequired: "token-required"
        case .tooManyAttempts: "too-many-attempts"
        case .roleTooLow: "role-too-low"
        case .foreignHost: "foreign-host"
        case .foreignOrigin: "foreign-origin"
        case .encryptionRequired: "encryption-required"
        case .unknownPath: "unknown-path"
        case .methodNotAllowed: "method-not-allowed"
        case .unreadablePath: "unreadable-path"
        case .repeatedParameter: "repeated-parameter"
        case .invalidParameter: "invalid-parameter"
        case .numberOutOfRange: "number-out-of-range"
        case .invalidLength: "invalid-length"
        case .invalidUUID: "invalid-uuid"
        case .unsupportedMediaType: "unsupported-media-type"
        case .bodyTooLong: "body-too-long"
        case .invalidBody: "invalid-body"
        case .unknownItem: "unknown-item"
        case .emptyMarker: "empty-marker"
        case .unknownAction: "unknown-action"
        case .notYours: "not-yours"
        case .unknownConversation: "unknown-conversation"
        case .emptyText: "empty-text"
        case .unstorableText: "unstorable-text"
        case .textTooLong: "text-too-long"
        case .tooMuchUnsent: "too-much-unsent"
        case .uuidTaken: "uuid-taken"
        case .notMeasuredYet: "not-measured-yet"
        case .tooManyStreams: "too-many-streams"
        case .unknownPerson: "unknown-person"
        case .invalidName: "invalid-name"
        case .roleNeeded: "role-needed"
        case .otherRole: "other-role"
        case .tooManyCodes: "too-many-codes"
        case .pairingOver: "pairing-over"
        case .wrongCode: "wrong-code"
        case .logUnavailable: "log-unavailable"
        case .internalError: "internal-error"
        case .other(let code): code
        }
    }

    /// Seconds until it is worth trying again.
    public var retryAfterSeconds: Int? {
        switch self {
        case .tooManyAttempts(let seconds): seconds
        case .notMeasuredYet: 1
        case .tooManyStreams, .logUnavailable: 30
        case .tooMuchUnsent, .tooManyCodes: 60
        default: nil
        }
    }
}

extension Problem.Reason: PhrasedError {
    /// One sentence for whoever tried.
    public var phrase: Phrase {
        switch self {
        case .tokenRequired:
            Phrase("Send a token that this host has given out: Authorization: Bearer tchat_….")
        case .tooManyAttempts(let seconds):
            Phrase(
                "Too many wrong tokens or codes came from your address: wait {seconds} seconds and try again.",
                ["seconds": seconds]
            )
        case .roleTooLow(let role, let needed):
            Phrase(
                "Your role is {role}; this needs {needed}: ask whoever let you in.",
                ["role": role.rawValue, "needed": needed.rawValue]
            )
        case .foreignHost:
            Phrase(
                "In plain text the Host header must be localhost, a loopback address or this machine's own name: use one."
            )
        case .foreignOrigin:
            Phrase(
                "The request comes from a page of another site: send it from this server's own page, or without Origin."
            )
        case .encryptionRequired:
            Phrase("This host is spoken to encrypted: use https.")
        case .unknownPath:
            Phrase("There is nothing under this path: see /openapi.yaml for what there is.")
        case .methodNotAllowed(let allowed):
            Phrase("This path takes other methods: use {methods}.", ["methods": allowed.joined(separator: ", ")])
        case .unreadablePath:
            Phrase("The path can't be read: encode its parts as percent-encoded UTF-8.")
        case .repeatedParameter(let parameter):
            Phrase("'{parameter}' stands there twice: give it once.", ["parameter": parameter])
        case .invalidParameter(let parameter, let allowed):
            Phrase(
                "'{parameter}' is none of what it may be: write {allowed}, or leave it out.",
                ["parameter": parameter, "allowed": allowed.joined(separator: ", ")]
            )
        case .numberOutOfRange(let parameter, let minimum, let maximum?):
            Phrase(
                "'{parameter}' is a whole number from {minimum} to {maximum}.",
                ["parameter": parameter, "minimum": minimum, "maximum": maximum]
            )
        case .numberOutOfRange(let parameter, let minimum, nil):
            Phrase(
                "'{parameter}' is a whole number from {minimum} up.",
                ["parameter": parameter, "minimum": minimum]
            )
        case .invalidLength(let parameter, let minimum, let maximum):
            Phrase(
                "'{parameter}' has {minimum} to {maximum} characters.",
                ["parameter": parameter, "minimum": minimum, "maximum": maximum]
            )
        case .invalidUUID:
            Phrase("The entry's name is no UUID: make one, such as 0b6f2a1e-6c0f-4a57-9d0e-2f5d1c9b7a10.")
        case .unsupportedMediaType:
            Phrase("The body is not declared to be JSON: send it with Content-Type: application/json.")
        case .bodyTooLong(let limit):
            Phrase("The body is too long: at most {limit} bytes are read.", ["limit": limit])
        case .invalidBody(let reason):
            Phrase("The body is not what this call takes ({reason}): see /openapi.yaml.", ["reason": reason])
        case .unknownItem(let items):
            Phrase(
                "The machine can't be asked that: ask one of {items}, or history.",
                ["items": items.joined(separator: ", ")]
            )
        case .emptyMarker:
            Phrase("The marker says nothing: give delivered, read, or both, each the id of an entry.")
        case .unknownAction(let actions):
            Phrase(
                "The server can't be asked to do that: the actions are {actions}.",
                ["actions": actions.joined(separator: ", ")]
            )
        case .notYours:
            Phrase("This conversation is not yours: read and write the one that carries your own name.")
        case .unknownConversation(let name):
            Phrase("There is no conversation '{name}': GET /v1/conversations lists them.", ["name": name])
        case .emptyText:
            Phrase("There is nothing in the text: say something.")
        case .unstorableText:
            Phrase("An entry can't hold the character U+0000: leave it out.")
        case .textTooLong(let limit):
            Phrase("The text is too long: say it in pieces of at most {limit} bytes of UTF-8.", ["limit": limit])
        case .tooMuchUnsent(let name):
            Phrase("Too much already waits for {name}: say it again when it has written.", ["name": name])
        case .uuidTaken:
            Phrase("Something else was said under this UUID: make a new UUID for every entry.")
        case .notMeasuredYet:
            Phrase("The machine was not measured yet: ask again in a second.")
        case .tooManyStreams:
            Phrase("Too many event streams are open: close one, or raise limits.connections on the host.")
        case .unknownPerson(let name):
            Phrase("There is nobody named '{name}': GET /v1/people lists who is known.", ["name": name])
        case .invalidName(let name):
            Phrase(
                "'{name}' can't be a name: one has 1 to 64 letters and digits, with . _ - @ between them, and is not an IP address.",
                ["name": name]
            )
        case .roleNeeded(let name, let roles):
            Phrase(
                "{name} is not known yet: give a role, one of {roles}.",
                ["name": name, "roles": roles.map(\.rawValue).joined(separator: ", ")]
            )
        case .otherRole(let name):
            Phrase(
                "{name} has another role: leave the role out, or remove the person first to change it.",
                ["name": name]
            )
        case .tooManyCodes(let limit):
            Phrase(
                "{limit} pairing codes are pending already: wait until one is used or ten minutes old.",
                ["limit": limit]
            )
        case .pairingOver:
            Phrase("This pairing took too long or was tried already: begin it anew with the same code.")
        case .wrongCode:
            Phrase(
                "The code is wrong, used up or too old, or something on the way opens encrypted connections: check the code, or ask for a new one."
            )
        case .logUnavailable(let trouble): trouble.phrase
        case .internalError:
            Phrase("The host made a mistake: its log says more.")
        case .other:
            Phrase("The host refused for a reason that this version does not know: update Tchat.")
        }
    }
}

extension Problem.LogTrouble {
    fileprivate var phrase: Phrase {
        switch self {
        case .diskFull: Phrase("The host's disk is full, and nothing more can be kept: make room there and try again.")
        case .readOnly: Phrase("The host's log can't be written: give its server the right to write its data folder.")
        case .damaged: Phrase("The host's log is damaged: its own log says how to rescue it.")
        case .busy: Phrase("Too much waits for the host's disk already: try again in a moment.")
        case .closed: Phrase("The host's log is closed, as the server stops: try again when it runs.")
        case .failed: Phrase("The host's log can't be used: its own log says why.")
        }
    }
}

extension Problem: Codable {
    private enum CodingKeys: String, CodingKey {
        case type, title, status, detail, code, retryAfterSeconds
        case role, neededRole, roles, name, parameter, allowed, minimum, maximum, limitBytes, limit, items, actions
        case reason, logTrouble
    }

    /// Reads the flat object; a code that is not known, or lacks its values, is ``Reason/other(code:)``.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        type = try container.decodeIfPresent(String.self, forKey: .type) ?? "about:blank"
        title = try container.decode(String.self, forKey: .title)
        status = try container.decode(Int.self, forKey: .status)
        detail = try container.decode(String.self, forKey: .detail)
        let retryAfterSeconds = try container.decodeIfPresent(Int.self, forKey: .retryAfterSeconds)
        self.retryAfterSeconds = retryAfterSeconds
        let code = try container.decodeIfPresent(String.self, forKey: .code)
        // A newer host may give a code other values: what it says is still a problem, and `detail` still says it.
        reason = code.flatMap { try? Self.reason($0, container, retryAfterSeconds) } ?? .other(code: code)
    }

    private static func reason(
        _ code: String,
        _ container: KeyedDecodingContainer<CodingKeys>,
        _ retryAfterSeconds: Int?
    ) throws -> Reason? {
        func value<Value: Decodable>(_ key: CodingKeys) throws -> Value {
            try container.decode(Value.self, forKey: key)
        }
        return switch code {
        case "token-required": .tokenRequired
        case "too-many-attempts": .tooManyAttempts(retryAfterSeconds: try value(.retryAfterSeconds))
        case "role-too-low": .roleTooLow(role: try value(.role), neededRole: try value(.neededRole))
        case "foreign-host": .foreignHost
        case "foreign-origin": .foreignOrigin
        case "encryption-required": .encryptionRequired
        case "unknown-path": .unknownPath
        case "method-not-allowed": .methodNotAllowed(allowed: try value(.allowed))
        case "unreadable-path": .unreadablePath
        case "repeated-parameter": .repeatedParameter(parameter: try value(.parameter))
        case "invalid-parameter":
            .invalidParameter(parameter: try value(.parameter), allowed: try value(.allowed))
        case "number-out-of-range":
            .numberOutOfRange(
                parameter: try value(.parameter),
                minimum: try value(.minimum),
                maximum: try container.decodeIfPresent(Int.self, forKey: .maximum)
            )
        case "invalid-length":
            .invalidLength(parameter: try value(.parameter), minimum: try value(.minimum), maximum: try value(.maximum))
        case "invalid-uuid": .invalidUUID
        case "unsupported-media-type": .unsupportedMediaType
        case "body-too-long": .bodyTooLong(limitBytes: try value(.limitBytes))
        case "invalid-body": .invalidBody(reason: try value(.reason))
        case "unknown-item": .unknownItem(items: try value(.items))
        case "empty-marker": .emptyMarker
        case "unknown-action": .unknownAction(actions: try value(.actions))
        case "not-yours": .notYours
        case "unknown-conversation": .unknownConversation(name: try value(.name))
        case "empty-text": .emptyText
        case "unstorable-text": .unstorableText
        case "text-too-long": .textTooLong(limitBytes: try value(.limitBytes))
        case "too-much-unsent": .tooMuchUnsent(name: try value(.name))
        case "uuid-taken": .uuidTaken
        case "not-measured-yet": .notMeasuredYet
        case "too-many-streams": .tooManyStreams
        case "unknown-person": .unknownPerson(name: try value(.name))
        case "invalid-name": .invalidName(name: try value(.name))
        case "role-needed": .roleNeeded(name: try value(.name), roles: try value(.roles))
        case "other-role": .otherRole(name: try value(.name))
        case "too-many-codes": .tooManyCodes(limit: try value(.limit))
        case "pairing-over": .pairingOver
        case "wrong-code": .wrongCode
        case "log-unavailable": .logUnavailable(try value(.logTrouble))
        case "internal-error": .internalError
        default: nil
        }
    }

    /// Writes the flat object.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(type, forKey: .type)
        try container.encode(title, forKey: .title)
        try container.encode(status, forKey: .status)
        try container.encodeIfPresent(reason.code, forKey: .code)
        try container.encode(detail, forKey: .detail)
        try container.encodeIfPresent(retryAfterSeconds, forKey: .retryAfterSeconds)
        switch reason {
        case .roleTooLow(let role, let needed):
            try container.encode(role, forKey: .role)
            try container.encode(needed, forKey: .neededRole)
        case .methodNotAllowed(let allowed):
            try container.encode(allowed, forKey: .allowed)
        case .repeatedParameter(let parameter):
            try container.encode(parameter, forKey: .parameter)
        case .invalidParameter(let parameter, let allowed):
            try container.encode(parameter, forKey: .parameter)
            try container.encode(allowed, forKey: .allowed)
        case .numberOutOfRange(let parameter, let minimum, let maximum):
            try container.encode(parameter, forKey: .parameter)
            try container.encode(minimum, forKey: .minimum)
            try container.encodeIfPresent(maximum, forKey: .maximum)
        case .invalidLength(let parameter, let minimum, let maximum):
            try container.encode(parameter, forKey: .parameter)
            try container.encode(minimum, forKey: .minimum)
            try container.encode(maximum, forKey: .maximum)
        case .bodyTooLong(let limit), .textTooLong(let limit):
            try container.encode(limit, forKey: .limitBytes)
        case .invalidBody(let reason):
            try container.encode(reason, forKey: .reason)
        case .unknownItem(let items):
            try container.encode(items, forKey: .items)
        case .unknownAction(let actions):
            try container.encode(actions, forKey: .actions)
        case .unknownConversation(let name), .tooMuchUnsent(let name), .unknownPerson(let name), .invalidName(let name),
            .otherRole(let name):
            try container.encode(name, forKey: .name)
        case .roleNeeded(let name, let roles):
            try container.encode(name, forKey: .name)
            try container.encode(roles, forKey: .roles)
        case .tooManyCodes(let limit):
            try container.encode(limit, forKey: .limit)
        case .logUnavailable(let trouble):
            try container.encode(trouble, forKey: .logTrouble)
        case .tokenRequired, .tooManyAttempts, .foreignHost, .foreignOrigin, .encryptionRequired, .unknownPath,
            .unreadablePath, .invalidUUID, .unsupportedMediaType, .emptyMarker, .notYours, .emptyText, .unstorableText,
            .uuidTaken, .notMeasuredYet, .tooManyStreams, .pairingOver, .wrongCode, .internalError, .other:
            break
        }
    }
}
