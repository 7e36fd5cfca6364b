import Logging
import NIOCore
import NIOPosix

/// The first handler of every connection: looks at the first bytes, hands the connection to whoever speaks that
/// protocol, and leaves.
final class ProtocolDetector: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let peer: IPAddress?
    private let configuration: LiveConfiguration
    private let classicServices: ClassicServices
    private let http: HTTPConnections
    private let metrics: ServerMetrics
    private let logger: Logger

    private var opening = ByteBuffer()
    private var timer: Scheduled<Void>?
    private var isDecided = false
    private var isInputClosed = false

    init(
        peer: IPAddress?,
        configuration: LiveConfiguration,
        classicServices: ClassicServices,
        http: HTTPConnections,
        metrics: ServerMetrics,
        logger: Logger
    ) {
        self.peer = peer
        self.configuration = configuration
        self.classicServices = classicServices
        self.http = http
        self.metrics = metrics
        self.logger = logger
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let patience = TimeAmount.seconds(Int64(configuration.limits.openingSeconds))
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: patience) {
            // A person at an original client may be silent for as long as they like.
            self.decide(.classic, context: context, isTooLate: true)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if opening.readableBytes == 0 {
            opening = bytes
        } else {
            opening.writeBuffer(&bytes)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if let detected = WireProtocol.detect(opening.readableBytesView) {
            decide(detected, context: context)
        } else {
            context.fireChannelReadComplete()
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent {
            dismiss(context: context)
        } else if event as? ChannelEvent == .inputClosed {
            isInputClosed = true
            if opening.readableBytes > 0 {
                decide(.classic, context: context)
            } else {
                context.close(promise: nil)
            }
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    /// Tells a peer that has said nothing yet to leave, in case it is a classic client.
    private func dismiss(context: ChannelHandlerContext) {
        guard !isDecided else { return }
        isDecided = true
        guard opening.readableBytes == 0, let peer, configuration.current.classic.role(of: peer) != nil else {
            context.close(promise: nil)
            return
        }
        context.writeAndFlush(wrapOutboundOut(ClassicSession.farewell), promise: nil)
        context.closeAfterPeer()
    }

    /// - Parameter isTooLate: Whether it is decided only because the time is over.
    private func decide(_ detected: WireProtocol, context: ChannelHandlerContext, isTooLate: Bool = false) {
        guard !isDecided else { return }
        isDecided = true
        timer?.cancel()
        switch detected {
        case .classic: startClassic(context: context, isTooLate: isTooLate)
        case .tls: startEncrypted(context: context)
        case .http:
            count(.http, channel: context.channel)
            let isLocal = peer?.isLoopback ?? true
            let started =
                isLocal
                ? http.startPlain(on: context.channel, transport: .loopback(peer: peer))
                : http.startRedirecting(on: context.channel)
            startHTTP(started, context: context)
        }
    }

    private func count(_ kind: ServerMetrics.ConnectionProtocol, channel: any Channel) {
        metrics.connectionOpened(kind)
        channel.closeFuture.whenComplete { [metrics] _ in metrics.connectionClosed(kind) }
    }

    /// Serves TLS: its end is one for both directions, unlike that of plain text, whose peer may still want its answer.
    private func startEncrypted(context: ChannelHandlerContext) {
        do {
            try context.channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: false)
        } catch {
            context.close(promise: nil)
            return
        }
        count(.tls, channel: context.channel)
        startHTTP(http.startEncrypted(on: context.channel), context: context)
    }

    private func startHTTP(_ started: EventLoopFuture<Void>, context: ChannelHandlerContext) {
        let channel = context.channel
        started.whenFailure { _ in channel.close(promise: nil) }
        // Requests are longer than classic words.
        channel.setOption(.recvAllocator, value: AdaptiveRecvByteBufferAllocator()).whenFailure { _ in }
        handOver(context: context)
    }

    private func startClassic(context: ChannelHandlerContext, isTooLate: Bool) {
        guard let peer, let role = configuration.current.classic.role(of: peer) else {
            metrics.connectionRefused(isTooLate ? .openingTimeout : .classicNotAllowed)
            if isTooLate {
                logger.notice("Connection closed: it did not say what it speaks", metadata: ["peer": "\(peerName)"])
            } else {
                logger.notice(
                    "Classic client refused: its address is not allowed",
                    metadata: ["peer": "\(peerName)"]
                )
            }
            context.close(promise: nil)
            return
        }
        do {
            count(.classic, channel: context.channel)
            let handler = ClassicHandler(services: classicServices, peer: peer, role: role)
            try context.pipeline.syncOperations.addHandler(handler, position: .after(context.handler))
        } catch {
            context.close(promise: nil)
            return
        }
        handOver(context: context)
    }

    /// Gives what was read so far to the handlers behind this one, and leaves.
    private func handOver(context: ChannelHandlerContext) {
        if opening.readableBytes > 0 {
            context.fireChannelRead(wrapInboundOut(opening))
        }
        context.fireChannelReadComplete()
        if isInputClosed { context.fireUserInboundEventTriggered(ChannelEvent.inputClosed) }
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }

    private var peerName: String { peer.map(\.description) ?? "local" }
}
