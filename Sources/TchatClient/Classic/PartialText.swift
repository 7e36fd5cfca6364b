import NIOCore
import Synchronization

/// Turns bytes as they arrive into text, without tearing a character that stands in two segments.
final class PartialText: Sendable {
    private let rest = Mutex<[UInt8]>([])

    /// The text of these bytes and what was left of those before, up to the last whole character.
    func decode(_ bytes: ByteBuffer) -> String {
        rest.withLock { rest in
            rest.append(contentsOf: bytes.readableBytesView)
            let whole = rest.count - Self.unfinishedBytes(at: rest)
            defer { rest.removeFirst(whole) }
            return String(decoding: rest[..<whole], as: UTF8.self)
        }
    }

    /// How many bytes at the end begin a character whose other bytes are missing (RFC 3629 § 3).
    private static func unfinishedBytes(at bytes: [UInt8]) -> Int {
        for (distance, byte) in bytes.suffix(3).reversed().enumerated() {
            let length =
                switch byte {
                case 0b1100_0000...0b1101_1111: 2
                case 0b1110_0000...0b1110_1111: 3
                case 0b1111_0000...0b1111_0111: 4
                case 0b1000_0000...0b1011_1111: 0  // continues a character: look further back
                default: 1
                }
            if length > 0 { return length > distance + 1 ? distance + 1 : 0 }
        }
        return 0
    }
}
