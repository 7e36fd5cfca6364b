import Testing

@testable import TchatServer

@Suite struct WireProtocolTests {
    @Test(arguments: [
        ("os", WireProtocol.classic), ("name", .classic), ("cpu\n", .classic), ("bonjour", .classic),
        ("é", .classic), ("\u{00}", .classic), ("SSH-2.0", .classic), ("123", .classic), ("~", .classic),
        ("\u{16}", .tls), ("\u{16}\u{03}\u{01}\u{02}", .tls),
        ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", .http), ("HEAD /healthz HTTP/1.0\r\n", .http),
        ("OPTIONS * HTTP/1.1\n", .http), ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .http),
        ("GET it\n", .classic), ("PUT it there\r\n", .classic), ("GET\n", .classic),
        ("GETTING / HTTP/1.1\r\n", .classic),
        ("Get / HTTP/1.1\r\n", .classic), ("Tchat\n", .classic), ("DELETED", .classic), ("Oui", .classic),
    ])
    func `The first bytes decide`(text: String, expected: WireProtocol) {
        #expect(WireProtocol.detect(Array(text.utf8)) == expected)
    }

    @Test(arguments: [
        "", "G", "GE", "GET", "GET ", "GET /v1/host", "GET / HTTP/1.1\r", "P", "CONNECT", "OPTIONS * HTT",
    ])
    func `What may become an HTTP request is waited for`(text: String) {
        #expect(WireProtocol.detect(Array(text.utf8)) == nil)
    }

    @Test func `One byte at a time comes to the same`() {
        let request = Array("DELETE /v1/people/alice HTTP/1.1\r\n".utf8)
        for length in 1..<request.count {
            #expect(WireProtocol.detect(request.prefix(length)) == nil)
        }
        #expect(WireProtocol.detect(request) == .http)
    }

    @Test func `An endless request line is not waited for`() {
        let line = "GET /" + String(repeating: "a", count: WireProtocol.longestRequestLine)
        #expect(WireProtocol.detect(Array(line.utf8)) == .http)
    }
}
