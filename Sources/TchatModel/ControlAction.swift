/// A word that acts on the connection or on the server instead of being said.
public enum ControlAction: String, CaseIterable, Codable, Sendable {
    /// The one who says it leaves; the server goes on.
    case disconnect
    /// Every client leaves, the configuration is read again and the port opened again.
    case reset
    /// The server stops.
    case kill

    /// The least role that may use it.
    public var requiredRole: Role {
        switch self {
        case .disconnect: .guest
        case .reset, .kill: .admin
        }
    }
}
