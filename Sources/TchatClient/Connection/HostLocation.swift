public import TchatModel

/// Where a host is reached, for people and in errors.
public enum HostLocation: Hashable, Sendable {
    /// Over the network.
    case address(HostAddress)
    /// On this machine, through a Unix socket.
    case socket(path: String)
}

extension HostLocation: CustomStringConvertible {
    /// `HOST:PORT`, or the socket's path; safe to show.
    public var description: String {
        switch self {
        case .address(let address): address.description.visible()
        case .socket(let path): path.visible()
        }
    }
}
