/// What is known of a notice beside its event: who, as what, by which means; each where it applies.
///
/// As JSON they are members beside `event`: `{"event":"paired","role":"member","means":"token"}`.
public struct NoticeValues: Hashable, Sendable {
    /// What someone was let in as.
    public var role: Role?
    /// How someone was let in.
    public var means: Means?
    /// Who did it.
    public var by: String?
    /// What was refused.
    public var attempt: Attempt?
    /// What another version of Tchat wrote about it that is none of the above.
    public var otherText: String?

    /// How someone is let in.
    public enum Means: String, Codable, CaseIterable, Sendable {
        /// With a one-time pairing code.
        case code
        /// With a token that was made on the host.
        case token
    }

    /// What can be tried without the role for it.
    public enum Attempt: Hashable, CaseIterable, Sendable {
        /// To say something.
        case message
        /// To use a control word.
        case control(ControlAction)
    }

    /// Makes the values that there are.
    public init(
        role: Role? = nil,
        means: Means? = nil,
        by: String? = nil,
        attempt: Attempt? = nil,
        otherText: String? = nil
    ) {
        self.role = role
        self.means = means
        self.by = by
        self.attempt = attempt
        self.otherText = otherText
    }
}

extension NoticeValues.Attempt: RawRepresentable, Codable {
    /// Everything that can be tried.
    public static let allCases: [Self] = [.message] + ControlAction.allCases.map { .control($0) }

    /// Reads the word for it: `message`, or the control word.
    public init?(rawValue: String) {
        if rawValue == "message" {
            self = .message
        } else if let action = ControlAction(rawValue: rawValue) {
            self = .control(action)
        } else {
            return nil
        }
    }

    /// The word for it: `message`, or the control word.
    public var rawValue: String {
        switch self {
        case .message: "message"
        case .control(let action): action.rawValue
        }
    }
}

// MARK: - The text

extension NoticeValues {
    /// The values in one text: what earlier versions had instead of them, and what a search finds.
    public var text: String? {
        if let role { return means == .token ? "token (\(role.rawValue))" : role.rawValue }
        if let by { return "by \(by)" }
        return attempt?.rawValue ?? otherText
    }

    /// Reads the text of an earlier version.
    public init(text: String?, of event: HostEvent) {
        self.init()
        guard let text else { return }
        switch event {
        case .paired:
            if let role = Role(rawValue: text) {
                (self.role, means) = (role, .code)
            } else if text.hasPrefix("token ("), text.hasSuffix(")"),
                let role = Role(rawValue: String(text.dropFirst("token (".count).dropLast()))
            {
                (self.role, means) = (role, .token)
            }
        case .revoked:
            if text.hasPrefix("by ") { by = String(text.dropFirst("by ".count)) }
        case .refused:
            attempt = Attempt(rawValue: text)
        case .started, .rebooted, .stopping, .reset:
            break
        }
        if self == NoticeValues() { otherText = text }
    }
}

// MARK: - JSON

extension NoticeValues: Codable {
    private enum CodingKeys: String, CodingKey {
        case role, means, by, attempt
    }

    /// Whether there are values to write, beside the text.
    public var isEmpty: Bool { self == NoticeValues(otherText: otherText) }

    /// Reads the values; a word of a newer version, which this one doesn't know, is left out.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func word<Word: RawRepresentable<String>>(_ key: CodingKeys) throws -> Word? {
            try container.decodeIfPresent(String.self, forKey: key).flatMap(Word.init(rawValue:))
        }
        self.init(
            role: try word(.role),
            means: try word(.means),
            by: try container.decodeIfPresent(String.self, forKey: .by),
            attempt: try word(.attempt)
        )
    }

    /// Writes the values, without the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(role, forKey: .role)
        try container.encodeIfPresent(means, forKey: .means)
        try container.encodeIfPresent(by, forKey: .by)
        try container.encodeIfPresent(attempt, forKey: .attempt)
    }
}
