import Glibc
import NIOCore
import NIOPosix
public import TchatModel

/// Talks to one host in the classic protocol.
public struct ClassicClient: Sendable {
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
    /// - Throws: ``HostError``.
    public func ask(_ items: [Item]) async throws -> [ClassicAnswer] {
        for item in items where !Self.offeredItems.contains(item) {
            throw HostError.notOffered(item, offered: Self.offeredItems)
        }
        let channel = try await connect()
        return try await withTimeout(timeout, throwing: .timedOut(location)) {
            do {
                return try await channel.executeThenClose { inbound, outbound in
                    let received = ReceivedBytes(inbound)
                    var answers: [ClassicAnswer] = []
                    for item in items {
                        try await outbound.write(ByteBuffer(string: item.rawValue))
                        answers.append(try await answer(to: item, from: received, isFirst: answers.isEmpty))
                    }
                    return answers
                }
            } catch let error where Self.isClosed(error) {
                throw HostError.refused(location)
            }
        }
    }

    /// Talks with the operator for as long as the body runs.
    ///
    /// The host is asked its name first, which tells at once whether it is a Tchat server and lets this machine in.
    ///
    /// - Throws: ``HostError``, and whatever the body throws.
    public func converse<Result: Sendable>(
        _ body: @Sendable (ClassicConversation) async throws -> Result
    ) async throws -> Result {
        let channel = try await connect()
        var isGreeted = false
        do {
            return try await channel.executeThenClose { inbound, outbound in
                let received = ReceivedBytes(inbound)
                try await outbound.write(ByteBuffer(string: Item.name.rawValue))
                let greeting = try await withTimeout(timeout, throwing: .timedOut(location)) {
                    try await answer(to: .name, from: received, isFirst: true)
                }
                guard case .name(let name) = greeting else { throw HostError.notTchat(location) }
                isGreeted = true
                return try await body(ClassicConversation(hostName: name, bytes: received, outbound: outbound))
            }
        } catch let error where Self.isClosed(error) {
            throw isGreeted ? HostError.connectionLost(location) : .refused(location)
        }
    }

    private var location: HostLocation { .address(address) }

    /// A reply longer than this is none of Tchat's.
    private static let longestReplyBytes = 4096

    private func answer(to item: Item, from received: ReceivedBytes, isFirst: Bool) async throws -> ClassicAnswer {
        var reply = ByteBuffer()
        while var bytes = try await received.next() {
            reply.writeBuffer(&bytes)
            guard reply.readableBytes <= Self.longestReplyBytes else { throw HostError.notTchat(location) }
            switch ClassicReply.parse(String(buffer: reply), asking: item) {
            case .complete(let answer):
                return answer
            case .incomplete:
                continue
            case .invalid:
                let isFarewell = String(buffer: reply) == ControlAction.kill.rawValue
                throw isFarewell ? HostError.connectionLost(location) : .notTchat(location)
            }
        }
        throw isFirst && reply.readableBytes == 0 ? HostError.refused(location) : .connectionLost(location)
    }

    private func connect() async throws(HostError) -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
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
            throw HostError(connecting: error, to: location)
        }
    }

    /// Whether an error only says that the host has closed the connection.
    private static func isClosed(_ error: any Error) -> Bool {
        switch error {
        case let error as IOError: [ECONNRESET, EPIPE, ETIMEDOUT, ENOTCONN].contains(error.errnoCode)
        case is ChannelError, is NIOAsyncWriterError: true
        default: false
        }
    }
}

/// An open conversation with a host's operator.
public struct ClassicConversation: Sendable {
    /// The word that says that the host is done with this client.
    public static let farewell = ControlAction.kill.rawValue

    /// The name the machine gives itself.
    public let hostName: String

    private let bytes: ReceivedBytes
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

    fileprivate init(hostName: String, bytes: ReceivedBytes, outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>) {
        self.hostName = hostName
        self.bytes = bytes
        self.outbound = outbound
    }

    /// Says something; each message gets one reply, in order.
    public func send(_ text: String) async throws {
        // Without a newline two messages in one segment would become one.
        try await outbound.write(ByteBuffer(string: text + "\n"))
    }

    /// What the host sends, as it comes and for one reader; ends when the host closes the conversation.
    public var received: AsyncThrowingStream<String, any Error> {
        let text = PartialText()
        return AsyncThrowingStream { [bytes] in
            try await bytes.next().map(text.decode)
        }
    }
}

/// What comes in on a connection, for readers that take turns.
private actor ReceivedBytes {
    private let iterator: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator

    init(_ inbound: NIOAsyncChannelInboundStream<ByteBuffer>) {
        iterator = inbound.makeAsyncIterator()
    }

    func next() async throws -> ByteBuffer? {
        // A copy reads on where the other left off: the stream itself keeps the place.
        var iterator = iterator
        return try await iterator.next(isolation: #isolation)
    }
}
