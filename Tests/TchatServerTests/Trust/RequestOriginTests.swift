import HTTPTypes
import Testing

@testable import TchatServer

@Suite struct RequestOriginTests {
    static let sites: [(RequestOrigin.Transport, String?, String)] = [
        (.tls, "lab7:5005", "null"), (.tls, "lab7:5005", ""), (.tls, "lab7:5005", "https://evil.example"),
        (.tls, "lab7:5005", "http://lab7:5005"), (.tls, "lab7:5005", "https://lab7"),
        (.tls, "lab7:5005", "https://lab7:5006"), (.tls, "lab7:5005", "https://lab7:5005.evil.example"),
        (.tls, "lab7:5005", "https://evil.example/lab7:5005"), (.tls, "lab7:5005", "https://lab7:5005/"),
        (.tls, "lab7:5005", "https://a@lab7:5005"), (.tls, nil, "https://lab7"), (.tls, "", "https://"),
        (.tls, "null", "null"), (.tls, "lab7", "https://lab7 https://evil.example"),
        (.loopback, "localhost:5005", "null"), (.loopback, "localhost:5005", "https://localhost:5005"),
        (.loopback, "localhost:5005", "http://127.0.0.1:5005"), (.loopback, "localhost:5005", "http://evil.example"),
        (.unixSocket, "localhost", "http://evil.example"), (.unixSocket, nil, "null"),
    ]

    private func refusal(
        _ transport: RequestOrigin.Transport,
        _ method: HTTPRequest.Method,
        host: String?,
        origin: String? = nil
    ) -> RequestOrigin.Refusal? {
        RequestOrigin(transport: transport, ownNames: ["Lab7"]).refusal(method: method, host: host, origin: origin)
    }

    @Test(arguments: [
        "localhost", "localhost:5005", "LOCALHOST:80", "127.0.0.1", "127.0.0.1:5005", "127.0.1.1:5005", "[::1]",
        "[::1]:5005", "lab7", "LAB7:5005",
    ])
    func `In plaintext this machine's names are hosts`(host: String) {
        #expect(refusal(.loopback, .get, host: host) == nil)
        #expect(refusal(.loopback, .put, host: host) == nil)
    }

    @Test(arguments: [
        nil, "", "evil.example", "evil.example:5005", "localhost.evil.example", "127.0.0.1.evil.example", "192.0.2.1",
        "localhost:", "localhost:5005:1", "localhost:x", "localhost:99999", "localhost@evil.example", "::1", "[::1",
        "[::1]x", "[localhost]", "[127.0.0.1]", "[::2]", "evil.example,localhost", "localhost evil.example",
        "localhost/",
        "0x7f.1", "2130706433", "localhost:+80",
    ])
    func `In plaintext any other host is refused`(host: String?) {
        #expect(refusal(.loopback, .get, host: host) == .foreignHost)
        #expect(refusal(.loopback, .post, host: host, origin: host.map { "http://\($0)" }) == .foreignHost)
    }

    @Test(arguments: [nil, "evil.example", "192.0.2.1:5005", "lab7"])
    func `Where there is encryption or a file's permissions, any host is fine`(host: String?) {
        #expect(refusal(.tls, .get, host: host) == nil)
        #expect(refusal(.tls, .delete, host: host) == nil)
        #expect(refusal(.unixSocket, .post, host: host) == nil)
    }

    @Test(arguments: [
        (RequestOrigin.Transport.tls, "lab7:5005", "https://lab7:5005"), (.tls, "Lab7:5005", "https://lab7:5005"),
        (.tls, "lab7", "https://lab7"), (.tls, "lab7:443", "https://lab7"), (.tls, "lab7", "https://lab7:443"),
        (.tls, "[2001:db8::1]:5005", "https://[2001:db8::1]:5005"),
        (.loopback, "localhost:5005", "http://localhost:5005"),
        (.loopback, "localhost", "http://localhost:80"), (.loopback, "[::1]:5005", "http://[::1]:5005"),
    ])
    func `The server's own page may change things`(transport: RequestOrigin.Transport, host: String, origin: String) {
        for method in [HTTPRequest.Method.put, .post, .delete, .patch] {
            #expect(refusal(transport, method, host: host, origin: origin) == nil)
        }
    }

    @Test(arguments: sites)
    func `Another site's page may not`(transport: RequestOrigin.Transport, host: String?, origin: String) {
        for method in [HTTPRequest.Method.put, .post, .delete, .patch, .trace] {
            #expect(refusal(transport, method, host: host, origin: origin) == .foreignOrigin)
        }
        for method in [HTTPRequest.Method.get, .head, .options] {
            #expect(refusal(transport, method, host: host, origin: origin) == nil)
        }
    }
}
