import NIOCore
import NIOPosix

/// A thread of the network, which also runs what is done with what comes from there.
package enum NetworkThread {
    private static let eventLoop = MultiThreadedEventLoopGroup.singleton.any()

    /// Has it run something that doesn't block.
    package static func execute(_ work: @escaping @Sendable () -> Void) {
        eventLoop.execute(work)
    }
}

/// What blocks, or takes long: it has threads of its own.
package enum BlockingWork {
    /// Runs it to its end, also when the task was cancelled.
    package static func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { finished in
            NIOThreadPool.singleton.submit { _ in finished.resume(returning: work()) }
        }
    }
}
