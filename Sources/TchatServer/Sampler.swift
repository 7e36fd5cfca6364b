import HostMetrics
import NIOCore
public import ServiceLifecycle
import Synchronization
import TchatModel

/// Reads the machine once a second and keeps what it read, so that no question ever waits for a measurement.
public final class Sampler: Service {
    private static let interval = TimeAmount.seconds(1)
    /// A question that comes right after the start should not wait for a full second.
    private static let firstInterval = TimeAmount.milliseconds(250)

    private let reader: HostReader
    private let facts: HostFacts
    private let group: any EventLoopGroup
    private let latest: Mutex<MeasuredReplies>

    init(reader: HostReader, group: any EventLoopGroup) {
        self.reader = reader
        self.group = group
        facts = reader.facts()
        latest = Mutex(Self.encode(reader.sample(), facts: facts, isFirst: true))
    }

    /// The classic replies of the last second.
    var replies: MeasuredReplies { latest.withLock(\.self) }

    /// Samples until the service group shuts down.
    public func run() async throws {
        let task = group.next().scheduleRepeatedTask(initialDelay: Self.firstInterval, delay: Self.interval) {
            [self] _ in
            let replies = Self.encode(reader.sample(), facts: facts, isFirst: false)
            latest.withLock { $0 = replies }
        }
        defer { task.cancel() }
        try? await gracefulShutdown()
    }

    private static func encode(_ sample: HostSample, facts: HostFacts, isFirst: Bool) -> MeasuredReplies {
        MeasuredReplies(facts: facts, cpu: sample.cpu?.value, memory: sample.memory?.value, isFirst: isFirst)
    }
}
