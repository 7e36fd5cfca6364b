import CAdwaita
import Synchronization

/// The tasks that belong to no actor.
///
/// Swift runs them on threads of libdispatch. Once there was one, a further thread looks after them each second, for as long
/// as the process lives: also of a program that rests.
public enum GlobalTasks {
    /// Has their steps run elsewhere from now on; call it before the first task.
    ///
    /// - Parameter execute: Runs each step it is given once, soon, on any thread but the main one. Steps don't wait for each
    ///   other, so one thread is enough.
    public nonisolated static func run(
        by execute: @escaping @Sendable (_ step: @escaping @Sendable () -> Void) -> Void
    ) {
        executor.withLock { $0 = Executor(execute: execute) }
        shim_take_jobs(take)
    }
}

/// A closure by itself would be wrapped once more each time it is taken out of the lock.
nonisolated private struct Executor {
    let execute: @Sendable (_ step: @escaping @Sendable () -> Void) -> Void
}

nonisolated private let executor = Mutex<Executor?>(nil)

nonisolated private func take(_ job: UnsafeMutableRawPointer) {
    // It is run by one thread, once.
    nonisolated(unsafe) let job = job
    executor.withLock { $0 }?.execute { shim_run_job(job) }
}
