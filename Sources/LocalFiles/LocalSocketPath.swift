/// Where the Unix socket of this machine's server is: one rule for the server that opens it and the clients that look for it.
public struct LocalSocketPath: Hashable, Sendable {
    /// The path.
    public let path: String
    /// Whether a service manager made a folder for it, so that it is a system's or a user's service.
    public let isOfService: Bool

    /// Where a server opens it unless its settings say otherwise.
    public init(environment: [String: String], userID: UInt32) {
        // systemd hands over a list when a unit has several (systemd.exec(5)); the first is ours.
        if let first = environment["RUNTIME_DIRECTORY"]?.split(separator: ":").first {
            path = Self.path(in: String(first))
            isOfService = true
        } else {
            path = Self.ofSession(environment) ?? (userID == 0 ? Self.ofSystem : Self.ofUser(userID))
            isOfService = false
        }
    }

    /// Where a client looks for it, in this order; `TCHAT_SOCKET` alone when it is set, so that nobody talks to another
    /// server by chance.
    public static func candidates(environment: [String: String], userID: UInt32) -> [String] {
        if let chosen = environment["TCHAT_SOCKET"], !chosen.isEmpty { return [chosen] }
        return [ofSession(environment), ofUser(userID), ofSystem].compactMap(\.self)
    }

    /// Where a user's session has a folder for such things (XDG Base Directory Specification).
    private static func ofSession(_ environment: [String: String]) -> String? {
        guard let runtime = environment["XDG_RUNTIME_DIR"], runtime.hasPrefix("/") else { return nil }
        return path(in: "\(runtime)/tchat")
    }

    private static func ofUser(_ userID: UInt32) -> String { path(in: "/tmp/tchat-\(userID)") }

    private static let ofSystem = path(in: "/run/tchat")

    private static func path(in folder: String) -> String { "\(folder)/tchat.sock" }
}
