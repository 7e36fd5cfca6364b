import NIOCore
import TchatModel

/// Carries a ``ClassicSession`` on a connection: bytes in, bytes out, and ``ClassicClients`` on the other side.
///
/// Synchronous and on the connection's event loop, which is the cheapest way there is to answer.
final class ClassicHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// How long the client is silent before an unframed message counts as complete.
    private static let quiet = TimeAmount.milliseconds(30)
    /// How often a question is tried again that came before the first measurement.
    private static let measurementRetry = TimeAmount.milliseconds(50)

    private let services: ClassicServices
    private let peer: IPAddress
    private let role: Role
    private var session: ClassicSession
    private var connection: ClassicConnection?
    /// The number under which ``ClassicClients`` knows it.
    private var number = 0
    /// By question, the sample that the log has its last answer from: asking in a loop costs the log one entry a second.
    private var recordedSamples = SIMD4<Int>(repeating: -1)

    private var quietTimer: Scheduled<Void>?
    private var measurementTimer: Scheduled<Void>?
    private var unreadTimer: Scheduled<Void>?
    /// Of the configuration that the session's limits are from.
    private var revision: Int
    private var isReadHeldBack = false
    private var isClosing = false

    init(services: ClassicServices, peer: IPAddress, role: Role) {
        self.services = services
        self.peer = peer
        self.role = role
        revision = services.configuration.revision
        session = ClassicSession(role: role, limits: services.configuration.limits)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let connection = ClassicConnection(handler: self, context: context)
        self.connection = connection
        number = services.clients.join(connection, from: peer, role: role)
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(context: context)
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end(context: context)
    }

    private func end(context: ChannelHandlerContext) {
        guard connection != nil else { return }
        if !isClosing {
            session.inputClosed()
            isClosing = true
            pump(context: context)
        }
        connection = nil
        for timer in [quietTimer, measurementTimer, unreadTimer] { timer?.cancel() }
        services.clients.leave(number)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        useLimitsInForce()
        session.received(unwrapInboundIn(data))
    }

    private func useLimitsInForce() {
        let revision = services.configuration.revision
        guard revision != self.revision else { return }
        self.revision = revision
        session.use(services.configuration.limits)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        session.receivedAll()
        pump(context: context)
        context.fireChannelReadComplete()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent {
            dismiss(context: context)
        } else if event as? ChannelEvent == .inputClosed {
            session.inputClosed()
            pump(context: context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    /// Reads on only while the session has room for more and the client takes its replies.
    func read(context: ChannelHandlerContext) {
        if session.acceptsInput, context.channel.isWritable {
            context.read()
        } else {
            isReadHeldBack = true
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        unreadTimer?.cancel()
        unreadTimer = nil
        if context.channel.isWritable {
            pump(context: context)
        } else {
            let deadline = TimeAmount.seconds(Int64(services.configuration.limits.unreadSeconds))
            unreadTimer = context.eventLoop.assumeIsolated().scheduleTask(in: deadline) {
                context.close(promise: nil)
            }
        }
        context.fireChannelWritabilityChanged()
    }

    /// Does all that the session can do now.
    private func pump(context: ChannelHandlerContext) {
        useLimitsInForce()
        let snapshot = services.snapshot()
        let measured = snapshot.replies
        var hasWritten = false
        while context.channel.isWritable || isClosing, let action = session.next(measured: measured) {
            switch action {
            case .send(let bytes):
                context.write(wrapOutboundOut(bytes), promise: nil)
                hasWritten = true
                if let question = session.answeredQuestion { record(question, from: snapshot) }
            case .deliver(let message):
                if !services.clients.receive(message, from: number) { session.refuseNewest() }
            case .control(let action):
                services.clients.recordControl(action, by: number)
                services.control.perform(action)
            case .refused(let attempt):
                services.clients.recordRefusal(of: attempt, to: number)
            case .close:
                if hasWritten { context.flush() }
                hasWritten = false
                close(context: context)
            }
        }
        if hasWritten { context.flush() }
        startTimers(context: context)
        if isReadHeldBack, session.acceptsInput, context.channel.isWritable {
            isReadHeldBack = false
            context.read()
        }
    }

    private func record(_ question: ClassicQuestion, from snapshot: Snapshot) {
        guard recordedSamples[question.place] != snapshot.number else { return }
        recordedSamples[question.place] = snapshot.number
        services.clients.recordQuestion(question.item, answeredFrom: snapshot, to: number)
    }

    private func startTimers(context: ChannelHandlerContext) {
        guard session.awaitsQuiet || quietTimer != nil || session.awaitsMeasurement, !isClosing else { return }
        quietTimer?.cancel()
        quietTimer = nil
        if session.awaitsQuiet {
            quietTimer = context.eventLoop.assumeIsolated().scheduleTask(in: Self.quiet) {
                self.quietTimer = nil
                self.session.quietElapsed()
                self.pump(context: context)
            }
        }
        if session.awaitsMeasurement, measurementTimer == nil {
            measurementTimer = context.eventLoop.assumeIsolated().scheduleTask(in: Self.measurementRetry) {
                self.measurementTimer = nil
                self.pump(context: context)
            }
        }
    }

    private func close(context: ChannelHandlerContext) {
        guard !isClosing else { return }
        isClosing = true
        context.closeAfterPeer()
    }

    /// Tells the client to leave, because the server closes or opens its port anew.
    private func dismiss(context: ChannelHandlerContext) {
        guard !isClosing else { return }
        context.writeAndFlush(wrapOutboundOut(ClassicSession.farewell), promise: nil)
        close(context: context)
    }

    // MARK: - What the operator's side asks for

    /// - Returns: Whether the client is there to take it.
    fileprivate func answer(_ text: String, context: ChannelHandlerContext) -> Bool {
        guard connection != nil, !isClosing, session.answer(text) else { return false }
        pump(context: context)
        return true
    }

    fileprivate func refuseMessage(behind earlier: Int, context: ChannelHandlerContext) {
        guard connection != nil else { return }
        session.refuse(behind: earlier)
        pump(context: context)
    }
}

/// What a classic connection needs of the server.
struct ClassicServices: Sendable {
    let clients: ClassicClients
    let configuration: LiveConfiguration
    /// The latest sample, with the replies to measured questions.
    let snapshot: @Sendable () -> Snapshot
    let control: ServerControl
}

/// A classic connection as other threads reach it.
private final class ClassicConnection: ClassicClient {
    private let eventLoop: any EventLoop
    private let bound: NIOLoopBound<(handler: ClassicHandler, context: ChannelHandlerContext)>

    init(handler: ClassicHandler, context: ChannelHandlerContext) {
        eventLoop = context.eventLoop
        bound = NIOLoopBound((handler, context), eventLoop: context.eventLoop)
    }

    func answer(_ text: String, _ completion: @escaping @Sendable (Bool) -> Void) {
        eventLoop.execute { [bound] in
            completion(bound.value.handler.answer(text, context: bound.value.context))
        }
    }

    func refuseMessage(behind earlier: Int) {
        eventLoop.execute { [bound] in
            bound.value.handler.refuseMessage(behind: earlier, context: bound.value.context)
        }
    }
}
