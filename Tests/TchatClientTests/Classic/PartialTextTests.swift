import NIOCore
import Testing

@testable import TchatClient

@Suite struct PartialTextTests {
    @Test(arguments: ["abc", "é", "aé€😀z", "\u{FFFD}"])
    func `Characters stay whole when their bytes come one by one`(text: String) {
        let partial = PartialText()
        var pieces = ""
        for byte in text.utf8 {
            let piece = partial.decode(ByteBuffer(bytes: [byte]))
            #expect(piece.unicodeScalars.allSatisfy { text.unicodeScalars.contains($0) })
            pieces += piece
        }
        #expect(pieces == text)
    }

    @Test(arguments: [[0x80], [0xc3, 0x41], [0xff], [0x80, 0x80, 0x80, 0x80, 0x41], [0xe2, 0x41]])
    func `Bytes that are no UTF-8 are repaired, never held back for ever`(bytes: [UInt8]) {
        let partial = PartialText()
        let text = partial.decode(ByteBuffer(bytes: bytes)) + partial.decode(ByteBuffer(bytes: Array("end".utf8)))
        #expect(text.contains("\u{FFFD}"))
        #expect(text.hasSuffix("end"))
    }
}
