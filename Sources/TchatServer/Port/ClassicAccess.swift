public import TchatModel

/// From where the classic protocol is served.
public enum ClassicNetworks: Hashable, Sendable {
    /// Nowhere.
    case off
    /// Only from this machine.
    case loopback
    /// From these ranges, and from this machine only if one of them holds it.
    case ranges([AddressRange])

    /// Reads `off`, `loopback`, or ranges such as `10.0.0.0/8,fe80::/10`; `loopback` may stand among them.
    public init?(parsing text: String) {
        let words = text.split(separator: ",", omittingEmptySubsequences: false).map {
            String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        switch words {
        case ["off"]: self = .off
        case ["loopback"]: self = .loopback
        default:
            var ranges: [AddressRange] = []
            for word in words {
                if word == "loopback" {
                    ranges += ["127.0.0.0/8", "::1/128"].compactMap(AddressRange.init(parsing:))
                } else if let range = AddressRange(parsing: word) {
                    ranges.append(range)
                } else {
                    return nil
                }
            }
            self = .ranges(ranges)
        }
    }

    /// Whether a peer with this address may speak the classic protocol.
    public func contains(_ address: IPAddress) -> Bool {
        switch self {
        case .off: false
        case .loopback: address.isLoopback
        case .ranges(let ranges): ranges.contains { $0.contains(address) }
        }
    }

    /// Whether other machines may speak the classic protocol, which neither encrypts nor authenticates.
    public var reachesBeyondLoopback: Bool {
        switch self {
        case .off, .loopback:
            false
        case .ranges(let ranges):
            !ranges.allSatisfy { range in
                range.prefix.isLoopback && range.prefixLength >= (range.prefix.bitWidth == 32 ? 8 : 128)
            }
        }
    }
}

extension ClassicNetworks: CustomStringConvertible {
    /// As it is written in the configuration.
    public var description: String {
        switch self {
        case .off: "off"
        case .loopback: "loopback"
        case .ranges(let ranges): ranges.map(\.description).joined(separator: ",")
        }
    }
}

/// Who may speak the classic protocol, and what they may do.
///
/// The protocol knows no names and no secrets, so a peer's address is all there is to go by.
public struct ClassicAccess: Hashable, Sendable {
    /// From where it is served.
    public var networks: ClassicNetworks

    /// The role of a peer on this machine.
    public var loopbackRole: Role

    /// The role of any other peer.
    public var remoteRole: Role

    /// Makes the rule that applies to every classic connection.
    public init(networks: ClassicNetworks = .loopback, loopbackRole: Role = .member, remoteRole: Role = .member) {
        self.networks = networks
        self.loopbackRole = loopbackRole
        self.remoteRole = remoteRole
    }

    /// The role of a peer, or `nil` when it is not served.
    public func role(of peer: IPAddress) -> Role? {
        guard networks.contains(peer) else { return nil }
        return peer.isLoopback ? loopbackRole : remoteRole
    }
}
