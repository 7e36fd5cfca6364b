/// Base 64 (RFC 4648) with one spelling for each value: the one way in which tokens, pins and proofs are written.
struct Base64: Sendable {
    /// For URLs, without padding (§ 5).
    static let url = Base64("-_", isPadded: false)
    /// The usual one, with padding (§ 4).
    static let standard = Base64("+/", isPadded: true)

    private let alphabet: [UInt8]
    /// The value of each byte as a character; -1 for those that are none.
    private let values: [Int8]
    private let isPadded: Bool

    private init(_ last: StaticString, isPadded: Bool) {
        alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789\(last)".utf8)
        var values = [Int8](repeating: -1, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = Int8(value) }
        self.values = values
        self.isPadded = isPadded
    }

    func text(of bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        var bits: UInt32 = 0
        var bitCount: UInt32 = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            bitCount += 8
            while bitCount >= 6 {
                bitCount -= 6
                text.append(alphabet[Int(bits >> bitCount & 63)])
            }
        }
        if bitCount > 0 { text.append(alphabet[Int(bits << (6 - bitCount) & 63)]) }
        if isPadded { while text.count % 4 != 0 { text.append(UInt8(ascii: "=")) } }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes a text stands for, or `nil` unless it is just what ``text(of:)`` makes of that many bytes.
    func bytes(of text: some StringProtocol, count: Int) -> [UInt8]? {
        let characterCount = (count * 8 + 5) / 6
        let paddingCount = isPadded ? (4 - characterCount % 4) % 4 : 0
        guard text.utf8.count == characterCount + paddingCount else { return nil }
        guard text.utf8.suffix(paddingCount).allSatisfy({ $0 == UInt8(ascii: "=") }) else { return nil }
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var bitCount: UInt32 = 0
        for character in text.utf8.prefix(characterCount) {
            let value = values[Int(character)]
            guard value >= 0 else { return nil }
            bits = bits << 6 | UInt32(value)
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> bitCount))
            }
        }
        // The bits beyond the last byte.
        guard bits & (1 << bitCount - 1) == 0 else { return nil }
        return bytes
    }
}
