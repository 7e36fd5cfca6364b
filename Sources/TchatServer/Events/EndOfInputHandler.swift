import NIOCore

/// Ends an event stream when its reader has closed the connection, which otherwise only the next event would show.
final class EndOfInputHandler: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = NIOAny

    private let subscriber: EventSubscriber

    init(_ subscriber: EventSubscriber) {
        self.subscriber = subscriber
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event as? ChannelEvent == .inputClosed { subscriber.cancel() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        subscriber.cancel()
        context.fireChannelInactive()
    }
}
