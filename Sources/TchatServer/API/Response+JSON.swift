import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore
import NIOPosix
import TchatModel

extension Response {
    /// A response with a JSON body.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) -> Response {
        do {
            return json(ByteBuffer(bytes: try encoder.encode(value)), status: status)
        } catch {
            // Only a number that is none could be the reason, and a problem has none of those.
            return Problem.Reason.internalError.response
        }
    }

    /// A response with a body that is JSON already.
    static func json(_ body: ByteBuffer, status: HTTPResponse.Status = .ok) -> Response {
        json(ResponseBody(byteBuffer: body), status: status)
    }

    private static func json(_ body: ResponseBody, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: body
        )
    }

    /// The same for HEAD, where a body would be taken for the next response.
    func withoutBody() -> Response {
        Response(status: status, headers: headers, body: ResponseBody())
    }

    private static let encoder = APICoding.encoder()
}

// MARK: - Long answers

extension Response {
    /// How much of a long answer is written at once: whoever shares the event loop waits no longer than for that.
    static let longestPieceBytes = 65_536

    /// Up to so many elements are encoded on the event loop, where that is faster than to go elsewhere and back.
    private static let mostEncodedAtOnce = 8

    /// A response with a JSON body that lists many things: it is encoded elsewhere than on the event loop, and written in
    /// pieces.
    ///
    /// - Parameter count: How many things are in the list.
    static func json(listing value: some Encodable & Sendable, count: Int) async throws -> Response {
        guard count > mostEncodedAtOnce else { return json(value) }
        return try await json { ByteBuffer(bytes: try encoder.encode(value)).pieces(ofAtMost: longestPieceBytes) }
    }

    /// A response with a JSON body whose pieces are made elsewhere than on the event loop, and written one after the other.
    static func json(_ pieces: @escaping @Sendable () throws -> [ByteBuffer]) async throws -> Response {
        let pieces = try await NIOThreadPool.singleton.runIfActive(pieces)
        return json(
            ResponseBody(contentLength: pieces.reduce(0) { $0 + $1.readableBytes }) { writer in
                for piece in pieces { try await writer.write(piece) }
                try await writer.finish(nil)
            }
        )
    }
}

extension ByteBuffer {
    /// The same bytes in order, shared, in slices.
    func pieces(ofAtMost bytes: Int) -> [ByteBuffer] {
        var rest = self
        var pieces: [ByteBuffer] = []
        while let piece = rest.readSlice(length: min(bytes, rest.readableBytes)), piece.readableBytes > 0 {
            pieces.append(piece)
        }
        return pieces
    }
}
