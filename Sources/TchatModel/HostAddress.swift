/// Where a host answers, or where a server listens: a name or IP address, and a port.
public struct HostAddress: Codable, Hashable, Sendable {
    /// The port Tchat answers on unless told otherwise.
    public static let defaultPort = 5005

    /// A host name, an IPv4 address or an IPv6 address without brackets.
    public var host: String

    /// A TCP port, 0 to 65,535; 0 lets the system choose when listening.
    public var port: Int

    /// Makes an address of parts already known to be valid.
    public init(host: String, port: Int = HostAddress.defaultPort) {
        self.host = host
        self.port = port
    }

    /// Reads `HOST`, `HOST:PORT`, `[IPV6]`, `[IPV6]:PORT` or a bare IPv6 address.
    ///
    /// - Throws: ``HostAddressError`` that names what is wrong.
    public init(parsing text: String) throws(HostAddressError) {
        let host: Substring
        let portText: Substring?
        if text.hasPrefix("[") {
            guard let bracket = text.firstIndex(of: "]") else { throw .unclosedBracket(text) }
            host = text[text.index(after: text.startIndex)..<bracket]
            let rest = text[text.index(after: bracket)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { throw .unclosedBracket(text) }
            portText = rest.isEmpty ? nil : rest.dropFirst()
        } else if let colon = text.firstIndex(of: ":"), text.lastIndex(of: ":") == colon {
            host = text[..<colon]
            portText = text[text.index(after: colon)...]
        } else {
            host = text[...]
            portText = nil
        }
        guard !host.isEmpty, host.utf8.count <= 253, host.utf8.allSatisfy(Self.isHostByte) else {
            throw .invalidHost(text)
        }
        guard !Self.looksLikeIPv4(host) || Self.isIPv4(host) else { throw .invalidIPAddress(text) }
        self.host = String(host)
        if let portText {
            let isDecimal = portText.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
            guard isDecimal, let port = UInt16(portText) else { throw .invalidPort(text) }
            self.port = Int(port)
        } else {
            self.port = Self.defaultPort
        }
    }

    /// Whether nobody would call a machine so: there are only digits and dots.
    private static func looksLikeIPv4(_ host: Substring) -> Bool {
        host.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == UInt8(ascii: ".") }
    }

    /// Four decimal numbers; one with a zero in front is octal to some programs, so it counts for none.
    private static func isIPv4(_ host: Substring) -> Bool {
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers.allSatisfy { UInt8($0).map(String.init) == String($0) }
    }

    /// Letters, digits, `-`, `.`, `_`, the `:` of IPv6, and `%` before a zone (RFC 1123, RFC 4007).
    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            "-._:%".utf8.contains(byte) || byte >= 0x80
        }
    }
}

extension HostAddress: CustomStringConvertible {
    /// `HOST:PORT`, or `[IPV6]:PORT`.
    public var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

/// Why a text is not a ``HostAddress``; each description says what to write instead.
public enum HostAddressError: PhrasedError, Equatable {
    /// `[` without its `]`, or something other than `:PORT` behind it.
    case unclosedBracket(String)
    /// Empty, too long, or with characters no host name has.
    case invalidHost(String)
    /// Only digits and dots, but no IPv4 address.
    case invalidIPAddress(String)
    /// Not a number from 0 to 65535.
    case invalidPort(String)

    /// One sentence for the person who wrote the address.
    public var phrase: Phrase {
        switch self {
        case .unclosedBracket(let text):
            Phrase(
                "'{text}' is not an address: write an IPv6 address with a port as [ADDRESS]:PORT.",
                ["text": text]
            )
        case .invalidHost(let text):
            Phrase(
                "'{text}' is not an address: write HOST or HOST:PORT, for example 192.168.1.20:5005.",
                ["text": text]
            )
        case .invalidIPAddress(let text):
            Phrase(
                "'{text}' is not an IP address: write four numbers from 0 to 255, for example 192.168.1.20.",
                ["text": text]
            )
        case .invalidPort(let text):
            Phrase("'{text}' has no valid port: write a number from 0 to 65535 behind the colon.", ["text": text])
        }
    }
}
