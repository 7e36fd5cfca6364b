import NIOHTTP1
import TchatModel
import TchatStore
import Testing

@testable import TchatServer

@Suite struct ConversationPagesTests {
    @Test func `Whoever knows no pages gets as many conversations as a page may have`() async throws {
        try await TestServer.assemble { server in
            for number in 0..<120 {
                let name = "p\(1000 + number)"
                _ = try await server.assembly.store.addPerson(name: name, kind: .paired, role: .member)
            }
            try await TestClient.run(server) { client in
                let socket = client.with(nil, by: .unixSocket)
                let all = try await socket.send(.GET, "/v1/conversations").decode(ConversationList.self)
                #expect(all.conversations.count == 120 && all.hasMore == false)
                let page = try await socket.send(.GET, "/v1/conversations?after=p1000").decode(ConversationList.self)
                #expect(page.conversations.count == 100 && page.hasMore == true)
            }
        }
    }
}
