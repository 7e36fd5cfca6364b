/// A value that is a certain number of bytes, written in JSON as base 64 for URLs without padding.
public protocol FixedLengthBytes: Codable, Hashable, Sendable {
    /// How many bytes it has.
    static var byteCount: Int { get }

    /// The bytes.
    var bytes: [UInt8] { get }

    /// Makes a value of its bytes, or `nil` for another number of them.
    init?(bytes: [UInt8])
}

extension FixedLengthBytes {
    /// Reads the text; any other length or spelling is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let bytes = Base64URL.bytes(of: text, count: Self.byteCount), let value = Self(bytes: bytes) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "Write \(Self.byteCount) bytes in base64url without padding."
            )
        }
        self = value
    }

    /// Writes the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Base64URL.text(of: bytes))
    }

    /// The system's random bytes, as many as the value has.
    static func randomBytes() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<byteCount).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}

/// What each side adds to an exchange so that no two are alike: 32 random bytes.
public struct PairingNonce: FixedLengthBytes {
    /// How many bytes it has.
    public static let byteCount = 32
    /// The bytes.
    public let bytes: [UInt8]

    /// Makes a nonce of its bytes, or `nil` for another number of them.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    private init() { bytes = Self.randomBytes() }

    /// Makes a nonce of the system's randomness.
    public static func random() -> PairingNonce { PairingNonce() }
}

/// What a server adds to its codes so that no key can be computed in advance: 16 random bytes, new with each start.
public struct PairingSalt: FixedLengthBytes {
    /// How many bytes it has.
    public static let byteCount = 16
    /// The bytes.
    public let bytes: [UInt8]

    /// Makes a salt of its bytes, or `nil` for another number of them.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    private init() { bytes = Self.randomBytes() }

    /// Makes a salt of the system's randomness.
    public static func random() -> PairingSalt { PairingSalt() }
}

/// Names one exchange to the server: 16 random bytes.
public struct PairingSessionID: FixedLengthBytes {
    /// How many bytes it has.
    public static let byteCount = 16
    /// The bytes.
    public let bytes: [UInt8]

    /// Makes an identifier of its bytes, or `nil` for another number of them.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    private init() { bytes = Self.randomBytes() }

    /// Makes an identifier of the system's randomness.
    public static func random() -> PairingSessionID { PairingSessionID() }
}

/// What proves a code without telling it: an HMAC-SHA256.
public struct PairingTag: FixedLengthBytes {
    /// How many bytes it has.
    public static let byteCount = 32
    /// The bytes.
    public let bytes: [UInt8]

    /// Makes a tag of its bytes, or `nil` for another number of them.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// Compares in a time that does not depend on where the tags differ.
    public static func == (left: PairingTag, right: PairingTag) -> Bool {
        isEqualInConstantTime(left.bytes, right.bytes)
    }
}

/// Compares two arrays in a time that depends only on their lengths.
func isEqualInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
}
