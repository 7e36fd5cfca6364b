import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import TchatModel
import TchatStore
import Testing

@testable import TchatServer

/// `POST /v1/control`, mostly on the router alone.
@Suite struct ControlRouteTests {
    private static func post(_ json: String, to responder: some HTTPResponder<APIContext>) async throws -> Response {
        let head = HTTPRequest(
            method: .post,
            scheme: nil,
            authority: "localhost",
            path: "/v1/control",
            headerFields: [.contentType: "application/json"]
        )
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(string: json)))
        return try await responder.respond(to: request, context: .unixSocket())
    }

    @Test(arguments: [("reset", ServerControl.Request.reset), ("kill", .stop)])
    func `What the log says is done, also when nobody takes the answer`(
        word: String,
        request: ServerControl.Request
    ) async throws {
        try await TestCore.run { core in
            let response = try await Self.post(#"{"action":"\#(word)"}"#, to: core.responder())
            #expect(response.status == .accepted)
            // Its body is never written: the connection is gone.
            let entries = try await core.store.entries(of: .everything).entries
            #expect(entries.map(\.kind) == [.control])
            #expect(core.control.nextRequest() == request)
            #expect(core.control.nextRequest() == nil)
        }
    }

    @Test(arguments: Way.allCases, ["reset", "kill"])
    func `Whoever asks is answered, although their connection is ended by it`(way: Way, word: String) async throws {
        try await TestServer.run { server in
            let token = try await server.token("ada", .admin)
            try await TestClient.run(server) { client in
                let asking = client.with(way == .unixSocket ? nil : token, by: way)
                let answer = try await asking.send(.POST, "/v1/control", json: #"{"action":"\#(word)"}"#)
                #expect(answer.status == 202)
            }
        }
    }

    @Test func `What can't be noted is not done`() async throws {
        try await TestCore.run { core in
            core.store.close()
            let response = try await Self.post(#"{"action":"kill"}"#, to: core.responder())
            #expect(response.status == .serviceUnavailable)
            #expect(core.control.nextRequest() == nil)
        }
    }
}
