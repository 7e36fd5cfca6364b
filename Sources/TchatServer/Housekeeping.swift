import FoundationEssentials
import Logging
import ServiceLifecycle
import TchatModel
import TchatStore

/// What is to be done now and then: signs of life on the streams, last uses of tokens, what was counted, and the end of old
/// entries.
struct Housekeeping<SecondsClock: Clock<Duration>>: Service {
    private let store: Store
    private let broadcaster: EventBroadcaster
    private let access: AccessControl
    private let classicClients: ClassicClients
    private let repeatedLog: RepeatedLog
    private let configuration: LiveConfiguration
    private let clock: SecondsClock
    private let logger: Logger

    /// A reader of the event stream hears something at least this often.
    private static var commentSeconds: Int { 5 }
    private static var writingSeconds: Int { 60 }
    private static var pruningSeconds: Int { 3600 }

    /// - Parameter clock: What the seconds are counted by.
    init(
        store: Store,
        broadcaster: EventBroadcaster,
        access: AccessControl,
        classicClients: ClassicClients,
        repeatedLog: RepeatedLog,
        configuration: LiveConfiguration,
        clock: SecondsClock = ContinuousClock(),
        logger: Logger
    ) {
        self.store = store
        self.broadcaster = broadcaster
        self.access = access
        self.classicClients = classicClients
        self.repeatedLog = repeatedLog
        self.configuration = configuration
        self.clock = clock
        self.logger = logger
    }

    /// Does it until the service group shuts down.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            // Each by itself: a slow disk keeps nobody from hearing that the server lives, and a log that takes hours to
            // prune doesn't keep back what was counted.
            async let comments: Void = every(Self.commentSeconds) { broadcaster.publishComment() }
            async let pruning: Void = every(Self.pruningSeconds, firstAfter: Self.writingSeconds) { await prune() }
            await every(Self.writingSeconds) {
                await access.writeLastSeen()
                access.audit.writeRepeated()
                classicClients.endRefusalWindow()
                repeatedLog.writeRepeated()
            }
            await comments
            await pruning
        }
    }

    /// Does something each time so many seconds are over, until it is cancelled; once after a machine's sleep, not for
    /// every time that was slept through.
    private func every(
        _ seconds: Int,
        firstAfter firstSeconds: Int? = nil,
        _ body: @Sendable () async -> Void
    ) async {
        var pause = firstSeconds ?? seconds
        while true {
            do { try await clock.sleep(for: .seconds(pause)) } catch { return }
            pause = seconds
            await body()
        }
    }

    private func prune() async {
        let retention = configuration.current.retention
        do {
            if retention.days > 0 || retention.megabytes > 0 {
                let bytes = retention.megabytes > 0 ? retention.megabytes << 20 : nil
                let count = try await store.prune(olderThan: Self.date(daysAgo: retention.days), keepingBytes: bytes)
                if count > 0 { logger.notice("Old entries removed", metadata: ["entries": "\(count)"]) }
            }
            if let oldest = Self.date(daysAgo: retention.classicDays) {
                let active = classicClients.activeNames
                let count = try await store.forgetClassicPeople(silentSince: oldest, keeping: active)
                if count > 0 {
                    logger.notice("Silent classic addresses forgotten", metadata: ["addresses": "\(count)"])
                }
            }
        } catch StoreError.cancelled {
            // The server ends; it goes on a minute after the next start.
        } catch {
            logger.error("Old entries not removed", metadata: ["reason": "\(error)"])
        }
    }

    /// - Returns: `nil` for 0 days, which keep everything.
    private static func date(daysAgo days: Int) -> Date? {
        days > 0 ? Date(timeIntervalSinceNow: -86_400 * Double(days)) : nil
    }
}
