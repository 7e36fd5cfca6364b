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
    /// How many samples are kept: 15 minutes.
    static let longestHistory = 900

    private let reader: HostReader
    /// What rarely changes about the machine, as it was when the server started.
    let facts: HostFacts

    private let group: any EventLoopGroup
    private let afterEachSample: @Sendable (Snapshot) -> Void
    private let state: Mutex<State>

    private struct State {
        var latest: Snapshot
        /// A ring: the place of the oldest is where the next one goes once it is full.
        var history: [HistorySample] = []
        var next = 0
    }

    /// - Parameter afterEachSample: Told of each sample, on an event loop.
    init(
        reader: HostReader,
        group: any EventLoopGroup,
        afterEachSample: @escaping @Sendable (Snapshot) -> Void = { _ in }
    ) {
        self.reader = reader
        self.group = group
        self.afterEachSample = afterEachSample
        facts = reader.facts()
        state = Mutex(State(latest: Snapshot(number: 0, facts: facts, sample: reader.sample())))
    }

    /// The latest sample, in all its forms.
    var snapshot: Snapshot { state.withLock(\.latest) }

    /// The samples of the last seconds, oldest first.
    func history(seconds: Int) -> [HistorySample] {
        state.withLock { state in
            let ordered = state.history[state.next...] + state.history[..<state.next]
            return Array(ordered.suffix(seconds))
        }
    }

    /// Samples until the service group shuts down.
    public func run() async throws {
        let task = group.next().scheduleRepeatedTask(initialDelay: Self.firstInterval, delay: Self.interval) {
            [self] _ in
            afterEachSample(takeSample())
        }
        defer { task.cancel() }
        try? await gracefulShutdown()
    }

    private func takeSample() -> Snapshot {
        let sample = reader.sample()
        return state.withLock { state in
            let snapshot = Snapshot(number: state.latest.number + 1, facts: facts, sample: sample)
            state.latest = snapshot
            if state.history.count < Self.longestHistory {
                state.history.append(snapshot.historySample)
            } else {
                state.history[state.next] = snapshot.historySample
                state.next = (state.next + 1) % Self.longestHistory
            }
            return snapshot
        }
    }
}
