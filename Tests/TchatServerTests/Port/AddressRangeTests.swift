import NIOCore
import Testing
import TchatModel

@testable import TchatServer

@Suite struct AddressRangeTests {
    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("10.1.2.3/8", "10.9.9.9", true),
        ("192.168.1.20", "192.168.1.20", true), ("192.168.1.20", "192.168.1.21", false),
        ("0.0.0.0/0", "8.8.8.8", true), ("0.0.0.0/0", "::1", false), ("::/0", "8.8.8.8", false),
        ("::/0", "2001:db8::1", true), ("2001:db8::/32", "2001:db8:ffff::1", true),
        ("2001:db8::/32", "2001:db9::1", false), ("fe80::/10", "febf::1", true),
        ("10.0.0.0/8", "::ffff:10.1.2.3", true), ("127.0.0.0/8", "::ffff:127.0.0.1", true),
    ])
    func `A range holds the addresses with its prefix`(range: String, address: String, isInside: Bool) throws {
        let range = try #require(AddressRange(parsing: range))
        let address = try #require(IPAddress(parsing: address))
        #expect(range.contains(address) == isInside)
    }

    @Test(arguments: ["", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "::/129", "localhost", "10.0.0/8", "10.0.0.0/8/8"])
    func `Anything else is no range`(text: String) {
        #expect(AddressRange(parsing: text) == nil)
    }

    @Test(arguments: ["192.0.2.1", "0.0.0.0", "255.255.255.255", "::", "::1", "2001:db8::8:800:200c:417a"])
    func `An address is printed as it is usually written`(text: String) throws {
        #expect(try #require(IPAddress(parsing: text)).description == text)
    }

    @Test(arguments: [
        ("off", "127.0.0.1", false), ("loopback", "127.0.0.1", true), ("loopback", "::1", true),
        ("loopback", "192.0.2.1", false), ("loopback,10.0.0.0/8", "10.0.0.1", true),
        ("loopback, 10.0.0.0/8", "127.0.0.2", true), ("10.0.0.0/8", "127.0.0.1", false),
    ])
    func `Networks let in whom they name`(networks: String, address: String, isAllowed: Bool) throws {
        let networks = try #require(ClassicNetworks(parsing: networks))
        #expect(networks.contains(try #require(IPAddress(parsing: address))) == isAllowed)
    }

    @Test(arguments: ["", "on", "off,loopback", "loopback,", "10.0.0.0/8,no"])
    func `Other words are no networks`(text: String) {
        #expect(ClassicNetworks(parsing: text) == nil)
    }

    @Test(arguments: [
        ("off", false), ("loopback", false), ("127.0.0.0/8,::1", false), ("127.0.0.1", false), ("127.0.0.0/7", true),
        ("loopback,10.0.0.0/8", true), ("0.0.0.0/0", true), ("::/0", true),
    ])
    func `Networks beyond this machine are known as such`(networks: String, isWide: Bool) throws {
        #expect(try #require(ClassicNetworks(parsing: networks)).reachesBeyondLoopback == isWide)
    }

    @Test func `The role depends on where the peer is`() throws {
        let networks = try #require(ClassicNetworks(parsing: "loopback,10.0.0.0/8"))
        let access = ClassicAccess(networks: networks, loopbackRole: .admin, remoteRole: .guest)
        #expect(access.role(of: try #require(IPAddress(parsing: "::1"))) == .admin)
        #expect(access.role(of: try #require(IPAddress(parsing: "10.0.0.7"))) == .guest)
        #expect(access.role(of: try #require(IPAddress(parsing: "192.0.2.1"))) == nil)
    }
}
