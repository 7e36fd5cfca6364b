public import NIOCore

/// An IPv4 or IPv6 address as a number, so that it compares, hashes and masks cheaply.
///
/// An IPv4-mapped IPv6 address (`::ffff:192.0.2.1`, RFC 4291 § 2.5.5.2) is the IPv4 address: a dual-stack socket
/// reports its IPv4 peers that way.
public struct IPAddress: Hashable, Sendable {
    /// 32 for IPv4, 128 for IPv6.
    public let bitWidth: Int

    /// The address in host byte order; only the low `bitWidth` bits are used.
    public let bits: UInt128

    /// Makes an address of a number of 32 or 128 bits.
    init(bits: UInt128, bitWidth: Int) {
        let mappedPrefix: UInt128 = 0xffff
        if bitWidth == 128, bits >> 32 == mappedPrefix {
            self.bits = bits & 0xffff_ffff
            self.bitWidth = 32
        } else {
            self.bits = bits
            self.bitWidth = bitWidth
        }
    }

    /// The address of a socket's peer, or `nil` for a socket without one (a Unix socket).
    public init?(_ address: SocketAddress?) {
        guard let address else { return nil }
        // Where the address stands in its structure is part of the ABI: ip(7), ipv6(7).
        let place: Range<Int>
        switch address {
        case .v4: place = 4..<8
        case .v6: place = 8..<24
        case .unixDomainSocket: return nil
        }
        let bits = address.withSockAddr { pointer, size in
            UnsafeRawBufferPointer(start: pointer, count: size)[place].reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        }
        self.init(bits: bits, bitWidth: place.count * 8)
    }

    /// Reads the textual form of an address, for example `192.0.2.1` or `2001:db8::1`.
    public init?(parsing text: String) {
        guard let address = try? SocketAddress(ipAddress: text, port: 0) else { return nil }
        self.init(address)
    }

    /// What counts as one address where something is limited: an IPv4 address, or the /64 around an IPv6 address, which is
    /// what one subscriber has at the least (RFC 6177).
    var subscriberNetwork: IPAddress {
        bitWidth == 128 ? IPAddress(bits: (bits >> 64) << 64, bitWidth: 128) : self
    }

    /// Whether it is an address of this machine only (127.0.0.0/8 or ::1).
    public var isLoopback: Bool {
        bitWidth == 32 ? bits >> 24 == 127 : bits == 1
    }
}

extension IPAddress: CustomStringConvertible {
    /// The usual text: dotted decimal, or RFC 5952.
    public var description: String {
        let bytes = stride(from: bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: bits >> $0) }
        return (try? SocketAddress(packedIPAddress: ByteBuffer(bytes: bytes), port: 0))?.ipAddress ?? ""
    }
}
