import Foundation
import HostMetrics
import Logging
import NIOHTTP1
import TchatModel
import TchatStore
import Testing

@testable import TchatServer

@Suite struct ServerAssemblyTests {
    private static func assemble(_ configuration: ServerConfiguration) async throws -> ServerAssembly {
        try await ServerAssembly(
            configuration: configuration,
            reloadConfiguration: { configuration },
            reader: HostReader(),
            manager: .none,
            logger: TestCore.logger
        )
    }

    @Test func `A server that can't start leaves the log to the next one`() async throws {
        let folder = TemporaryFolder()
        var configuration = ServerConfiguration(dataDirectory: folder.path + "/data")
        configuration.certificate = CertificateFiles(certificatePath: "/nonexistent", keyPath: "/nonexistent")
        await #expect(throws: HostIdentityError.self) { [configuration] in
            _ = try await Self.assemble(configuration)
        }
        let store = try Store(in: configuration.dataDirectory, logger: TestCore.logger)
        store.close()
    }

    @Test func `A server whose socket is another's leaves that alone, and its own log to the next one`() async throws {
        try await TestServer.run { server in
            let folder = TemporaryFolder()
            var configuration = ServerConfiguration(dataDirectory: folder.path + "/data")
            configuration.socketPath = server.socketPath
            await #expect(throws: LocalSocketError.inUse(server.socketPath)) { [configuration] in
                _ = try await Self.assemble(configuration)
            }
            let store = try Store(in: configuration.dataDirectory, logger: TestCore.logger)
            store.close()
            try await TestClient.run(server) { client in
                #expect(try await client.with(nil, by: .unixSocket).send(.GET, "/v1/host").status == 200)
            }
        }
    }
}
