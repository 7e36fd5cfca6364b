public import FoundationEssentials
public import TchatModel
public import TchatPairing

/// A host this user was paired with.
public struct KnownHost: Codable, Equatable, Identifiable, Sendable {
    /// The host's own identifier.
    public var id: UUID
    /// What the host called itself at the pairing.
    public var name: String
    /// What the user calls it.
    public var alias: String?
    /// Where it is reached.
    public var address: HostAddress
    /// Its key.
    public var pin: PublicKeyPin
    /// The secret that lets this user in.
    public var token: AccessToken
    /// What the user is called there; the name of the user's conversation too.
    public var person: String
    /// What the user might do there at the pairing.
    public var role: Role

    /// Describes a host.
    public init(
        id: UUID,
        name: String,
        alias: String? = nil,
        address: HostAddress,
        pin: PublicKeyPin,
        token: AccessToken,
        person: String,
        role: Role
    ) {
        self.id = id
        self.name = name
        self.alias = alias
        self.address = address
        self.pin = pin
        self.token = token
        self.person = person
        self.role = role
    }

    /// How to connect to it.
    public var endpoint: HostEndpoint { .tls(address, pin: pin, token: token) }

    /// What to show for it: the alias, or else its name.
    public var title: String { alias ?? name }
}

/// What `hosts.json` holds: the rules, without a file.
struct KnownHostList: Codable, Equatable, Sendable {
    /// The form of the file; a newer one is not touched.
    static let currentVersion = 1

    var version = currentVersion
    var hosts: [KnownHost] = []

    /// Remembers a host; one with the same identifier is replaced and keeps its alias unless it gets another.
    mutating func insert(_ host: KnownHost) throws(HostError) {
        var host = host
        let old = hosts.firstIndex { $0.id == host.id }
        host.alias = host.alias ?? old.flatMap { hosts[$0].alias }
        if let alias = host.alias, let other = hosts.first(where: { $0.id != host.id && $0.alias == alias }) {
            throw .aliasTaken(alias, by: "\(other.name) (\(other.address))")
        }
        if let old { hosts[old] = host } else { hosts.append(host) }
    }

    /// The host that is called that: by alias first, then by name, address or identifier.
    func host(called text: String) throws(HostError) -> KnownHost {
        if let host = hosts.first(where: { $0.alias == text }) { return host }
        let matches = hosts.filter { host in
            host.name.lowercased() == text.lowercased() || host.address.host == text
                || host.address.description == text || host.id == UUID(uuidString: text)
        }
        guard let host = matches.first else { throw .notPaired(text) }
        guard matches.count == 1 else {
            throw .ambiguousHost(text, matches: matches.map { "\($0.title) (\($0.address))" })
        }
        return host
    }
}
