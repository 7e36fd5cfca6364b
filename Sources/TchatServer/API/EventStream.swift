import HTTPTypes
import Hummingbird
import NIOCore
import TchatModel
import TchatStore

/// The answer to `GET /v1/events`: what was missed, then everything as it happens.
struct EventStream: Sendable {
    private let principal: Principal
    private let options: EventSubscriber.Options
    /// The newest entry the reader has; `nil` begins with what happens now.
    private let lastEventID: Int?
    private let hub: Hub
    /// Where its event loop may write by itself; `nil` leaves everything to the task that writes.
    private let channel: (any Channel)?
    /// Whether the reader still has access.
    private let isStillIn: @Sendable () -> Bool

    init(
        principal: Principal,
        options: EventSubscriber.Options,
        lastEventID: Int?,
        hub: Hub,
        channel: (any Channel)? = nil,
        isStillIn: @escaping @Sendable () -> Bool
    ) {
        self.principal = principal
        self.options = options
        self.lastEventID = lastEventID
        self.hub = hub
        self.channel = channel
        self.isStillIn = isStillIn
    }

    /// Reads what the request asks for.
    init(request: APIRequest, hub: Hub, people: People) throws {
        let principal = try request.principal()
        let options = EventSubscriber.Options(
            wantsVitals: try request.flag("vitals", default: true),
            wantsComments: try request.flag("comments", default: true),
            isConsole: principal.isAtConsole,
            isLocal: request.context.transport.peer == nil
        )
        var lastEventID = try request.number("lastEventID", in: 0...Int.max)
        let header = request.request.headers.first { $0.name.canonicalName == "last-event-id" }?.value
        if let header, !header.isEmpty {
            guard let id = Int(header), id >= 0, header == String(id) else {
                throw APIError.badRequest("Last-Event-ID is the id of the last event you have: a whole number.")
            }
            lastEventID = id
        }
        guard hub.hasRoomForReader else { throw TalkError.tooManyStreams }
        people.audit("listens", person: principal.name, address: request.context.transport.peer)
        self.init(
            principal: principal,
            options: options,
            lastEventID: lastEventID,
            hub: hub,
            channel: request.context.channel,
            isStillIn: { people.isStillIn(principal) }
        )
    }

    func response() -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: ResponseBody { [self] writer in
                try await write(to: &writer)
                try await writer.finish(nil)
            }
        )
    }

    /// Writes the stream until it ends.
    @concurrent func write(to writer: inout any ResponseBodyWriter) async throws {
        let subscriber = EventSubscriber(
            principal: principal,
            options: options,
            longestBacklogBytes: hub.limits.eventBacklogBytes
        )
        let beginning = try hub.subscribe(subscriber)
        defer { hub.unsubscribe(beginning.id) }
        // Whoever was removed since the token was looked at was not among the readers whose streams were cut.
        guard isStillIn() else { return }

        let start = min(lastEventID ?? beginning.lastEntryID, beginning.lastEntryID)
        var opening = ByteBuffer()
        opening.writeImmutableBuffer(try ServerEvent.presence(beginning.presence, id: start).bytes)
        if principal.role >= .member {
            let conversation = principal.role >= .operator ? nil : principal.name
            for marker in try await hub.reading({ try await hub.store.markers(of: conversation) }) {
                opening.writeImmutableBuffer(try ServerEvent.marker(marker, id: start).bytes)
            }
        }
        if options.wantsVitals { opening.writeImmutableBuffer(hub.sampler.snapshot.vitalsEvent.bytes) }
        try await writer.write(opening)

        if principal.role >= .member { try await writeMissed(after: start, upTo: beginning.lastEntryID, to: &writer) }
        while true {
            if let channel {
                try await channel.eventLoop.submit { subscriber.writeDirectly(to: channel) }.get()
            }
            guard let batch = await subscriber.next() else { break }
            var bytes = ByteBuffer()
            bytes.reserveCapacity(batch.reduce(0) { $0 + $1.readableBytes })
            for event in batch { bytes.writeImmutableBuffer(event) }
            try await writer.write(bytes)
        }
        if let channel { try await channel.eventLoop.submit { subscriber.endWriting(to: channel) }.get() }
    }

    /// Sends the part of the log that was written before the reader was let in and that it does not have.
    @concurrent private func writeMissed(after start: Int, upTo end: Int, to writer: inout any ResponseBodyWriter)
        async throws
    {
        let scope: Scope = principal.role >= .operator ? .everything : .conversation(principal.name)
        var last = start
        while last < end {
            let from = last
            let page = try await hub.reading {
                try await hub.store.entries(of: scope, after: from, before: nil, limit: 200, search: nil)
            }
            var bytes = ByteBuffer()
            for entry in page.entries where entry.id <= end {
                bytes.writeImmutableBuffer(try ServerEvent.entry(entry).bytes)
            }
            if bytes.readableBytes > 0 { try await writer.write(bytes) }
            guard page.hasMore, let newest = page.entries.last?.id else { return }
            last = newest
        }
    }
}
