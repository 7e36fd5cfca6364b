import NIOCore
import NIOPosix
import TchatModel
import Testing

@testable import TchatClient

@Suite struct HostClientTests {
    /// A host that sends these texts, one after each message it gets, and then closes.
    @discardableResult
    private static func withHost<Result: Sendable>(
        replies: [String],
        _ body: (HostAddress) async throws -> Result
    ) async throws -> Result {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ScriptedHost(replies: replies))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body(HostAddress(host: "127.0.0.1", port: server.localAddress?.port ?? 0)))
        } catch {
            result = .failure(error)
        }
        try await server.close()
        return try result.get()
    }

    @Test func `It asks one item after the other`() async throws {
        let answers = try await Self.withHost(replies: ["Nom du pc : vm", "cpu pourcentage : 1.0%"]) { address in
            try await HostClient(address: address).ask([.name, .cpu])
        }
        #expect(answers == [.name("vm"), .cpu(usedPercent: 1)])
    }

    @Test(arguments: [
        (["SSH-2.0-OpenSSH_9.2"], HostClientError.notTchat), (["kill"], HostClientError.connectionLost),
        ([], HostClientError.refused), (["Nom du pc : vm"], HostClientError.connectionLost),
    ])
    func `What goes wrong is told apart`(replies: [String], error: @Sendable (HostAddress) -> HostClientError)
        async throws
    {
        try await Self.withHost(replies: replies) { address in
            await #expect(throws: error(address)) { try await HostClient(address: address).ask([.name, .cpu]) }
        }
    }

    @Test func `A host that says nothing is given up`() async throws {
        try await Self.withHost(replies: [""]) { address in
            await #expect(throws: HostClientError.timedOut(address)) {
                try await HostClient(address: address, timeout: .milliseconds(50)).ask([.name])
            }
        }
    }

    @Test func `Nobody there is told apart from no such host`() async throws {
        let free = try await Self.withHost(replies: []) { $0 }
        await #expect(throws: HostClientError.nobodyListening(free)) {
            try await HostClient(address: free).ask([.name])
        }
        let unknown = HostAddress(host: "no-such-host.invalid")
        await #expect(throws: HostClientError.unknownHost(unknown)) {
            try await HostClient(address: unknown).ask([.name])
        }
    }

    @Test func `What the classic protocol does not know is never sent to the operator`() async {
        let address = HostAddress(host: "192.0.2.1")
        await #expect(throws: HostClientError.notOffered(.disk, offered: HostClient.offeredItems)) {
            try await HostClient(address: address).ask([.disk])
        }
    }

    @Test func `A conversation sends lines and receives text`() async throws {
        let received = try await Self.withHost(replies: ["Nom du pc : vm", "salut", "kill"]) { address in
            try await HostClient(address: address).converse { conversation in
                var received = [conversation.hostName]
                try await conversation.send("bonjour")
                for try await text in conversation.received {
                    received.append(text)
                    if text == HostConversation.farewell { break }
                    try await conversation.send("au revoir")
                }
                return received
            }
        }
        #expect(received == ["vm", "salut", "kill"])
    }

    @Test(arguments: [
        (["HTTP/1.1 400 Bad Request"], HostClientError.notTchat), ([], HostClientError.refused),
        ([""], HostClientError.timedOut),
    ])
    func `A conversation begins only with a Tchat server that lets this machine in`(
        replies: [String],
        error: @Sendable (HostAddress) -> HostClientError
    ) async throws {
        try await Self.withHost(replies: replies) { address in
            await #expect(throws: error(address)) {
                try await HostClient(address: address, timeout: .milliseconds(200)).converse { _ in }
            }
        }
    }
}

/// Answers each read with the next of its replies; an empty one is silence, and after the last it closes.
private final class ScriptedHost: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var replies: [String]

    init(replies: [String]) {
        self.replies = replies
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !replies.isEmpty else { return context.close(promise: nil) }
        let reply = replies.removeFirst()
        guard !reply.isEmpty else { return }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: reply)), promise: nil)
    }
}
