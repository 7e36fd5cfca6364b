public import TchatModel
public import TchatPairing

/// Where a host is reached, and with what rights.
public enum HostEndpoint: Equatable, Sendable {
    /// This machine's own server; whoever may open its socket is let in.
    case unixSocket(path: String)
    /// Over the network: nothing is sent before the host's key has matched the pin.
    case tls(HostAddress, pin: PublicKeyPin, token: AccessToken)

    /// Where that is.
    public var location: HostLocation {
        switch self {
        case .unixSocket(let path): .socket(path: path)
        case .tls(let address, _, _): .address(address)
        }
    }
}
