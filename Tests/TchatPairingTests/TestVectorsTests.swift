import Crypto
import FoundationEssentials
import Testing

@testable import TchatPairing

@Suite struct TestVectorsTests {
    @Test func `Every published exchange comes out the same`() throws {
        let exchanges = try TestVectors.read().exchanges
        #expect(!exchanges.isEmpty)
        for vector in exchanges {
            let code = try PairingCode(parsing: vector.typed)
            #expect(String(decoding: code.bytes, as: UTF8.self) == vector.code)
            let challenge = try JSONDecoder().decode(
                PairingChallenge.self,
                from: Data(
                    """
                    {"session": "AAAAAAAAAAAAAAAAAAAAAA", "serverNonce": "\(vector.serverNonce)",
                     "salt": "\(vector.salt)", "scryptCost": \(vector.scryptCost)}
                    """.utf8
                )
            )
            let hello = try JSONDecoder().decode(
                PairingHello.self,
                from: Data(#"{"clientNonce": "\#(vector.clientNonce)"}"#.utf8)
            )
            let key = try PairingKey(deriving: code, salt: challenge.salt, scryptCost: challenge.scryptCost)
            #expect(hex(key.key.withUnsafeBytes { Array($0) }) == vector.key)
            let pin = PublicKeyPin(subjectPublicKeyInfo: bytes(ofHex: vector.subjectPublicKeyInfo))
            #expect(hex(pin.bytes) == vector.hostKey)
            #expect(pin.curlText == vector.pin)
            let transcript = PairingTranscript(
                clientNonce: hello.clientNonce,
                serverNonce: challenge.serverNonce,
                hostKey: pin
            )
            #expect(Base64.url.text(of: key.clientTag(for: transcript).bytes) == vector.clientProof)
            #expect(Base64.url.text(of: key.serverTag(for: transcript).bytes) == vector.serverProof)
        }
    }

    @Test func `Every published token comes out the same`() throws {
        for vector in try TestVectors.read().tokens {
            let token = try #require(AccessToken(parsing: vector.token))
            #expect(token.text == vector.token)
            #expect(hex(token.digest) == vector.digest)
        }
    }
}
