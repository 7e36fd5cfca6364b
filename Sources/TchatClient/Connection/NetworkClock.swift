import NIOCore
import NIOPosix

/// The time as ``ContinuousClock`` has it, waited for by a thread of the network.
///
/// A wait that is cancelled leaves no timer behind: one of Swift's own goes off all the same, for nobody.
package struct NetworkClock: Clock {
    private let eventLoop: any EventLoop

    /// Makes a clock; all are alike.
    package init() {
        self.init(MultiThreadedEventLoopGroup.singleton.any())
    }

    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    /// The time now.
    package var now: ContinuousClock.Instant { .now }
    /// The least time that can be waited for.
    package var minimumResolution: Duration { .nanoseconds(1) }

    /// Waits until a time, or until the task is cancelled.
    package func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        let timer = eventLoop.scheduleTask(in: TimeAmount(max(now.duration(to: deadline), .zero))) {}
        try await withTaskCancellationHandler {
            do {
                try await timer.futureResult.get()
            } catch {
                throw CancellationError()
            }
        } onCancel: {
            timer.cancel()
        }
    }
}
