public import TchatModel

/// A one-time secret that a person types to pair a device with a host: 60 random bits, `XXXX-XXXX-XXXX`.
///
/// Its characters are Crockford's base 32, which leaves out I, L, O and U. Only ``text`` and ``bytes`` tell the secret;
/// a description, an interpolation or a dump of the value does not.
public struct PairingCode: Hashable, Sendable {
    /// How many characters it has, without the hyphens.
    public static let characterCount = 12

    /// The code as a number of 60 bits; the first character stands for the highest five.
    private let bits: UInt64

    /// Makes a code of a generator's bits.
    public init(using generator: inout some RandomNumberGenerator) {
        bits = generator.next() >> 4
    }

    /// Makes a code nobody knows, of the system's randomness.
    public static func random() -> PairingCode {
        var generator = SystemRandomNumberGenerator()
        return PairingCode(using: &generator)
    }

    /// Reads a code as a person types it: in either case, with or without hyphens and spaces, I and L for 1, O for 0.
    ///
    /// - Throws: ``PairingCodeError`` that says what to type instead.
    public init(parsing text: String) throws(PairingCodeError) {
        var bits: UInt64 = 0
        var count = 0
        for scalar in text.unicodeScalars where !Self.isSeparator(scalar) {
            guard let value = Self.value(of: scalar) else { throw .unknownCharacter(Character(scalar)) }
            count += 1
            guard count <= Self.characterCount else { throw .wrongLength }
            bits = bits << 5 | value
        }
        guard count == Self.characterCount else { throw .wrongLength }
        self.bits = bits
    }

    /// The code to print or to type: `XXXX-XXXX-XXXX`.
    ///
    /// A secret: for the person's eyes, never for a log.
    public var text: String {
        let characters = String(decoding: bytes, as: UTF8.self)
        let groups = stride(from: 0, to: Self.characterCount, by: 4).map { start in
            characters.dropFirst(start).prefix(4)
        }
        return groups.joined(separator: "-")
    }

    /// The 12 upper-case ASCII characters of which the key is derived.
    ///
    /// A secret.
    public var bytes: [UInt8] {
        (1...Self.characterCount).map { place in
            Self.alphabet[Int(bits >> UInt64(5 * (Self.characterCount - place)) & 31)]
        }
    }

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    private static func value(of scalar: Unicode.Scalar) -> UInt64? {
        guard scalar.isASCII else { return nil }
        var byte = UInt8(scalar.value)
        if UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte { byte -= 32 }
        switch byte {
        case UInt8(ascii: "I"), UInt8(ascii: "L"): return 1
        case UInt8(ascii: "O"): return 0
        default: return alphabet.firstIndex(of: byte).map(UInt64.init)
        }
    }

    /// Besides hyphens and blanks, the dashes that word processors and chat programs make of a hyphen.
    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || scalar.properties.generalCategory == .dashPunctuation
    }
}

extension PairingCode: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says what it is, not what it says.
    public var description: String { "a pairing code" }

    /// Says what it is, not what it says.
    public var debugDescription: String { description }

    /// Shows nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a text is not a ``PairingCode``; each description says what to type instead.
public enum PairingCodeError: PhrasedError, Equatable {
    /// Fewer or more than 12 characters.
    case wrongLength
    /// A character that no code has.
    case unknownCharacter(Character)

    /// One sentence for the person who typed the code.
    public var phrase: Phrase {
        switch self {
        case .wrongLength:
            Phrase("A pairing code has 12 letters and digits: type it as the host shows it, XXXX-XXXX-XXXX.")
        case .unknownCharacter(let character):
            Phrase(
                "A pairing code has no '{character}': type it as the host shows it, XXXX-XXXX-XXXX.",
                ["character": character]
            )
        }
    }
}
