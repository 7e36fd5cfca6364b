import NIOCore

/// What is known of a request beside the request itself: how it came in at first, then where its path leads and who asks.
struct APIContext: Sendable {
    /// How the request came in.
    let transport: Transport
    /// The connection, or the stream within it.
    let channel: any Channel
    /// Where its path leads; nowhere when the API has no such path.
    var match: RouteTable.Match?
    /// Who asks; only a route for anyone has none.
    var principal: Principal?

    init(transport: Transport, channel: any Channel) {
        self.transport = transport
        self.channel = channel
    }
}
