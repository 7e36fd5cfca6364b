import Foundation
import HostMetrics
import Logging
import NIOHTTP1
import TchatModel
import TchatStore
import Testing

@testable import TchatServer

@Suite struct ServerAssemblyTests {
    /// Why a server does not start.
    private static func failure(_ configuration: ServerConfiguration) async -> (any Error)? {
        do {
            let assembly = try await ServerAssembly(
                configuration: configuration,
                reloadConfiguration: { configuration },
                reader: HostReader(),
                manager: .none,
                logger: TestCore.logger
            )
            await assembly.close()
            return nil
        } catch {
            return error
        }
    }

    @Test func `A server that can't start leaves the log to the next one`() async throws {
        let folder = TemporaryFolder()
        var configuration = ServerConfiguration(dataDirectory: folder.path + "/data")
        configuration.certificate = CertificateFiles(certificatePath: "/nonexistent", keyPath: "/nonexistent")
        let failure = await Self.failure(configuration)
        #expect(failure is HostIdentityError)
        let store = try Store(in: configuration.dataDirectory, logger: TestCore.logger)
        store.close()
    }

    @Test func `A server whose socket is another's leaves that alone, and its own log to the next one`() async throws {
        try await TestServer.run { server in
            let folder = TemporaryFolder()
            var configuration = ServerConfiguration(dataDirectory: folder.path + "/data")
            configuration.socketPath = server.socketPath
            let failure = await Self.failure(configuration)
            #expect(failure as? LocalSocketError == .inUse(server.socketPath))
            let store = try Store(in: configuration.dataDirectory, logger: TestCore.logger)
            store.close()
            try await TestClient.run(server) { client in
                let answer = try await client.with(nil, by: .unixSocket).send(.GET, "/v1/host")
                #expect(answer.status == 200)
            }
        }
    }

    @Test func `A file where the socket is to be is left as it is, and named`() async throws {
        let folder = TemporaryFolder()
        var configuration = ServerConfiguration(dataDirectory: folder.path + "/data")
        let path = folder.path + "/notes.txt"
        configuration.socketPath = path
        #expect(FileManager.default.createFile(atPath: path, contents: Data("notes".utf8)))
        let failure = await Self.failure(configuration)
        #expect(failure as? LocalSocketError == .notASocket(path))
        #expect(FileManager.default.contents(atPath: path) == Data("notes".utf8))
    }
}
