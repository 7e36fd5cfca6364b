import Testing

@testable import TchatPairing

@Suite struct PublicKeyPinTests {
    @Test func `A pin is read from both of its texts`() throws {
        let pin = PublicKeyPin(subjectPublicKeyInfo: [1, 2, 3])
        #expect(pin.hexText.hasPrefix("03:90:58:C6:F2:C0:CB:49:") && pin.hexText.utf8.count == 95)
        #expect(pin.curlText == "sha256//A5BYxvLAy0ksUzsKTRTvd8wPeKvMztUofYShogEc+4E=")
        #expect(PublicKeyPin(parsing: pin.hexText) == pin)
        #expect(PublicKeyPin(parsing: pin.hexText.lowercased()) == pin)
        #expect(PublicKeyPin(parsing: pin.curlText) == pin)
    }

    @Test func `Any other text is no pin`() {
        let pin = PublicKeyPin(subjectPublicKeyInfo: [1, 2, 3])
        let hex = pin.hexText
        let curl = pin.curlText
        let texts: [String] = [
            "", "sha256//", String(hex.dropLast()), "\(hex):", "\(hex):00", "+3\(hex.dropFirst(2))",
            "-0\(hex.dropFirst(2))", hex.filter { $0 != ":" }, "GG\(hex.dropFirst(2))", String(curl.dropLast()),
            "\(curl)=", "sha256/\(curl)", "\(curl.dropLast(2))F=", "SHA256//\(curl.dropFirst(8))",
            "039:0\(hex.dropFirst(5))",
        ]
        for text in texts {
            #expect(PublicKeyPin(parsing: text) == nil, "\(text)")
        }
    }
}
