/// What bytes are for, and so how many there are: a nonce is never taken for a tag.
public protocol BytesPurpose: Sendable {
    /// How many bytes it takes.
    static var byteCount: Int { get }
}

/// A value that is a certain number of bytes, written in JSON as base 64 for URLs without padding.
public struct FixedLengthBytes<Purpose: BytesPurpose>: Hashable, Sendable {
    /// How many bytes it has.
    public static var byteCount: Int { Purpose.byteCount }

    /// The bytes.
    public let bytes: [UInt8]

    /// Makes a value of its bytes, or `nil` for another number of them.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// Reads the text; `nil` for any other length or spelling.
    init?(text: some StringProtocol) {
        guard let bytes = Base64.url.bytes(of: text, count: Self.byteCount) else { return nil }
        self.bytes = bytes
    }

    private init(from generator: inout SystemRandomNumberGenerator) {
        bytes = (0..<Self.byteCount).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// Makes a value of the system's randomness.
    public static func random() -> FixedLengthBytes {
        var generator = SystemRandomNumberGenerator()
        return FixedLengthBytes(from: &generator)
    }

    /// The bytes as text.
    var text: String { Base64.url.text(of: bytes) }

    /// Compares in a time that does not depend on where the values differ.
    public static func == (left: FixedLengthBytes, right: FixedLengthBytes) -> Bool {
        zip(left.bytes, right.bytes).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

extension FixedLengthBytes: Codable {
    /// Reads the text; any other length or spelling is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = Self(text: try container.decode(String.self)) else {
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
        try container.encode(text)
    }
}

/// What each side adds to an exchange so that no two are alike: 32 random bytes.
public typealias PairingNonce = FixedLengthBytes<PairingNoncePurpose>
/// What a server adds to its codes so that no key can be computed in advance: 16 random bytes, new with each start.
public typealias PairingSalt = FixedLengthBytes<PairingSaltPurpose>
/// Names one exchange to the server: 16 random bytes.
public typealias PairingSessionID = FixedLengthBytes<PairingSessionPurpose>
/// What proves a code without telling it: an HMAC-SHA256.
public typealias PairingTag = FixedLengthBytes<PairingTagPurpose>

/// What ``PairingNonce`` is for.
public enum PairingNoncePurpose: BytesPurpose {
    /// How many bytes it takes.
    public static let byteCount = 32
}

/// What ``PairingSalt`` is for.
public enum PairingSaltPurpose: BytesPurpose {
    /// How many bytes it takes.
    public static let byteCount = 16
}

/// What ``PairingSessionID`` is for.
public enum PairingSessionPurpose: BytesPurpose {
    /// How many bytes it takes.
    public static let byteCount = 16
}

/// What ``PairingTag`` is for.
public enum PairingTagPurpose: BytesPurpose {
    /// How many bytes it takes.
    public static let byteCount = 32
}
