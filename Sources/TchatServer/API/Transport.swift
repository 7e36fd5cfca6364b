import TchatPairing

/// How a request came in.
enum Transport: Sendable {
    /// Encrypted, from this address, to which the host showed this key.
    case tls(peer: IPAddress?, hostKey: PublicKeyPin)
    /// In plain text, from this machine.
    case loopback(peer: IPAddress?)
    /// Through the Unix socket, from a process of this local user.
    case unix(Principal)

    /// The address it came from; none for a Unix socket.
    var peer: IPAddress? {
        switch self {
        case .tls(let peer, _), .loopback(let peer): peer
        case .unix: nil
        }
    }
}
