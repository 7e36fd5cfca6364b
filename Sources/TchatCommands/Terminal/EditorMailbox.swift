import Glibc
import Synchronization

/// What other threads ask of the editor's thread, and the pipe that wakes it.
final class EditorMailbox: Sendable {
    /// Requests since the last time they were taken.
    struct Requests: Sendable {
        var prints: PrintQueue
        var prompt: String?
        var isResized = false
        var isResumed = false
        var isStopping = false

        var isEmpty: Bool { prints.isEmpty && prompt == nil && !isResized && !isResumed && !isStopping }
    }

    private struct State {
        var requests: Requests
        var hasEnded = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    /// Whether something stands behind the prompt; the editor's thread keeps it.
    let isTyping = Atomic(false)

    /// Becomes readable when there are requests.
    let wakeDescriptor: CInt

    private let wakeWriter: CInt
    private let printLimit: Int
    private let state: Mutex<State>

    init(printLimit: Int) throws(LineEditor.StartError) {
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .system(call: "pipe", code: errno) }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        (wakeDescriptor, wakeWriter) = (ends[0], ends[1])
        self.printLimit = printLimit
        state = Mutex(State(requests: Requests(prints: PrintQueue(limit: printLimit))))
    }

    deinit {
        close(wakeDescriptor)
        close(wakeWriter)
    }

    /// Adds a request; ignored once the editor has ended.
    func post(_ request: (inout Requests) -> Void) {
        let mustWake = state.withLock { state in
            guard !state.hasEnded else { return false }
            let wasEmpty = state.requests.isEmpty
            request(&state.requests)
            return wasEmpty && !state.requests.isEmpty
        }
        if mustWake { _ = write(wakeWriter, [1], 1) }
    }

    /// Takes all requests; nil when there are none.
    func take() -> Requests? {
        state.withLock { state in
            guard !state.requests.isEmpty else { return nil }
            defer { state.requests = Requests(prints: PrintQueue(limit: printLimit)) }
            return state.requests
        }
    }

    /// Makes the pipe unreadable, once it woke the thread and before requests are taken.
    ///
    /// Not when they are taken: a request can be taken before the one who posted it gets to write.
    func clearWakeUp() {
        var bytes: (UInt64, UInt64) = (0, 0)
        while read(wakeDescriptor, &bytes, MemoryLayout.size(ofValue: bytes)) > 0 {}
    }

    /// Tells those who wait that the editor has ended.
    func end() {
        let waiters = state.withLock { state in
            state.hasEnded = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns when the editor has ended.
    func ended() async {
        await withCheckedContinuation { continuation in
            let hasEnded = state.withLock { state in
                if !state.hasEnded { state.waiters.append(continuation) }
                return state.hasEnded
            }
            if hasEnded { continuation.resume() }
        }
    }
}
