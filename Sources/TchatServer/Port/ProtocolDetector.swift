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
    private let access: ClassicAccess
    private let services: ClassicServices
    private let logger: Logger

    private var opening = ByteBuffer()
    private var timer: Scheduled<Void>?
    private var isDecided = false
    private var isInputClosed = false

    init(peer: IPAddress?, access: ClassicAccess, services: ClassicServices, logger: Logger) {
        self.peer = peer
        self.access = access
        self.services = services
        self.logger = logger
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let patience = TimeAmount.seconds(Int64(services.limits.openingSeconds))
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: patience) {
            // A person at an original client may be silent for as long as they like.
            self.decide(.classic, context: context)
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
        guard opening.readableBytes == 0, let peer, access.role(of: peer) != nil else {
            context.close(promise: nil)
            return
        }
        context.writeAndFlush(wrapOutboundOut(ClassicSession.farewell), promise: nil)
        context.closeAfterPeer()
    }

    private func decide(_ detected: WireProtocol, context: ChannelHandlerContext) {
        guard !isDecided else { return }
        isDecided = true
        timer?.cancel()
        switch detected {
        case .classic: startClassic(context: context)
        case .tls: refuse(with: Self.handshakeFailure, protocol: "tls", context: context)
        case .http: refuse(with: Self.notImplemented, protocol: "http", context: context)
        }
    }

    private func startClassic(context: ChannelHandlerContext) {
        guard let peer, let role = access.role(of: peer) else {
            logger.notice("Classic client refused: its address is not allowed", metadata: ["peer": "\(peerName)"])
            context.close(promise: nil)
            return
        }
        do {
            let handler = ClassicHandler(services: services, peer: peer, role: role)
            try context.pipeline.syncOperations.addHandler(handler, position: .after(context.handler))
        } catch {
            context.close(promise: nil)
            return
        }
        if opening.readableBytes > 0 {
            context.fireChannelRead(wrapInboundOut(opening))
        }
        context.fireChannelReadComplete()
        if isInputClosed { context.fireUserInboundEventTriggered(ChannelEvent.inputClosed) }
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }

    /// Says in the peer's own protocol that this version does not serve it.
    private func refuse(with reply: ByteBuffer, protocol name: String, context: ChannelHandlerContext) {
        logger.notice(
            "Refused: the HTTP API, plain and behind TLS, comes with the next version",
            metadata: ["peer": "\(peerName)", "protocol": "\(name)"]
        )
        context.writeAndFlush(wrapOutboundOut(reply), promise: nil)
        context.closeAfterPeer()
    }

    private var peerName: String { peer.map(\.description) ?? "local" }

    /// A fatal alert `handshake_failure` (RFC 8446 § 6): the API behind TLS comes with the next version.
    private static let handshakeFailure = ByteBuffer(bytes: [0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28])

    /// A problem document (RFC 9457) for plaintext HTTP.
    private static let notImplemented: ByteBuffer = {
        let body = """
            {"type":"about:blank","title":"Not Implemented","status":501,"detail":"The HTTP API comes with the next \
            version of Tchat; until then ask this host with 'tchat ask' or 'nc'."}

            """
        let lines = [
            "HTTP/1.1 501 Not Implemented",
            "Content-Type: application/problem+json",
            "Content-Length: \(body.utf8.count)",
            "Connection: close",
            "",
            body,
        ]
        return ByteBuffer(string: lines.joined(separator: "\r\n"))
    }()
}
