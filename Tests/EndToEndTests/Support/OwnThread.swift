import Dispatch
import Testing

/// Runs each test on a thread of its own, where it may wait for processes and sockets as plain code does.
///
/// On the shared threads, of which there are as many as processors, waiting tests would hold up all others.
struct OwnThread: SuiteTrait, TestTrait, TestScoping {
    /// Few at once, so that the tests don't starve each other's servers on a small machine.
    private static let places = DispatchSemaphore(value: 4)

    let isRecursive = true

    @concurrent
    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        try await withTaskExecutorPreference(TestThread()) {
            takePlace()
            defer { Self.places.signal() }
            try await function()
        }
    }

    private func takePlace() {
        Self.places.wait()
    }
}

extension Trait where Self == OwnThread {
    /// Runs each test on a thread of its own.
    static var ownThread: Self { OwnThread() }
}

private final class TestThread: TaskExecutor {
    private let queue = DispatchQueue(label: "tchat.end-to-end-test")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}
