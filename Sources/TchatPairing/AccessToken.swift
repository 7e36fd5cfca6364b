internal import Crypto

/// The secret a client sends with every request: 256 random bits, `tchat_` and 43 characters of base64url.
///
/// Only ``text`` tells it. A server keeps ``digest`` alone: whoever reads the log on disk cannot use it.
public struct AccessToken: Sendable {
    /// How many random bytes it has.
    public static let byteCount = AccessTokenPurpose.byteCount

    /// What every token begins with, so that scanners for leaked secrets can find it.
    public static let prefix = "tchat_"

    private let secret: FixedLengthBytes<AccessTokenPurpose>

    /// Makes a token nobody knows, of the system's randomness.
    public static func random() -> AccessToken { AccessToken(secret: .random()) }

    private init(secret: FixedLengthBytes<AccessTokenPurpose>) { self.secret = secret }

    /// Reads a token, or `nil` when the text is none.
    public init?(parsing text: some StringProtocol) {
        guard text.hasPrefix(Self.prefix) else { return nil }
        guard let secret = FixedLengthBytes<AccessTokenPurpose>(text: text.dropFirst(Self.prefix.count)) else {
            return nil
        }
        self.secret = secret
    }

    /// The token to send as `Authorization: Bearer …`.
    ///
    /// A secret: never for a log.
    public var text: String { Self.prefix + secret.text }

    /// The SHA-256 of the random bytes, for a server to keep.
    ///
    /// Looking it up in an index is no leak of time: whoever does not know the token cannot choose its digest.
    public var digest: [UInt8] { Array(SHA256.hash(data: secret.bytes)) }
}

extension AccessToken: Equatable {
    /// Compares in a time that does not depend on where the tokens differ.
    public static func == (left: AccessToken, right: AccessToken) -> Bool {
        left.secret == right.secret
    }
}

extension AccessToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says what it is, not what it says.
    public var description: String { "an access token" }

    /// Says what it is, not what it says.
    public var debugDescription: String { description }

    /// Shows nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension AccessToken: Codable {
    /// Reads the text form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let token = AccessToken(parsing: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "A token is written as \(Self.prefix) and 43 characters of base64url."
            )
        }
        self = token
    }

    /// Writes ``text``.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// What the bytes of an ``AccessToken`` are for.
enum AccessTokenPurpose: BytesPurpose {
    static let byteCount = 32
}
