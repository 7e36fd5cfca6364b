import Hummingbird
import Logging
import NIOCore

/// What a route knows of its request beside the request itself.
struct APIContext: RequestContext {
    /// What a context is made of.
    struct Source: RequestContextSource {
        let logger: Logger
        let transport: Transport
        let channel: any Channel
    }

    var coreContext: CoreRequestContextStorage
    /// How the request came in.
    let transport: Transport
    /// The connection, or the stream within it.
    let channel: any Channel

    init(source: Source) {
        coreContext = CoreRequestContextStorage(source: source)
        transport = source.transport
        channel = source.channel
    }
}
