import Dispatch
import Synchronization

/// What a test makes calls hang at until it lets them go.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let waiting = Mutex(0)

    /// How many calls came here.
    var arrivals: Int { waiting.withLock { $0 } }

    /// Hangs until the gate is open.
    func pass() {
        waiting.withLock { $0 += 1 }
        semaphore.wait()
        // Open for the next one too.
        semaphore.signal()
    }

    /// Lets all go, those that come later as well.
    func open() {
        semaphore.signal()
    }
}

/// What a thread tells a test.
final class Flag: Sendable {
    private let state = Mutex(false)

    var isRaised: Bool { state.withLock { $0 } }

    func raise() {
        state.withLock { $0 = true }
    }
}
