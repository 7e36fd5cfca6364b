import FoundationEssentials
import Logging
import ServiceLifecycle
import TchatModel
import TchatStore

/// What is to be done now and then: signs of life on the streams, last uses of tokens, and the end of old entries.
struct Housekeeping: Service {
    private let hub: Hub
    private let people: People
    private let retention: Retention
    private let logger: Logger

    /// A reader of the event stream hears something at least this often.
    private static let commentSeconds = 5
    private static let writingSeconds = 60
    private static let pruningSeconds = 3600

    init(hub: Hub, people: People, retention: Retention, logger: Logger) {
        self.hub = hub
        self.people = people
        self.retention = retention
        self.logger = logger
    }

    /// Follows the sampler's seconds until the service group shuts down.
    func run() async throws {
        let (minutes, continuation) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))
        hub.sampler.afterEachSample { [hub] second in
            hub.publishVitals()
            if second % Self.commentSeconds == 0 { hub.publishComment() }
            if second % Self.writingSeconds == 0 { continuation.yield(second) }
        }
        // The sampler would otherwise keep the hub, which keeps the sampler.
        defer { hub.sampler.afterEachSample { _ in } }
        for await second in minutes.cancelOnGracefulShutdown() {
            await people.writeLastSeen()
            if second % Self.pruningSeconds == Self.writingSeconds { await prune() }
        }
    }

    private func prune() async {
        guard retention.days > 0 || retention.megabytes > 0 else { return }
        let oldest = retention.days > 0 ? Date(timeIntervalSinceNow: -86_400 * Double(retention.days)) : nil
        let bytes = retention.megabytes > 0 ? retention.megabytes << 20 : nil
        do {
            let count = try await hub.store.prune(olderThan: oldest, keepingBytes: bytes)
            if count > 0 { logger.notice("Old entries removed", metadata: ["entries": "\(count)"]) }
        } catch {
            logger.error("Old entries not removed", metadata: ["reason": "\(error)"])
        }
    }
}
