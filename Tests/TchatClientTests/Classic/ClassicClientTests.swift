import NIOCore
import NIOPosix
import TchatModel
import Testing

@testable import TchatClient

@Suite struct ClassicClientTests {
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
            try await ClassicClient(address: address).ask([.name, .cpu])
        }
        #expect(answers == [.name("vm"), .cpu(usedPercent: 1)])
    }

    @Test(arguments: [
        (["SSH-2.0-OpenSSH_9.2"], HostError.notTchat), (["kill"], HostError.connectionLost),
        ([], HostError.refused), (["Nom du pc : vm"], HostError.connectionLost),
    ])
    func `What goes wrong is told apart`(replies: [String], error: @Sendable (HostLocation) -> HostError)
        async throws
    {
        try await Self.withHost(replies: replies) { address in
            await #expect(throws: error(.address(address))) {
                try await ClassicClient(address: address).ask([.name, .cpu])
            }
        }
    }

    @Test func `A host that says nothing is given up`() async throws {
        try await Self.withHost(replies: [""]) { address in
            await #expect(throws: HostError.timedOut(.address(address))) {
                try await ClassicClient(address: address, timeout: .milliseconds(50)).ask([.name])
            }
        }
    }

    @Test func `Nobody there is told apart from no such host`() async throws {
        let free = try await Self.withHost(replies: []) { $0 }
        await #expect(throws: HostError.nobodyListening(.address(free))) {
            try await ClassicClient(address: free).ask([.name])
        }
        let unknown = HostAddress(host: "no-such-host.invalid")
        await #expect(throws: HostError.unknownHost(.address(unknown))) {
            try await ClassicClient(address: unknown).ask([.name])
        }
    }

    @Test func `What the classic protocol does not know is never sent to the operator`() async {
        let address = HostAddress(host: "192.0.2.1")
        await #expect(throws: HostError.notOffered(.disk, offered: ClassicClient.offeredItems)) {
            try await ClassicClient(address: address).ask([.disk])
        }
    }

    @Test func `A conversation sends lines and receives text`() async throws {
        let received = try await Self.withHost(replies: ["Nom du pc : vm", "salut", "kill"]) { address in
            try await ClassicClient(address: address).converse { conversation in
                var received = [conversation.hostName]
                try await conversation.send("bonjour")
                for try await text in conversation.received {
                    received.append(text)
                    if text == ClassicConversation.farewell { break }
                    try await conversation.send("au revoir")
                }
                return received
            }
        }
        #expect(received == ["vm", "salut", "kill"])
    }

    @Test(arguments: [
        (["HTTP/1.1 400 Bad Request"], HostError.notTchat), ([], HostError.refused),
        ([""], HostError.timedOut),
    ])
    func `A conversation begins only with a Tchat server that lets this machine in`(
        replies: [String],
        error: @Sendable (HostLocation) -> HostError
    ) async throws {
        try await Self.withHost(replies: replies) { address in
            await #expect(throws: error(.address(address))) {
                try await ClassicClient(address: address, timeout: .seconds(2)).converse { _ in }
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
