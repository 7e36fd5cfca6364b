import FoundationEssentials

/// The vectors that docs/pairing.md publishes; made with Python's hashlib and hmac, so by another implementation.
struct TestVectors: Decodable {
    struct Exchange: Decodable, Sendable {
        var typed: String
        var code: String
        var salt: String
        var scryptCost: Int
        var key: String
        var clientNonce: String
        var serverNonce: String
        var subjectPublicKeyInfo: String
        var hostKey: String
        var pin: String
        var clientProof: String
        var serverProof: String
    }

    struct Token: Decodable, Sendable {
        var bytes: String
        var token: String
        var digest: String
    }

    var exchanges: [Exchange]
    var tokens: [Token]

    static func read(testFile: String = #filePath) throws -> TestVectors {
        let root = testFile.split(separator: "/").dropLast(3).joined(separator: "/")
        let data = try Data(contentsOf: URL(filePath: "/\(root)/docs/pairing-test-vectors.json"))
        return try JSONDecoder().decode(TestVectors.self, from: data)
    }
}

func hex(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

func bytes(ofHex text: String) -> [UInt8] {
    let digits = Array(text.utf8)
    return stride(from: 0, to: digits.count - 1, by: 2).compactMap { place in
        UInt8(String(decoding: digits[place...place + 1], as: UTF8.self), radix: 16)
    }
}
