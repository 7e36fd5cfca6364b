import Glibc
import NIOCore
import NIOPosix
import Testing

@testable import TchatClient

@Suite(.timeLimit(.minutes(1))) struct KeepAliveTests {
    @Test func `The kernel is told to look after the connection, and to give it up within a minute`() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let server = try await ServerBootstrap(group: group).bind(host: "127.0.0.1", port: 0).get()
        let address = try #require(server.localAddress)
        let channel = try await ClientBootstrap(group: group)
            .channelInitializer { KeepAlive.begin(on: $0) }
            .connect(to: address).get()
        func value(_ name: CInt) async throws -> Int {
            Int(try await channel.getOption(.tcpOption(.init(rawValue: name))).get())
        }
        #expect(try await channel.getOption(.socketOption(.so_keepalive)).get() != 0)
        let seconds = try await value(TCP_KEEPIDLE) + value(TCP_KEEPINTVL) * value(TCP_KEEPCNT)
        #expect(seconds <= 60)
        try await channel.close()
        try await server.close()
    }
}
