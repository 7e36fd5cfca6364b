/// Runs what the user sets going, side by side, within the task that runs the queue: so nothing outlives it.
final class WorkQueue {
    private let works: AsyncStream<@MainActor () async -> Void>
    private let continuation: AsyncStream<@MainActor () async -> Void>.Continuation

    init() {
        (works, continuation) = AsyncStream.makeStream()
    }

    /// Has a piece of work run as soon as the queue runs.
    func add(_ work: @escaping @MainActor () async -> Void) {
        continuation.yield(work)
    }

    /// Runs what is added, until the task is cancelled; what still runs then is cancelled too, and waited for.
    func run() async {
        await withDiscardingTaskGroup { group in
            for await work in works {
                group.addTask { await work() }
            }
            group.cancelAll()
        }
    }
}
