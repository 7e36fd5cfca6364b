import Foundation
import NIOCore
import NIOPosix
import Testing

@testable import TchatClient

@Suite struct LocalSocketTests {
    @Test func `Only a socket is found, in a folder that nobody else may write in`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.path + "/tchat.sock"
            let environment = ["TCHAT_SOCKET": path]
            let missing = HostError.noLocalServer(searched: [path])
            #expect(throws: missing) { try LocalSocket.find(environment: environment) }
            let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .bind(unixDomainSocketPath: path).get()
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path)
            #expect(try LocalSocket.find(environment: environment) == .unixSocket(path: path))
            try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder.path)
            #expect(throws: missing) { try LocalSocket.find(environment: environment) }
            try await server.close()
        }
    }
}
