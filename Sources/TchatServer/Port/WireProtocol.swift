/// What a connection speaks, told from the first bytes its peer sends.
enum WireProtocol: Equatable, Sendable {
    /// TLS, in front of the HTTP API.
    case tls
    /// HTTP/1 or HTTP/2 in plaintext.
    case http
    /// Anything else: words without framing.
    case classic

    /// A request line longer than this is taken for HTTP without waiting for its end.
    static let longestRequestLine = 8192

    /// Decides from the first bytes of a connection, as early as they allow.
    ///
    /// A TLS record that begins a handshake starts with 0x16 (RFC 8446 § 5.1). An HTTP request starts with a method, a
    /// space and a target (RFC 9112 § 3); since a person may write "GET it", it counts as HTTP only when its line
    /// ends with the protocol's version.
    ///
    /// - Returns: The protocol, or `nil` while the bytes could still become an HTTP request.
    static func detect(_ bytes: some RandomAccessCollection<UInt8>) -> WireProtocol? {
        guard let first = bytes.first else { return nil }
        if first == 0x16 { return .tls }
        guard first >= UInt8(ascii: "C"), first <= UInt8(ascii: "T") else { return .classic }

        let method = bytes.prefix { $0 != UInt8(ascii: " ") }
        guard method.count < bytes.count else {
            let mayBecomeMethod = methods.contains { $0.utf8.starts(with: method) }
            return mayBecomeMethod ? nil : .classic
        }
        guard methods.contains(where: { $0.utf8.elementsEqual(method) }) else { return .classic }

        let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
        guard line.count < bytes.count else { return bytes.count > longestRequestLine ? .http : nil }
        let text = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
        return versions.contains { text.suffix($0.utf8.count).elementsEqual($0.utf8) } ? .http : .classic
    }

    /// The methods of RFC 9110 § 9 and RFC 5789, and HTTP/2's preface (RFC 9113 § 3.4).
    private static let methods = [
        "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "PRI",
    ]

    private static let versions = [" HTTP/1.1", " HTTP/1.0", " HTTP/2.0"]
}
