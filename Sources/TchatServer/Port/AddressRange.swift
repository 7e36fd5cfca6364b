/// A block of IP addresses in CIDR notation (RFC 4632), such as `192.168.1.0/24`.
public struct AddressRange: Hashable, Sendable {
    /// An address of the range; bits behind the prefix are zero.
    public let prefix: IPAddress

    /// How many leading bits are fixed.
    public let prefixLength: Int

    /// Reads `ADDRESS/LENGTH`, or a single address.
    public init?(parsing text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(parsing: String(first)) else { return nil }
        var length = address.bitWidth
        if parts.count == 2 {
            guard let value = Int(parts[1]), 0...address.bitWidth ~= value else { return nil }
            length = value
        }
        prefixLength = length
        let hostBits = address.bitWidth - length
        prefix = IPAddress(
            bits: hostBits == 128 ? 0 : (address.bits >> hostBits) << hostBits,
            bitWidth: address.bitWidth
        )
    }

    /// Whether the address lies in the range; an IPv4 address never lies in an IPv6 range.
    public func contains(_ address: IPAddress) -> Bool {
        guard address.bitWidth == prefix.bitWidth else { return false }
        let hostBits = address.bitWidth - prefixLength
        return hostBits == 128 || address.bits >> hostBits == prefix.bits >> hostBits
    }
}

extension AddressRange: CustomStringConvertible {
    /// `ADDRESS/LENGTH`.
    public var description: String { "\(prefix)/\(prefixLength)" }
}
