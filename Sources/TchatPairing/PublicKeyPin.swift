internal import Crypto

/// What a client remembers of a host's key: the SHA-256 of its SubjectPublicKeyInfo (DER), as RFC 7469 pins keys.
///
/// It outlives every renewal of the certificate with the same key. It is not a secret.
public struct PublicKeyPin: Hashable, Sendable {
    /// The digest's length.
    public static let byteCount = 32

    /// The digest.
    public let bytes: [UInt8]

    /// Makes the pin of a public key, given as a DER SubjectPublicKeyInfo.
    public init(subjectPublicKeyInfo: some Sequence<UInt8>) {
        bytes = Array(SHA256.hash(data: Array(subjectPublicKeyInfo)))
    }

    /// Makes a pin of a digest's 32 bytes, or `nil` for another number of them.
    public init?(bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
        guard self.bytes.count == Self.byteCount else { return nil }
    }

    /// Reads either text form.
    public init?(parsing text: String) {
        if text.hasPrefix(Self.curlPrefix) {
            let rest = text.dropFirst(Self.curlPrefix.count)
            guard let bytes = Base64.standard.bytes(of: rest, count: Self.byteCount) else { return nil }
            self.init(bytes: bytes)
        } else {
            guard text.utf8.count == 3 * Self.byteCount - 1 else { return nil }
            let pairs = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            guard pairs.allSatisfy({ $0.count == 2 }) else { return nil }
            let bytes = pairs.compactMap { pair -> UInt8? in
                // A sign would pass for a digit.
                guard !pair.contains(UInt8(ascii: "+")), !pair.contains(UInt8(ascii: "-")) else { return nil }
                return UInt8(String(decoding: pair, as: UTF8.self), radix: 16)
            }
            guard bytes.count == pairs.count else { return nil }
            self.init(bytes: bytes)
        }
    }

    /// For people to compare: `3A:9F:…`, 32 pairs.
    public var hexText: String {
        bytes.map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.count == 1 ? "0" + digits : digits
        }
        .joined(separator: ":")
    }

    /// As `curl --pinnedpubkey` takes it: `sha256//` and base 64.
    public var curlText: String {
        Self.curlPrefix + Base64.standard.text(of: bytes)
    }

    private static let curlPrefix = "sha256//"
}

extension PublicKeyPin: CustomStringConvertible {
    /// As `curl --pinnedpubkey` takes it.
    public var description: String { curlText }
}

extension PublicKeyPin: Codable {
    /// Reads either text form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let pin = PublicKeyPin(parsing: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "A pin is written as sha256// and 44 characters of base 64."
            )
        }
        self = pin
    }

    /// Writes ``curlText``.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(curlText)
    }
}
