/// Turns bytes read from a terminal into Unicode scalars, whatever way the reads cut them.
struct ScalarDecoder {
    private var bytes: [UInt8] = []
    private var position = 0

    /// Whether bytes are left that `next()` has not returned.
    var hasPendingInput: Bool { position < bytes.count }

    mutating func append(_ new: some Sequence<UInt8>) {
        if position > 0 {
            bytes.removeFirst(position)
            position = 0
        }
        bytes.append(contentsOf: new)
    }

    /// The next scalar, U+FFFD for an invalid sequence, nil when more bytes are needed.
    mutating func next() -> Unicode.Scalar? {
        guard position < bytes.count else { return nil }
        let lead = bytes[position]
        let length: Int
        var value: UInt32
        switch lead {
        case 0x00...0x7F: (length, value) = (1, UInt32(lead))
        case 0xC2...0xDF: (length, value) = (2, UInt32(lead & 0x1F))
        case 0xE0...0xEF: (length, value) = (3, UInt32(lead & 0x0F))
        case 0xF0...0xF4: (length, value) = (4, UInt32(lead & 0x07))
        default: return skip(1)
        }
        for offset in 1..<max(length, 1) {
            guard position + offset < bytes.count else { return nil }
            let byte = bytes[position + offset]
            guard byte & 0xC0 == 0x80 else { return skip(offset) }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        let smallest: [UInt32] = [0, 0x80, 0x800, 0x10000]
        guard value >= smallest[length - 1], let scalar = Unicode.Scalar(value) else { return skip(length) }
        position += length
        return scalar
    }

    private mutating func skip(_ count: Int) -> Unicode.Scalar {
        position += count
        return "\u{FFFD}"
    }
}
