import NIOCore
import NIOHTTP1
import Synchronization
import TchatModel

/// One reader of the event stream: what it is to see, and how it is sent there.
///
/// A stream begins with a task that writes what was missed, while what happens meanwhile waits here. On HTTP/1.1 the stream
/// is then written straight to the connection by its event loop, which costs half as much as waking a task for each event;
/// on HTTP/2 the task goes on.
///
/// What waits is bounded. A reader that falls behind misses nothing silently: it is told so, and its stream ends.
final class EventSubscriber: Sendable {
    /// What a reader asks for.
    struct Options: Hashable, Sendable {
        /// Whether a sample is sent each second.
        var wantsVitals = true
        /// Whether the server shows every few seconds that it lives.
        var wantsComments = true
        /// Whether the reader is an operator at a console.
        var isConsole = false
        /// Whether the stream goes through the Unix socket, which a reset of the port does not touch.
        var isLocal = false
    }

    /// Whether a reader that is behind gets an event later, or not at all because a later one makes it needless.
    enum Importance {
        case needed
        case passing
    }

    /// Who reads.
    let principal: Principal
    /// What the reader asked for.
    let options: Options

    private struct State {
        var waiting: [ByteBuffer] = []
        var waitingBytes = 0
        var reader: CheckedContinuation<Void, Never>?
        var end: End?
        var connection: Connection?
    }

    private enum End {
        /// What waits is still sent.
        case finished
        /// The reader was told that it missed something, and that was the last.
        case overflowed
        /// Nothing more is sent.
        case cancelled
    }

    /// A connection that is written to directly; the handler is the one in front of HTTP's encoder.
    private struct Connection {
        let eventLoop: any EventLoop
        let context: NIOLoopBound<ChannelHandlerContext>
    }

    private let state = Mutex(State())
    /// Asked only when something waits.
    private let longestBacklogBytes: @Sendable () -> Int

    init(principal: Principal, options: Options, longestBacklogBytes: @escaping @Sendable () -> Int) {
        self.principal = principal
        self.options = options
        self.longestBacklogBytes = longestBacklogBytes
    }

    /// Ends the stream behind what waits already.
    func finish() { end(.finished) }

    /// Ends the stream at once.
    func cancel() { end(.cancelled) }

    private func end(_ end: End) {
        let reader = state.withLock { state in
            if state.end == nil || end == .cancelled { state.end = end }
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume()
    }
}

// MARK: - For the task that writes

extension EventSubscriber {
    /// What became of an event that was offered.
    enum Outcome {
        /// It is taken care of.
        case taken
        /// It has to be written by this event loop.
        case toBeWritten(any EventLoop)
        /// The reader does not keep up, and its stream ends here.
        case tooMuch
    }

    /// Lets an event wait for the task that writes, unless an event loop does.
    func offer(_ event: ServerEvent, _ importance: Importance) -> Outcome {
        let (reader, outcome) = state.withLock { state -> (CheckedContinuation<Void, Never>?, Outcome) in
            guard state.end == nil else { return (nil, .taken) }
            // Asked under the same lock under which the connection is set: an event never overtakes another.
            if let connection = state.connection { return (nil, .toBeWritten(connection.eventLoop)) }
            if importance == .passing, !state.waiting.isEmpty { return (nil, .taken) }
            let keepsUp = state.waitingBytes == 0 || state.waitingBytes <= longestBacklogBytes()
            if keepsUp {
                state.waiting.append(event.bytes)
                state.waitingBytes += event.bytes.readableBytes
            } else {
                state.waiting.append(ServerEvent.overflow.bytes)
                state.end = .overflowed
            }
            defer { state.reader = nil }
            return (state.reader, keepsUp ? .taken : .tooMuch)
        }
        reader?.resume()
        return outcome
    }

    /// Waits for events; `nil` at the end of the stream.
    func next() async -> [ByteBuffer]? {
        while !Task.isCancelled {
            let (batch, isOver) = state.withLock { state -> ([ByteBuffer], Bool) in
                if case .cancelled = state.end { return ([], true) }
                let batch = state.waiting
                state.waiting = []
                state.waitingBytes = 0
                return (batch, batch.isEmpty && state.end != nil)
            }
            if isOver { return nil }
            if !batch.isEmpty { return batch }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let isReady = state.withLock { state in
                        guard state.waiting.isEmpty, state.end == nil else { return true }
                        state.reader = continuation
                        return false
                    }
                    if isReady { continuation.resume() }
                }
            } onCancel: {
                cancel()
            }
        }
        return nil
    }

    /// Has the connection's event loop write from now on, if it speaks HTTP/1.1 and nothing waits; on the event loop.
    ///
    /// Until the stream ends, ``next()`` then waits without giving anything.
    func writeDirectly(to channel: any Channel) {
        let decoder = ByteToMessageHandler<HTTPRequestDecoder>.self
        guard let context = try? channel.pipeline.syncOperations.context(handlerType: decoder) else { return }
        let isConnected = state.withLock { state in
            guard state.waiting.isEmpty, state.end == nil, state.connection == nil else { return false }
            state.connection = Connection(
                eventLoop: channel.eventLoop,
                context: NIOLoopBound(context, eventLoop: channel.eventLoop)
            )
            return true
        }
        guard isConnected else { return }
        try? channel.pipeline.syncOperations.addHandler(EndOfInputHandler(self), position: .first)
    }

    /// The stream is over: the connection is for other requests again; on the event loop.
    func endWriting(to channel: any Channel) {
        guard let context = try? channel.pipeline.syncOperations.context(handlerType: EndOfInputHandler.self) else {
            return
        }
        channel.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }
}

// MARK: - For the event loop that writes

extension EventSubscriber {
    /// Writes an event to the connection; on its event loop.
    ///
    /// - Returns: Whether the reader keeps up; if not, its stream ends here.
    func write(_ event: ServerEvent, _ importance: Importance) -> Bool {
        // An event that was offered before the stream was finished still belongs to it.
        let connection = state.withLock { $0.end == nil || $0.end == .finished ? $0.connection : nil }
        guard let context = connection?.context.value else { return true }
        if context.channel.isWritable {
            context.writeAndFlush(Self.part(event), promise: nil)
            return true
        }
        guard importance == .needed else { return true }
        let size = event.bytes.readableBytes
        let keepsUp = state.withLock { state in
            guard state.waitingBytes == 0 || state.waitingBytes <= longestBacklogBytes() else { return false }
            state.waitingBytes += size
            return true
        }
        guard keepsUp else {
            context.writeAndFlush(Self.part(.overflow), promise: nil)
            end(.overflowed)
            return false
        }
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.whenComplete { [self] _ in state.withLock { $0.waitingBytes -= size } }
        context.writeAndFlush(Self.part(event), promise: promise)
        return true
    }

    private static func part(_ event: ServerEvent) -> NIOAny {
        NIOAny(HTTPServerResponsePart.body(.byteBuffer(event.bytes)))
    }
}
