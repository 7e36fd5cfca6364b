import HTTPTypes
import Hummingbird
import NIOCore
import NIOPosix
import TchatModel
import TchatStore

/// The answer to `GET /v1/events`: what was missed, then everything as it happens.
struct EventStream: Sendable {
    private let principal: Principal
    private let options: EventSubscriber.Options
    /// The newest entry the reader has; `nil` begins with what happens now.
    private let lastEventID: Int?
    private let broadcaster: EventBroadcaster
    private let store: Store
    private let sampler: Sampler
    /// Where its event loop may write by itself; `nil` leaves everything to the task that writes.
    private let channel: (any Channel)?
    /// Told once the reader is let in.
    private let onBeginning: @Sendable () -> Void
    /// Whether the reader still has access.
    private let hasAccess: @Sendable () -> Bool

    init(
        principal: Principal,
        options: EventSubscriber.Options,
        lastEventID: Int?,
        broadcaster: EventBroadcaster,
        store: Store,
        sampler: Sampler,
        channel: (any Channel)? = nil,
        onBeginning: @escaping @Sendable () -> Void = {},
        hasAccess: @escaping @Sendable () -> Bool
    ) {
        self.principal = principal
        self.options = options
        self.lastEventID = lastEventID
        self.broadcaster = broadcaster
        self.store = store
        self.sampler = sampler
        self.channel = channel
        self.onBeginning = onBeginning
        self.hasAccess = hasAccess
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
        let subscriber = broadcaster.makeSubscriber(for: principal, options: options)
        let beginning = try broadcaster.subscribe(subscriber)
        defer { broadcaster.unsubscribe(beginning.id) }
        // Whoever was removed since the token was looked at was not among the readers whose streams were cut.
        guard hasAccess() else { return }
        onBeginning()

        let start = min(lastEventID ?? beginning.lastEntryID, beginning.lastEntryID)
        var opening = ByteBuffer()
        opening.writeImmutableBuffer(try ServerEvent.presence(beginning.presence, id: start).bytes)
        if principal.role >= .member {
            let conversation = principal.role >= .operator ? nil : principal.name
            for marker in try await store.markers(of: conversation) {
                opening.writeImmutableBuffer(try ServerEvent.marker(marker, id: start).bytes)
            }
        }
        if options.wantsVitals { opening.writeImmutableBuffer(sampler.snapshot.vitalsEvent.bytes) }
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
            let page = try await store.entries(of: scope, after: from, before: nil, limit: 200, search: nil)
            // This task runs on the event loop too, and this is a lot to encode.
            let pieces = try await NIOThreadPool.singleton.runIfActive {
                var bytes = ByteBuffer()
                for entry in page.entries where entry.id <= end {
                    bytes.writeImmutableBuffer(try ServerEvent.entry(entry).bytes)
                }
                return bytes.pieces(ofAtMost: Response.longestPieceBytes)
            }
            for piece in pieces { try await writer.write(piece) }
            guard page.hasMore, let newest = page.entries.last?.id else { return }
            last = newest
        }
    }
}
