import Glibc
import NIOCore
import NIOPosix
public import TchatModel

/// Talks to one host.
///
/// It speaks the classic protocol.
public struct HostClient: Sendable {
    /// The items that can be asked, in the order they are shown.
    public static let offeredItems = ClassicReply.items

    /// Where the host answers.
    public let address: HostAddress

    /// How long connecting, and then answering, may take.
    public let timeout: Duration

    /// Makes a client that is not connected yet.
    public init(address: HostAddress, timeout: Duration = .seconds(5)) {
        self.address = address
        self.timeout = timeout
    }

    /// Asks the machine, one item after the other.
    ///
    /// - Returns: The answers, in the order of the items.
    /// - Throws: ``HostClientError``.
    public func ask(_ items: [Item]) async throws -> [Answer] {
        for item in items where !Self.offeredItems.contains(item) {
            throw HostClientError.notOffered(item, offered: Self.offeredItems)
        }
        let channel = try await connect()
        return try await withTimeout(timeout, throwing: .timedOut(address)) {
            do {
                return try await channel.executeThenClose { inbound, outbound in
                    var received = inbound.makeAsyncIterator()
                    var answers: [Answer] = []
                    for item in items {
                        try await outbound.write(ByteBuffer(string: item.rawValue))
                        answers.append(try await answer(to: item, from: &received, isFirst: answers.isEmpty))
                    }
                    return answers
                }
            } catch let error as IOError {
                throw Self.isGone(error) ? HostClientError.refused(address) : error
            }
        }
    }

    /// A reply longer than this is none of Tchat's.
    private static let longestReplyBytes = 65536

    private func answer(
        to item: Item,
        from received: inout NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
        isFirst: Bool
    ) async throws -> Answer {
        var reply = ByteBuffer()
        while var bytes = try await received.next(isolation: #isolation) {
            reply.writeBuffer(&bytes)
            guard reply.readableBytes <= Self.longestReplyBytes else { throw HostClientError.notTchat(address) }
            switch ClassicReply.parse(String(buffer: reply), asking: item) {
            case .complete(let answer):
                return answer
            case .incomplete:
                continue
            case .invalid:
                let isFarewell = String(buffer: reply) == ControlAction.kill.rawValue
                throw isFarewell ? HostClientError.connectionLost(address) : .notTchat(address)
            }
        }
        throw isFirst && reply.readableBytes == 0 ? HostClientError.refused(address) : .connectionLost(address)
    }

    /// Talks with the operator for as long as the body runs.
    ///
    /// - Throws: ``HostClientError``, and whatever the body throws.
    public func converse<Result: Sendable>(
        _ body: @Sendable (HostConversation) async throws -> Result
    ) async throws -> Result {
        let channel = try await connect()
        do {
            return try await channel.executeThenClose { inbound, outbound in
                try await body(HostConversation(inbound: inbound, outbound: outbound))
            }
        } catch let error as IOError {
            throw Self.isGone(error) ? HostClientError.connectionLost(address) : error
        }
    }

    private func connect() async throws(HostClientError) -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        do {
            return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.init(timeout))
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .channelOption(.socketOption(.so_keepalive), value: 1)
                .connect(host: address.host, port: address.port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel(wrappingChannelSynchronously: channel)
                    }
                }
        } catch {
            throw Self.describe(error, connectingTo: address)
        }
    }

    private static func describe(_ error: any Error, connectingTo address: HostAddress) -> HostClientError {
        if case ChannelError.connectTimeout = error { return .timedOut(address) }
        let causes = (error as? NIOConnectionError)?.connectionErrors.map(\.error) ?? [error]
        if causes.isEmpty { return .unknownHost(address) }
        let codes = causes.compactMap { ($0 as? IOError)?.errnoCode }
        if codes.contains(ECONNREFUSED) { return .nobodyListening(address) }
        if codes.contains(ETIMEDOUT)
            || causes.contains(where: { if case ChannelError.connectTimeout = $0 { true } else { false } })
        {
            return .timedOut(address)
        }
        return .unreachable(address, reason: codes.first.map { String(cString: strerror($0)) } ?? "\(error)")
    }

    private static func isGone(_ error: IOError) -> Bool {
        [ECONNRESET, EPIPE, ETIMEDOUT].contains(error.errnoCode)
    }
}

/// An open conversation with a host's operator.
public struct HostConversation: Sendable {
    /// The word that says that the host is done with this client.
    public static let farewell = ControlAction.kill.rawValue

    private let inbound: NIOAsyncChannelInboundStream<ByteBuffer>
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

    fileprivate init(
        inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
        outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.inbound = inbound
        self.outbound = outbound
    }

    /// Says something; each message gets one reply, in order.
    public func send(_ text: String) async throws {
        // Without a newline two messages in one segment would become one.
        try await outbound.write(ByteBuffer(string: text + "\n"))
    }

    /// What the host sends, as it comes; ends when the host closes the conversation.
    public var received: some AsyncSequence<String, any Error> & Sendable {
        inbound.map { [text = PartialText()] in text.decode($0) }
    }
}
