import AsyncHTTPClient
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOSSL
import Synchronization
import TchatModel
import Testing

@testable import TchatServer

/// How a request gets to the server.
enum Way: CaseIterable, Sendable {
    case http2
    case http1
    case plaintext
    case unixSocket

    static let encrypted: [Way] = [.http2, .http1]
}

/// Makes requests, and holds each response to the API's description.
struct TestClient: Sendable {
    let server: TestServer
    var way = Way.http2
    var token: String?
    /// What was answered, by call: for a test that wants to have seen all there is.
    let seen: Seen

    /// The statuses that each call was answered with.
    final class Seen: Sendable {
        private let statuses = Mutex<[String: Set<Int>]>([:])

        var all: [String: Set<Int>] { statuses.withLock(\.self) }

        fileprivate func note(_ status: Int, of call: String) {
            statuses.withLock { _ = $0[call, default: []].insert(status) }
        }
    }

    struct Answer: Sendable {
        var status: Int
        var headers: HTTPHeaders
        var body: ByteBuffer
        /// Of how many bytes each piece was that was written, where the router was asked.
        var pieces: [Int] = []

        var text: String { String(buffer: body) }

        func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
            try APICoding.decoder().decode(type, from: Data(body.readableBytesView))
        }
    }

    private let clients: [Way: HTTPClient]

    /// Makes requests for as long as the body runs.
    static func run(
        _ server: TestServer,
        _ body: @Sendable (TestClient) async throws -> Void
    ) async throws {
        let client = TestClient(server)
        do {
            try await body(client)
        } catch {
            try? await client.shutdown()
            throw error
        }
        try await client.shutdown()
    }

    private init(_ server: TestServer) {
        self.server = server
        seen = Seen()
        clients = Dictionary(
            uniqueKeysWithValues: Way.allCases.map { way in
                var configuration = HTTPClient.Configuration(
                    tlsConfiguration: .trustingAnybody(),
                    redirectConfiguration: .disallow,
                    timeout: .init(connect: .seconds(60), read: .seconds(60))
                )
                configuration.httpVersion = way == .http2 ? .automatic : .http1Only
                return (way, HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration))
            }
        )
    }

    private func shutdown() async throws {
        for client in clients.values { try await client.shutdown() }
    }

    /// The same client with another token.
    func with(_ token: String?, by way: Way? = nil) -> TestClient {
        var client = self
        client.token = token
        client.way = way ?? self.way
        return client
    }

    /// Makes a request.
    func send(
        _ method: HTTPMethod = .GET,
        _ path: String,
        headers: [(String, String)] = [],
        json: String? = nil,
        isChecked: Bool = true,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        if server.isRouterOnly {
            let answer = try await routed(method, path, headers: headers, json: json)
            if isChecked { check(method, path, answer, sourceLocation) }
            return answer
        }
        let response = try await start(method, path, headers: headers, json: json)
        // A stream has no end: its head is enough here.
        let isStream = response.headers["Content-Type"] == ["text/event-stream"]
        let body = isStream ? ByteBuffer() : try await response.body.collect(upTo: 1 << 24)
        let answer = Answer(status: Int(response.status.code), headers: response.headers, body: body)
        if isChecked { check(method, path, answer, sourceLocation) }
        return answer
    }

    /// Opens the event stream for as long as the body runs.
    func events<Result: Sendable>(
        _ query: String = "",
        headers: [(String, String)] = [],
        sourceLocation: SourceLocation = #_sourceLocation,
        _ body: (inout TestEvents) async throws -> Result
    ) async throws -> Result {
        let path = "/v1/events" + query
        let response = try await start(.GET, path, headers: headers, json: nil)
        let head = Answer(status: Int(response.status.code), headers: response.headers, body: ByteBuffer())
        check(.GET, path, head, sourceLocation)
        try #require(response.status == .ok, sourceLocation: sourceLocation)
        var events = TestEvents(response.body)
        return try await body(&events)
    }

    private func start(
        _ method: HTTPMethod,
        _ path: String,
        headers: [(String, String)],
        json: String?
    ) async throws -> HTTPClientResponse {
        let base =
            switch way {
            case .http2, .http1: "https://localhost:\(server.port)"
            case .plaintext: "http://localhost:\(server.port)"
            case .unixSocket: "http+unix://" + server.socketPath.split(separator: "/").map { "%2F\($0)" }.joined()
            }
        var request = HTTPClientRequest(url: base + path)
        request.method = method
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        if let json {
            request.body = .bytes(ByteBuffer(string: json))
            if !headers.contains(where: { $0.0.lowercased() == "content-type" }) {
                request.headers.add(name: "Content-Type", value: "application/json")
            }
        }
        for (name, value) in headers where !value.isEmpty { request.headers.replaceOrAdd(name: name, value: value) }
        guard let client = clients[way] else { throw CancellationError() }
        return try await client.execute(request, deadline: .now() + .seconds(60))
    }

    /// Asks the router, without a connection.
    private func routed(
        _ method: HTTPMethod,
        _ path: String,
        headers: [(String, String)],
        json: String?
    ) async throws -> Answer {
        var fields = HTTPFields()
        if let token { fields[.authorization] = "Bearer \(token)" }
        if json != nil { fields[.contentType] = "application/json" }
        var authority = "localhost"
        for (name, value) in headers where !value.isEmpty {
            if name == "Host" { authority = value } else { fields[try #require(HTTPField.Name(name))] = value }
        }
        let peer = IPAddress(bits: 0x7f00_0001, bitWidth: 32)
        let transport: Transport =
            switch way {
            case .http2, .http1: .tls(peer: peer, hostKey: server.assembly.identity.pin)
            case .plaintext: .loopback(peer: peer)
            case .unixSocket: .unix(.root)
            }
        let request = Request(
            head: HTTPRequest(
                method: try #require(HTTPRequest.Method(method.rawValue)),
                scheme: "https",
                authority: authority,
                path: path,
                headerFields: fields
            ),
            body: RequestBody(buffer: ByteBuffer(string: json ?? ""))
        )
        let context = APIContext(transport: transport, channel: NIOAsyncTestingChannel())
        let response = try await server.assembly.api.respond(to: request, context: context)
        let written = Written()
        // A stream has no end: its head is enough here.
        if response.headers[.contentType] != "text/event-stream" {
            try await response.body.write(WrittenPieces(written: written))
        }
        return Answer(
            status: response.status.code,
            headers: HTTPHeaders(response.headers.map { ($0.name.rawName, $0.value) }),
            body: written.pieces.withLock { $0.reduce(into: ByteBuffer()) { $0.writeImmutableBuffer($1) } },
            pieces: written.pieces.withLock { $0.map(\.readableBytes) }
        )
    }

    private final class Written: Sendable {
        let pieces = Mutex<[ByteBuffer]>([])
    }

    private struct WrittenPieces: ResponseBodyWriter {
        let written: Written

        func write(_ buffer: ByteBuffer) async throws { written.pieces.withLock { $0.append(buffer) } }

        func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }

    private func check(
        _ method: HTTPMethod,
        _ path: String,
        _ answer: Answer,
        _ sourceLocation: SourceLocation
    ) {
        do {
            let document = try OpenAPIDocument.served.get()
            if let operation = document.operation(method: method.rawValue, path: path) {
                seen.note(answer.status, of: "\(operation)")
            }
            let problems = document.check(
                method: method.rawValue,
                path: path,
                status: answer.status,
                headers: answer.headers.map { (name: $0.name, value: $0.value) },
                body: answer.body.readableBytesView
            )
            for problem in problems { Issue.record("\(problem)", sourceLocation: sourceLocation) }
        } catch {
            Issue.record(error, sourceLocation: sourceLocation)
        }
    }
}

/// The events of a stream, one after the other, each held to the API's description.
struct TestEvents {
    struct Event: Hashable, Sendable {
        var name: String
        var id: Int?
        var data: String

        func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
            try APICoding.decoder().decode(type, from: Data(data.utf8))
        }
    }

    private var chunks: HTTPClientResponse.Body.AsyncIterator
    private var unread: [UInt8] = []
    /// How much of it has been searched for the end of an event.
    private var searched = 0
    /// How many comments came in between.
    private(set) var comments = 0

    init(_ body: HTTPClientResponse.Body) {
        chunks = body.makeAsyncIterator()
    }

    /// The next event, or `nil` at the end of the stream; vitals are passed over unless they are asked for.
    ///
    /// Each wait for bytes is limited by the client, and the sum of them here.
    mutating func next(withVitals: Bool = false) async throws -> Event? {
        let deadline = ContinuousClock.now.advanced(by: .seconds(60))
        while true {
            while let event = takeBlock() {
                if let event, withVitals || event.name != "vitals" { return event }
            }
            guard ContinuousClock.now < deadline else { throw TestPeer.TimedOut() }
            guard let bytes = try await chunks.next(isolation: #isolation) else { return nil }
            unread += bytes.readableBytesView
        }
    }

    /// The next event of a kind.
    mutating func next(_ name: String) async throws -> Event? {
        while let event = try await next(withVitals: name == "vitals") {
            if event.name == name { return event }
        }
        return nil
    }

    /// Reads to the end of the stream, or until it is cut, and gives the last event.
    mutating func last() async throws -> Event? {
        var last: Event?
        do {
            while let event = try await next() { last = event }
        } catch is TestPeer.TimedOut {
            throw TestPeer.TimedOut()
        } catch {}
        return last
    }

    /// Takes what stands up to an empty line: an event, or `.some(nil)` for a comment.
    private mutating func takeBlock() -> Event?? {
        var end = searched
        while end + 1 < unread.count, unread[end] != 10 || unread[end + 1] != 10 { end += 1 }
        guard end + 1 < unread.count else {
            searched = max(0, unread.count - 1)
            return nil
        }
        searched = 0
        let lines = String(decoding: unread[..<end], as: UTF8.self).split(separator: "\n")
        unread.removeSubrange(...(end + 1))
        var fields: [Substring: String] = [:]
        for line in lines {
            guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else {
                comments += 1
                continue
            }
            fields[line[..<colon]] = String(line[colon...].dropFirst().drop { $0 == " " })
        }
        guard let name = fields["event"] else { return .some(nil) }
        let event = Event(name: name, id: fields["id"].flatMap { Int($0) }, data: fields["data"] ?? "")
        for problem in (try? OpenAPIDocument.served.get().checkEvent(name: name, id: fields["id"], data: event.data))
            ?? ["no document"]
        {
            Issue.record("\(problem)")
        }
        return event
    }
}
