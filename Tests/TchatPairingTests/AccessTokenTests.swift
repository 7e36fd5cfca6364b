import Testing

@testable import TchatPairing

@Suite struct AccessTokenTests {
    @Test func `A token is read from its text`() throws {
        let token = AccessToken.random()
        #expect(token.text.hasPrefix("tchat_") && token.text.utf8.count == 49)
        #expect(AccessToken(parsing: token.text) == token)
        #expect(AccessToken(parsing: token.text)?.digest == token.digest)
        #expect(AccessToken.random() != token)
    }

    @Test(arguments: [
        "", "tchat_", String(repeating: "A", count: 49), "tchat_" + String(repeating: "A", count: 42),
        "tchat_" + String(repeating: "A", count: 44), "tchat_" + String(repeating: "A", count: 42) + "B",
        "TCHAT_" + String(repeating: "A", count: 43), " tchat_" + String(repeating: "A", count: 43),
    ])
    func `Any other text is no token`(text: String) {
        #expect(AccessToken(parsing: text) == nil)
    }
}
