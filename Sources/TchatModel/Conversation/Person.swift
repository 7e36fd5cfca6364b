public import FoundationEssentials

/// Someone who takes part on a host.
public struct Person: Codable, Hashable, Sendable {
    /// How someone became known to the host.
    public enum Kind: String, Codable, CaseIterable, Sendable {
        /// Paired with a code, or given a token.
        case paired
        /// A user of the host itself, through its Unix socket.
        case local
        /// A classic client, named after its address.
        case classic
    }

    /// Unique on the host; the name of the person's conversation too.
    public var name: String
    /// How the person became known.
    public var kind: Kind
    /// What the person may do.
    public var role: Role
    /// When the host first knew the person.
    public var createdAt: Date
    /// When one of the person's tokens was last used, to the minute; absent when none ever was.
    public var lastSeenAt: Date?
    /// How many tokens are in force: one for each device or script.
    public var tokens: Int

    /// Makes a person of its parts.
    public init(name: String, kind: Kind, role: Role, createdAt: Date, lastSeenAt: Date? = nil, tokens: Int = 0) {
        self.name = name
        self.kind = kind
        self.role = role
        self.createdAt = createdAt
        self.lastSeenAt = lastSeenAt
        self.tokens = tokens
    }
}

/// What a person may be called.
public enum PersonName {
    /// The longest name, in UTF-8 bytes.
    public static let longestBytes = 64

    /// Whether a person can be paired under a name: letters and digits of any script, and `.`, `_`, `-`, `@` within.
    ///
    /// Combining marks are left out, so that a name is written in one way only; what is an IP address names a classic
    /// client.
    public static func isValid(_ name: String) -> Bool {
        guard let first = name.unicodeScalars.first, isLetterOrDigit(first), name.utf8.count <= longestBytes else {
            return false
        }
        guard name.unicodeScalars.allSatisfy({ isLetterOrDigit($0) || "._-@".unicodeScalars.contains($0) }) else {
            return false
        }
        return !name.unicodeScalars.allSatisfy { "0123456789.".unicodeScalars.contains($0) }
    }

    /// One sentence for whoever chose another name.
    public static let rule = Phrase(
        "A name has 1 to 64 letters and digits, with . _ - @ between them, and is not an IP address."
    )

    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber: true
        default: false
        }
    }
}
