import NIOCore

extension ChannelHandlerContext {
    /// Sends what is written, then the end of the stream, and closes for good when the peer has closed too or takes too
    /// long.
    ///
    /// Closing at once while the peer's bytes are still unread makes the kernel reset the connection (RFC 2525 § 2.17), and
    /// the peer may then never see the last reply.
    func closeAfterPeer() {
        do {
            try pipeline.syncOperations.addHandler(ClosingHandler(), position: .first)
            close(mode: .output, promise: nil)
        } catch {
            close(promise: nil)
        }
    }
}

/// Passes over what still comes in on a connection that has said its last word.
private final class ClosingHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private static let patience = TimeAmount.seconds(1)
    private static let mostPassedOverBytes = 1 << 20

    private var timer: Scheduled<Void>?
    private var passedOverBytes = 0

    func handlerAdded(context: ChannelHandlerContext) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: Self.patience) {
            context.close(promise: nil)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        passedOverBytes += unwrapInboundIn(data).readableBytes
        if passedOverBytes > Self.mostPassedOverBytes { context.close(promise: nil) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.read()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event as? ChannelEvent == .inputClosed {
            context.close(promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
