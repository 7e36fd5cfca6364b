import NIOEmbedded
import Testing

@testable import TchatServer

@Suite struct ConnectionTableTests {
    @Test(arguments: [
        ("2001:db8::1", "2001:db8::ffff:1:2:3", true), ("2001:db8::1", "2001:db8:0:1::1", false),
        ("192.0.2.1", "192.0.2.2", false), ("192.0.2.1", "::ffff:192.0.2.1", true),
    ])
    func `An IPv6 /64 counts as one address, and makes room again`(first: String, second: String, isOne: Bool) throws {
        var limits = Limits()
        limits.connectionsPerAddress = 1
        let table = ConnectionTable()
        let channels = (0..<3).map { _ in EmbeddedChannel() }
        let addresses = try [first, second].map { try #require(IPAddress(parsing: $0)) }
        #expect(table.admit(channels[0], from: addresses[0], limits: limits) == nil)
        #expect(table.admit(channels[1], from: addresses[1], limits: limits) == (isOne ? .connectionsPerAddress : nil))
        _ = try channels[0].finish()
        if !isOne { _ = try channels[1].finish() }
        #expect(table.channels.isEmpty)
        #expect(table.admit(channels[2], from: addresses[1], limits: limits) == nil)
        _ = try channels[2].finish()
    }
}
