import FoundationEssentials
import NIOCore
import TchatModel

/// An event of the stream, encoded once; every subscriber is sent the same bytes.
///
/// The framing is that of server-sent events (WHATWG HTML § 9.2).
struct ServerEvent: Sendable {
    /// The bytes of the event, with the empty line that ends it.
    let bytes: ByteBuffer

    /// An entry of the log.
    static func entry(_ entry: Entry) throws -> ServerEvent {
        try ServerEvent(named: "entry", id: entry.id, data: entry)
    }

    /// A marker that moved; the id is that of the last entry there was.
    static func marker(_ marker: Marker, id: Int) throws -> ServerEvent {
        try ServerEvent(named: "marker", id: id, data: marker)
    }

    /// Who is connected; the id is that of the last entry there was.
    static func presence(_ presence: Presence, id: Int) throws -> ServerEvent {
        try ServerEvent(named: "presence", id: id, data: presence)
    }

    /// The latest sample, as it is encoded already.
    static func vitals(_ json: ByteBuffer) -> ServerEvent {
        var bytes = ByteBuffer()
        bytes.writeStaticString("event: vitals\ndata: ")
        bytes.writeImmutableBuffer(json)
        bytes.writeStaticString("\n\n")
        return ServerEvent(bytes: bytes)
    }

    /// The last event of a reader that was too slow.
    static let overflow = ServerEvent(
        bytes: ByteBuffer(
            string: """
                event: overflow
                data: {"detail":"You read too slowly and missed some events: connect again with Last-Event-ID."}


                """
        )
    )

    /// Says nothing; a peer that is gone shows by it.
    static let comment = ServerEvent(bytes: ByteBuffer(string: ":\n\n"))

    private init(bytes: ByteBuffer) {
        self.bytes = bytes
    }

    private init(named name: StaticString, id: Int, data: some Encodable) throws {
        let json = try Self.encoder.encode(data)
        var bytes = ByteBuffer()
        bytes.reserveCapacity(json.count + 64)
        bytes.writeStaticString("id: ")
        bytes.writeString(String(id))
        bytes.writeStaticString("\nevent: ")
        bytes.writeStaticString(name)
        bytes.writeStaticString("\ndata: ")
        bytes.writeBytes(json)  // one line: JSON escapes line breaks
        bytes.writeStaticString("\n\n")
        self.bytes = bytes
    }

    private static let encoder = APICoding.encoder()
}
