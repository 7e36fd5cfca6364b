/// One event of a `text/event-stream` (WHATWG HTML, § 9.2).
struct ServerSentEvent: Hashable, Sendable {
    /// The event's own id; nil when it has none.
    var id: String?
    /// Its type; `message` when it names none.
    var name: String
    /// Its data, lines joined by line feeds.
    var data: String
}

/// Reads a `text/event-stream` piece by piece, wherever the network cuts it.
struct ServerSentEventParser: Sendable {
    /// What stands in the stream is longer than any event of a host.
    struct TooLong: Error, Hashable {
        let limitBytes: Int
    }

    private let limitBytes: Int
    private var line: [UInt8] = []
    /// A line feed right after a carriage return belongs to it.
    private var isAfterCarriageReturn = false
    private var isFirstLine = true

    private var id: String?
    private var name = ""
    private var data: [UInt8] = []
    private var hasData = false

    /// Makes a parser at the start of a stream; neither a line nor an event's data may be longer than the limit.
    init(limitBytes: Int = 8 << 20) {
        self.limitBytes = limitBytes
    }

    /// Takes the next bytes and gives the events they complete.
    mutating func receive(_ bytes: some Sequence<UInt8>) throws(TooLong) -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\n") where isAfterCarriageReturn:
                isAfterCarriageReturn = false
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                isAfterCarriageReturn = byte == UInt8(ascii: "\r")
                if let event = try endLine() { events.append(event) }
            default:
                isAfterCarriageReturn = false
                guard line.count < limitBytes else { throw TooLong(limitBytes: limitBytes) }
                line.append(byte)
            }
        }
        return events
    }

    private mutating func endLine() throws(TooLong) -> ServerSentEvent? {
        var line = self.line[...]
        defer { self.line.removeAll(keepingCapacity: self.line.count < 1 << 16) }
        if isFirstLine {
            isFirstLine = false
            if line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
        }
        guard !line.isEmpty else { return endEvent() }
        let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
        var value = line[colon...].dropFirst()
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        switch String(decoding: line[..<colon], as: UTF8.self) {
        case "data":
            guard data.count + value.count < limitBytes else { throw TooLong(limitBytes: limitBytes) }
            if hasData { data.append(UInt8(ascii: "\n")) }
            hasData = true
            data.append(contentsOf: value)
        case "event":
            name = String(decoding: value, as: UTF8.self)
        case "id" where !value.contains(0):
            id = String(decoding: value, as: UTF8.self)
        default:
            break  // A comment, the reconnection time (the client has its own) or a field of the future.
        }
        return nil
    }

    private mutating func endEvent() -> ServerSentEvent? {
        defer {
            id = nil
            name = ""
            data = []
            hasData = false
        }
        guard hasData else { return nil }
        return ServerSentEvent(
            id: id,
            name: name.isEmpty ? "message" : name,
            data: String(decoding: data, as: UTF8.self)
        )
    }
}
