import FoundationEssentials
import Testing
import TchatModel

@testable import TchatPairing

@Suite struct PairingBodiesTests {
    static let nonce = String(repeating: "A", count: 43)
    static let session = String(repeating: "A", count: 22)

    private func decode<Body: Decodable>(_ type: Body.Type, _ json: String) throws -> Body {
        try APICoding.decoder().decode(type, from: Data(json.utf8))
    }

    @Test func `The keys tell which request it is`() throws {
        let hello = try decode(PairingRequest.self, #"{"clientNonce": "\#(Self.nonce)"}"#)
        #expect(
            hello
                == .hello(
                    PairingHello(clientNonce: try #require(PairingNonce(bytes: [UInt8](repeating: 0, count: 32))))
                )
        )
        let proof = try decode(PairingRequest.self, #"{"session": "\#(Self.session)", "proof": "\#(Self.nonce)"}"#)
        guard case .proof = proof else { return #expect(Bool(false)) }
        for request in [hello, proof] {
            let data = try APICoding.encoder().encode(request)
            #expect(try APICoding.decoder().decode(PairingRequest.self, from: data) == request)
        }
    }

    @Test(arguments: [
        "", "{}", "[]", "null", "1", #"{"clientNonce": null}"#, #"{"clientNonce": 7}"#, #"{"clientNonce": ""}"#,
        #"{"session": "\#(session)"}"#, #"{"proof": "\#(nonce)"}"#,
        #"{"clientNonce": "\#(nonce)", "session": "\#(session)", "proof": "\#(nonce)"}"#,
        #"{"clientNonce": "\#(nonce)A"}"#, #"{"clientNonce": "\#(nonce.dropLast())"}"#,
        #"{"clientNonce": "\#(nonce)="}"#,
        #"{"clientNonce": "\#(nonce.dropLast())B"}"#, #"{"clientNonce": "\#(nonce.dropLast())+"}"#,
        #"{"clientNonce": "\#(nonce.dropLast())/"}"#, #"{"clientNonce": "\#(nonce.dropLast()) "}"#,
        #"{"clientNonce": "\#(nonce.dropLast(2))é"}"#,
        #"{"session": "\#(session)A", "proof": "\#(nonce)"}"#, #"{"session": "\#(nonce)", "proof": "\#(session)"}"#,
    ])
    func `Any other body is refused`(json: String) {
        #expect(throws: DecodingError.self) { try decode(PairingRequest.self, json) }
    }

    @Test func `A grant reads back as it was written`() throws {
        let grant = PairingGrant(
            proof: try #require(PairingTag(bytes: Array(0..<32))),
            hostID: UUID(),
            hostName: "lab",
            name: "alice",
            role: .member,
            token: .random()
        )
        let json = String(decoding: try APICoding.encoder().encode(grant), as: UTF8.self)
        let read = try decode(PairingGrant.self, json)
        #expect(read.proof == grant.proof && read.hostID == grant.hostID && read.token == grant.token)
        #expect(read.hostName == "lab" && read.name == "alice" && read.role == .member)
        for (part, wrong) in [
            (#""hostName":"lab""#, #""hostName":"""#), (#""name":"alice""#, #""name":"10.0.0.1""#),
            (#""hostName":"lab""#, #""hostName":"\#(String(repeating: "x", count: 256))""#),
            (#""role":"member""#, #""role":"root""#), (#""token":"tchat_"#, #""token":""#),
        ] {
            #expect(json.contains(part))
            #expect(throws: DecodingError.self) {
                try decode(PairingGrant.self, json.replacing(part, with: wrong))
            }
        }
    }

    @Test(arguments: [0, 1, 2, 3, 16, 31, 32, 33])
    func `Bytes come back from their text, and only from it`(count: Int) throws {
        for _ in 1...50 {
            let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max) }
            let text = Base64.url.text(of: bytes)
            let standard = Data(bytes).base64EncodedString()
            #expect(
                text
                    == standard.split(separator: "=").joined().map { $0 == "+" ? "-" : $0 == "/" ? "_" : String($0) }
                    .joined()
            )
            #expect(Base64.url.bytes(of: text, count: count) == bytes)
            #expect(Base64.url.bytes(of: text, count: count + 1) == nil)
            #expect(Base64.standard.text(of: bytes) == standard)
            #expect(Base64.standard.bytes(of: standard, count: count) == bytes)
            #expect(Base64.standard.bytes(of: standard, count: count + 1) == nil)
        }
    }

    /// Changes valid bodies at random: whatever comes, decoding ends with a value or an error, and what is accepted is
    /// written the same way again.
    @Test func `No body breaks the decoders`() throws {
        var generator = SystemRandomNumberGenerator()
        let seeds = [
            #"{"clientNonce":"\#(Self.nonce)"}"#, #"{"proof":"\#(Self.nonce)","session":"\#(Self.session)"}"#,
            #"{"salt":"\#(Self.session)","scryptCost":16384,"serverNonce":"\#(Self.nonce)","session":"\#(Self.session)"}"#,
        ]
        for round in 0..<3000 {
            var bytes = Array(seeds[round % seeds.count].utf8)
            for _ in 0...Int.random(in: 0...3, using: &generator) where !bytes.isEmpty {
                let place = Int.random(in: bytes.indices, using: &generator)
                switch Int.random(in: 0...3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(bytes[place], at: place)
                default: bytes.removeSubrange(place...)
                }
            }
            let data = Data(bytes)
            if let request = try? APICoding.decoder().decode(PairingRequest.self, from: data) {
                let again = try APICoding.encoder().encode(request)
                #expect(try APICoding.decoder().decode(PairingRequest.self, from: again) == request)
            }
            _ = try? APICoding.decoder().decode(PairingChallenge.self, from: data)
            _ = try? APICoding.decoder().decode(PairingGrant.self, from: data)
            let text = String(decoding: bytes, as: UTF8.self)
            _ = try? PairingCode(parsing: text)
            _ = AccessToken(parsing: text)
            _ = PublicKeyPin(parsing: text)
        }
    }
}
