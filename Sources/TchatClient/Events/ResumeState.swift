import FoundationEssentials
import TchatModel

/// What to do next for a stream without gaps and repeats, whatever happens to its connections: no socket, no clock.
struct ResumeState: Sendable {
    /// What to do after a connection has ended.
    enum Next: Hashable, Sendable {
        /// Wait, then connect again.
        case retry(HostError, after: Duration)
        /// Give up: it would fail the same way again.
        case stop(HostError)
    }

    /// The id to resume after: of the last entry, or of the log's end when the stream began; nil before that is known.
    private(set) var lastID: Int?

    private var backoff: Backoff

    /// Begins after an entry, or with nil at the log's end.
    init(lastID: Int? = nil, backoff: Backoff = Backoff()) {
        self.lastID = lastID
        self.backoff = backoff
    }

    /// Takes an event of the stream; gives what it means, or nil for what is a repeat or made for newer clients.
    mutating func receive(_ event: ServerSentEvent) -> StreamEvent? {
        // An event is a success: a server that only accepts connections would be asked twice a second otherwise.
        backoff.reset()
        let id = event.id.flatMap { Int($0) }
        // A stream begins with the presence, under the id it resumes after: the one asked for, unless the log is shorter.
        if event.name == "presence", let id, let last = lastID, id < last {
            lastID = id
            return .logWentBack(to: id)
        }
        let isNew = id.map { id in lastID.map { id > $0 } ?? true } ?? true
        if let id, isNew { lastID = id }
        switch event.name {
        case "entry": return isNew && id != nil ? decode(Entry.self, event).map(StreamEvent.entry) : nil
        case "marker": return decode(Marker.self, event).map(StreamEvent.marker)
        case "presence": return decode(Presence.self, event).map(StreamEvent.presence)
        case "vitals": return decode(Vitals.self, event).map(StreamEvent.vitals)
        default: return nil
        }
    }

    /// Takes the end of a connection, or a failed attempt.
    mutating func end(_ error: HostError, using generator: inout some RandomNumberGenerator) -> Next {
        guard error.isTransient else { return .stop(error) }
        return .retry(error, after: backoff.next(after: error, using: &generator))
    }

    private func decode<Value: Decodable>(_: Value.Type, _ event: ServerSentEvent) -> Value? {
        try? APICoding.decoder().decode(Value.self, from: Data(event.data.utf8))
    }
}
