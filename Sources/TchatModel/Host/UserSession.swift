public import FoundationEssentials

/// One user's login session (utmp(5)).
public struct UserSession: Codable, Hashable, Sendable {
    /// The login name.
    public var user: String
    /// The terminal without `/dev/`, for example `pts/0`.
    public var terminal: String?
    /// The remote host of the login, or the X display of a local one.
    public var from: String?
    /// When the user logged in.
    public var since: Date?

    /// Describes a session.
    public init(user: String, terminal: String? = nil, from: String? = nil, since: Date? = nil) {
        self.user = user
        self.terminal = terminal
        self.from = from
        self.since = since
    }
}
