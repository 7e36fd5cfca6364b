import NIOCore
import NIOPosix
import NIOSSL
import TchatModel
import Testing

@testable import TchatClient

@Suite(.timeLimit(.minutes(1))) struct ServerKeyCheckTests {
    @Test func `Without a pin, the first key that is seen is the only one from then on`() async throws {
        let (first, second) = (try TestIdentity.selfSigned(), try TestIdentity.selfSigned())
        // The address is the first server's; what matters is the order of the keys.
        try await ScriptedServer.withTLS(try first.serverContext()) { _ in
            .json("{}")
        } _: { address, _ in
            let check = ServerKeyCheck(pin: nil, location: .address(address))
            #expect(check.key == nil)
            let connection = HostConnection(address: address, keyCheck: check, timeout: .seconds(20))
            try await connection.whileOpen { try await $0.control(.reset) }
            #expect(check.key == first.pin)
            try await ScriptedServer.withTLS(try second.serverContext()) { _ in
                .json("{}")
            } _: { other, server in
                let connection = HostConnection(address: other, keyCheck: check, timeout: .seconds(20))
                await #expect(throws: HostError.keyChanged(.address(address), expected: first.pin, seen: second.pin)) {
                    try await connection.whileOpen { try await $0.control(.reset) }
                }
                #expect(server.requests.isEmpty)
            }
            #expect(check.key == first.pin)
        }
    }
}
