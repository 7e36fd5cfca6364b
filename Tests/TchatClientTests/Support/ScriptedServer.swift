import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization
import TchatClient
import TchatModel

/// An HTTP/1.1 server that answers as a test says, over TLS or a Unix socket.
final class ScriptedServer: Sendable {
    struct Request: Sendable {
        var method: HTTPMethod
        var uri: String
        var headers: HTTPHeaders
        var body: String
        /// Which request of this server it is, from 0.
        var number: Int
    }

    struct Reply: Sendable {
        enum Ending: Sendable {
            /// The answer is whole, and the connection stays.
            case complete
            /// The connection closes in the middle.
            case cut
            /// Nothing more comes, and the connection stays.
            case silence
        }

        var status = HTTPResponseStatus.ok
        var headers: HTTPHeaders = ["content-type": "application/json"]
        var body: [[UInt8]] = []
        var ending = Ending.complete
        var hasHead = true

        static func json(_ text: String, status: HTTPResponseStatus = .ok) -> Reply {
            Reply(status: status, body: [Array(text.utf8)])
        }

        static func json(_ value: some Encodable, status: HTTPResponseStatus = .ok) throws -> Reply {
            Reply(status: status, body: [Array(try APICoding.encoder().encode(value))])
        }

        static func problem(_ status: Int, _ detail: String, headers: HTTPHeaders = [:]) throws -> Reply {
            var reply = try json(Problem(title: "Problem", status: status, detail: detail))
            reply.status = HTTPResponseStatus(statusCode: status)
            reply.headers = headers
            reply.headers.add(name: "content-type", value: "application/problem+json")
            return reply
        }

        static func events(_ pieces: [[UInt8]], _ ending: Ending) -> Reply {
            Reply(headers: ["content-type": "text/event-stream"], body: pieces, ending: ending)
        }
    }

    typealias Respond = @Sendable (Request) throws -> Reply

    private let requestLog = Mutex<[Request]>([])
    let respond: Respond

    private init(_ respond: @escaping Respond) {
        self.respond = respond
    }

    /// What was asked so far.
    var requests: [Request] { requestLog.withLock { $0 } }

    fileprivate func take(_ request: Request) -> Reply {
        let request = requestLog.withLock { log in
            var request = request
            request.number = log.count
            log.append(request)
            return request
        }
        return (try? respond(request)) ?? Reply(status: .internalServerError)
    }

    /// Runs the body with a server on a loopback port.
    @discardableResult
    static func withTLS<Result>(
        _ context: NIOSSLContext,
        respond: @escaping Respond,
        _ body: (HostAddress, ScriptedServer) async throws -> Result
    ) async throws -> Result {
        let server = ScriptedServer(respond)
        let channel = try await server.bootstrap(context).bind(host: "127.0.0.1", port: 0).get()
        let address = HostAddress(host: "127.0.0.1", port: channel.localAddress?.port ?? 0)
        return try await closing(channel) { try await body(address, server) }
    }

    /// Runs the body with a server that speaks no TLS, on a loopback port.
    @discardableResult
    static func withPlaintext<Result>(
        respond: @escaping Respond,
        _ body: (HostAddress, ScriptedServer) async throws -> Result
    ) async throws -> Result {
        let server = ScriptedServer(respond)
        let channel = try await server.bootstrap(nil).bind(host: "127.0.0.1", port: 0).get()
        let address = HostAddress(host: "127.0.0.1", port: channel.localAddress?.port ?? 0)
        return try await closing(channel) { try await body(address, server) }
    }

    /// Runs the body with a server on a Unix socket.
    @discardableResult
    static func withSocket<Result>(
        respond: @escaping Respond,
        _ body: (HostEndpoint, ScriptedServer) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryFolder { folder in
            let server = ScriptedServer(respond)
            let path = folder.path + "/a socket.sock"
            let channel = try await server.bootstrap(nil).bind(unixDomainSocketPath: path).get()
            return try await closing(channel) { try await body(.unixSocket(path: path), server) }
        }
    }

    private func bootstrap(_ context: NIOSSLContext?) -> ServerBootstrap {
        ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let context { try pipeline.addHandler(NIOSSLServerHandler(context: context)) }
                    try pipeline.configureHTTPServerPipeline()
                    try pipeline.addHandler(Handler(server: self))
                }
            }
    }

    private static func closing<Result>(_ channel: any Channel, _ body: () async throws -> Result) async throws
        -> Result
    {
        do {
            let result = try await body()
            try await channel.close()
            return result
        } catch {
            try await channel.close()
            throw error
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let server: ScriptedServer
        private var request: Request?

        init(server: ScriptedServer) { self.server = server }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                request = Request(method: head.method, uri: head.uri, headers: head.headers, body: "", number: 0)
            case .body(let body):
                request?.body += String(buffer: body)
            case .end:
                guard let request else { return }
                write(server.take(request), context)
            }
        }

        private func write(_ reply: Reply, _ context: ChannelHandlerContext) {
            if reply.hasHead {
                context.writeAndFlush(
                    wrapOutboundOut(.head(.init(version: .http1_1, status: reply.status, headers: reply.headers))),
                    promise: nil
                )
            }
            for piece in reply.body {
                context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: piece)))), promise: nil)
            }
            switch reply.ending {
            case .complete: context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            case .cut: context.close(promise: nil)
            case .silence: break
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
