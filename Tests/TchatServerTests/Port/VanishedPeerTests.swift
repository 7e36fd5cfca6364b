import Dispatch
import Glibc
import Logging
import NIOCore
import NIOPosix
import TchatModel
import Testing

@testable import TchatServer

/// Peers that are gone before the server comes to them.
@Suite struct VanishedPeerTests {
    @Test(arguments: [256, 1024])
    func `A peer that sent its words and left before it was served harms nobody`(byteCount: Int) async throws {
        try await TestCore.run { core in
            let services = ClassicServices(
                clients: core.classicClients,
                configuration: core.configuration,
                snapshot: { core.sampler.snapshot },
                control: core.control
            )
            let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
            let listener = try await Listener.open(
                on: [HostAddress(host: "127.0.0.1", port: 0)],
                inherited: [],
                group: group,
                logger: TestCore.logger
            ) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let peer = IPAddress(bits: 0x7f00_0001, bitWidth: 32)
                    try channel.pipeline.syncOperations.addHandler(
                        ClassicHandler(services: services, peer: peer, role: .guest)
                    )
                }
            }
            let port = try #require(listener.addresses.first).port
            let isBusyUntil = DispatchSemaphore(value: 0)
            group.next().execute { isBusyUntil.wait() }
            // The first reply meets a peer that is gone, so that the second one can't be written. That is owed for bytes
            // behind which the end stands already.
            try Self.sendAndLeave(word(in: 1024) + word(in: byteCount), port: port)
            isBusyUntil.signal()
            let reply = try await TestPeer.connect(port: port) { try await $0.exchange("kill") }
            #expect(reply == "Commande refusée : kill")
            await listener.close()
            try await group.shutdownGracefully()
        }
    }

    /// A word that is refused, and empty lines up to a length.
    private func word(in count: Int) -> [UInt8] {
        let word = Array("kill\n".utf8)
        return word + [UInt8](repeating: UInt8(ascii: "\n"), count: count - word.count)
    }

    private static func sendAndLeave(_ bytes: [UInt8], port: Int) throws {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        let address = try SocketAddress(ipAddress: "127.0.0.1", port: port)
        let isConnected = address.withSockAddr { connect(descriptor, $0, socklen_t($1)) == 0 }
        try #require(isConnected)
        try #require(send(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL)) == bytes.count)
    }
}
