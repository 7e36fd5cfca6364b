import Crypto
import TchatModel
import Testing

@testable import TchatPairing

@Suite struct PairingCodeTests {
    /// Hands out the numbers it was given.
    struct Numbers: RandomNumberGenerator {
        var numbers: [UInt64]
        mutating func next() -> UInt64 { numbers.isEmpty ? 0 : numbers.removeFirst() }
    }

    @Test(arguments: [
        (0, "0000-0000-0000"), (UInt64.max, "ZZZZ-ZZZZ-ZZZZ"), (1 << 4, "0000-0000-0001"), (1 << 63, "G000-0000-0000"),
        (0xF, "0000-0000-0000"), (0x443214c74254b0, "0123-4567-89AB"),
    ])
    func `All 60 bits become characters, the highest first`(number: UInt64, text: String) throws {
        var generator = Numbers(numbers: [number])
        let code = PairingCode(using: &generator)
        #expect(code.text == text)
        #expect(try PairingCode(parsing: text) == code)
    }

    @Test(arguments: [
        "0123-4567-89ab", "0123456789AB", " 0123 4567 89AB\n", "OI23-4567-89AB", "ol23-4567-89aB", "0123–4567—89AB",
        "0-1-2-3-4-5-6-7-8-9-A-B-", "o1 23\t4567\u{A0}89ab",
    ])
    func `What people make of a code is understood`(text: String) throws {
        #expect(try PairingCode(parsing: text).text == "0123-4567-89AB")
    }

    @Test(arguments: ["", "-", "0123-4567-89A", "0123-4567-89AB-C", String(repeating: "0", count: 100_000)])
    func `A wrong length is told`(text: String) {
        #expect(throws: PairingCodeError.wrongLength) { try PairingCode(parsing: text) }
    }

    @Test(arguments: [
        ("0123-4567-89AU", "U"), ("ä123-4567-89AB", "ä"), ("0123_4567_89AB", "_"), ("٠123-4567-89AB", "٠"),
    ])
    func `A character no code has is told`(text: String, character: Character) {
        #expect(throws: PairingCodeError.unknownCharacter(character)) { try PairingCode(parsing: text) }
    }

    @Test func `An error shows no control characters`() {
        let error = PairingCodeError.unknownCharacter("\u{1B}")
        #expect(error.description.contains("␛") && !error.description.contains("\u{1B}"))
    }

    @Test func `Codes differ, and every character is used`() {
        let codes = (0..<2000).map { _ in PairingCode.random() }
        #expect(Set(codes).count == codes.count)
        #expect(Set(codes.flatMap(\.bytes)).count == 32)
        for place in 0..<PairingCode.characterCount {
            #expect(Set(codes.map { $0.bytes[place] }).count == 32)
        }
    }

    @Test func `Printing a secret by accident does not tell it`() throws {
        let code = try PairingCode(parsing: "0123-4567-89AB")
        let token = AccessToken.random()
        let key = try PairingKey(deriving: code, salt: .random())
        for (secret, value) in [
            (code.text, code as Any), (token.text, token as Any),
            (hex(key.key.withUnsafeBytes { Array($0) }), key as Any),
        ] {
            var dumped = ""
            dump(value, to: &dumped)
            let shown = "\(value) \(String(reflecting: value)) \(dumped) \([value])"
            #expect(!shown.contains(secret))
            #expect(!shown.contains("bits") && !shown.contains("bytes"))
        }
    }
}
