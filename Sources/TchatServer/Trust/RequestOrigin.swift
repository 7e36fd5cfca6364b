public import HTTPTypes

/// Whether a browser may have been tricked into a request, judged by where it came in and what it says it came from.
///
/// - On plaintext, which only loopback gets, `Host` must name this machine. Otherwise a page from anywhere could give its
///   own name the address 127.0.0.1 and read the answers (DNS rebinding).
/// - A request that changes something and names an `Origin` must come from a page of this very server. Programs that are no
///   browsers send no `Origin`.
public struct RequestOrigin: Hashable, Sendable {
    /// How the request reached the server.
    public enum Transport: Hashable, Sendable {
        /// Encrypted, from anywhere.
        case tls
        /// In plaintext, from this machine.
        case loopback
        /// Through the Unix socket.
        case unixSocket
    }

    /// Why a request is refused.
    public enum Refusal: Hashable, Sendable {
        /// `Host` is absent or not this machine's.
        case foreignHost
        /// `Origin` is not this server's.
        case foreignOrigin
    }

    private let transport: Transport
    private let ownNames: Set<String>

    /// Makes the rule for the requests of one transport.
    ///
    /// - Parameter ownNames: What this machine is called.
    public init(transport: Transport, ownNames: [String]) {
        self.transport = transport
        self.ownNames = Set(ownNames.map { $0.lowercased() } + ["localhost"])
    }

    /// Why a request is refused, or `nil` when it is not.
    ///
    /// - Parameters:
    ///   - host: The `Host` header, or HTTP/2's `:authority`.
    ///   - origin: The `Origin` header.
    public func refusal(method: HTTPRequest.Method, host: String?, origin: String?) -> Refusal? {
        let authority = host.flatMap { Authority($0, defaultPort: transport == .tls ? 443 : 80) }
        if transport == .loopback {
            guard let authority, isOwn(authority.host) else { return .foreignHost }
        }
        guard let origin, ![.get, .head, .options].contains(method) else { return nil }
        guard let authority, Self.authority(ofOrigin: origin, transport: transport) == authority else {
            return .foreignOrigin
        }
        return nil
    }

    private func isOwn(_ host: String) -> Bool {
        // No name is needed to reach an address, so an address cannot be rebound.
        ownNames.contains(host) || IPAddress(parsing: host)?.isLoopback == true
    }

    private static func authority(ofOrigin origin: String, transport: Transport) -> Authority? {
        let (scheme, port): (String, UInt16) = transport == .tls ? ("https://", 443) : ("http://", 80)
        guard origin.lowercased().hasPrefix(scheme) else { return nil }
        return Authority(origin.dropFirst(scheme.count), defaultPort: port)
    }
}

/// `HOST` or `HOST:PORT`, as `Host` and `Origin` write it.
private struct Authority: Equatable {
    /// Lower case; an IPv6 address without its brackets.
    let host: String
    let port: UInt16

    init?(_ text: some StringProtocol, defaultPort: UInt16) {
        let text = text.lowercased()
        let end: String.Index
        if text.hasPrefix("[") {
            guard let bracket = text.firstIndex(of: "]") else { return nil }
            host = String(text[text.index(after: text.startIndex)..<bracket])
            guard host.contains(":") else { return nil }
            end = text.index(after: bracket)
        } else {
            end = text.firstIndex(of: ":") ?? text.endIndex
            host = String(text[..<end])
        }
        guard !host.isEmpty, host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"/@?#\\,".utf8.contains($0) }) else {
            return nil
        }
        let rest = text[end...]
        if rest.isEmpty {
            port = defaultPort
        } else {
            guard rest.hasPrefix(":"), rest.dropFirst().utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
            guard let port = UInt16(rest.dropFirst()) else { return nil }
            self.port = port
        }
    }
}
