public import TchatModel

/// Why a host can't be talked to; each description says what to do.
public enum HostClientError: Error, Hashable, Sendable {
    /// No host has that name.
    case unknownHost(HostAddress)
    /// The machine answers, but nothing listens on the port.
    case nobodyListening(HostAddress)
    /// The network has no way there.
    case unreachable(HostAddress, reason: String)
    /// Nothing came back in time.
    case timedOut(HostAddress)
    /// The host closed the connection without an answer.
    case refused(HostAddress)
    /// What answers there is something else.
    case notTchat(HostAddress)
    /// The connection was cut in the middle.
    case connectionLost(HostAddress)
    /// The host can't be asked that.
    case notOffered(Item, offered: [Item])
}

extension HostClientError: CustomStringConvertible {
    /// One sentence for the person who asked.
    public var description: String {
        switch self {
        case .unknownHost(let address):
            "There is no host named '\(address.host.visible())': check the spelling, or give its IP address."
        case .nobodyListening(let address):
            "Nobody listens on \(address.shown): start 'tchat serve' there, or check the port."
        case .unreachable(let address, let reason):
            "\(address.shown) can't be reached (\(reason)): check the address and the network."
        case .timedOut(let address):
            "\(address.shown) did not answer in time: check the address, its firewall, and that Tchat runs there."
        case .refused(let address):
            "\(address.shown) closed the connection without an answer: allow this machine's network there with "
                + "'tchat serve --classic', or try again if it has too many clients."
        case .notTchat(let address):
            "What answers on \(address.shown) is not a Tchat server: check the port."
        case .connectionLost(let address):
            "The connection to \(address.shown) was closed: it is being reset or stopped, so try again in a moment."
        case .notOffered(let item, let offered):
            "'\(item.rawValue)' can't be asked over the classic protocol: ask "
                + offered.map(\.rawValue).joined(separator: ", ") + "."
        }
    }
}

extension HostAddress {
    fileprivate var shown: String { description.visible() }
}
