import Foundation

/// Waits for a process on a thread of its own, and makes sure that no signal reaches another that has its number later.
final class ProcessEnding: @unchecked Sendable {
    private let id: pid_t
    private let condition = NSCondition()
    // Guarded by the condition.
    private var status: CInt?

    init(of id: pid_t) {
        self.id = id
        Thread.detachNewThread { [self] in
            // Looks without removing the process: while it is there, its number is its own.
            var information = siginfo_t()
            while waitid(P_PID, id_t(id), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
            condition.withLock {
                var raw: CInt = 0
                while waitpid(id, &raw, 0) < 0, errno == EINTR {}
                let signal = raw & 0x7F
                status = signal == 0 ? (raw >> 8) & 0xFF : -signal
                condition.broadcast()
            }
        }
    }

    func send(signal: CInt) {
        condition.withLock {
            if status == nil { kill(id, signal) }
        }
    }

    /// Waits for the end.
    ///
    /// - Returns: The exit status or the negative signal; `nil` when the deadline has passed.
    func wait(patience: Int = 1) -> CInt? {
        let deadline = Date(timeIntervalSinceNow: Double(Deadline.seconds * patience))
        condition.lock()
        defer { condition.unlock() }
        while status == nil, condition.wait(until: deadline) {}
        return status
    }
}
