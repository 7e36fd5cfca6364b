import Glibc

/// The stack of a thread that reads small files: all that is large is on the heap.
private let stackSize = 128 << 10

/// Starts a thread that nobody waits for; false where the system has no more threads.
func startThread(named name: String, _ body: @escaping @Sendable () -> Void) -> Bool {
    var attributes = pthread_attr_t()
    guard pthread_attr_init(&attributes) == 0 else { return false }
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stackSize)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))

    // A new thread inherits the mask: with all signals blocked, none of the process's is ever given to a thread that
    // hangs in a system call.
    var allSignals = sigset_t()
    var callersSignals = sigset_t()
    sigfillset(&allSignals)
    pthread_sigmask(SIG_SETMASK, &allSignals, &callersSignals)
    defer { pthread_sigmask(SIG_SETMASK, &callersSignals, nil) }

    let start = Unmanaged.passRetained(ThreadStart(name: name, body: body))
    var thread = pthread_t()
    let result = pthread_create(
        &thread,
        &attributes,
        { argument in
            guard let argument else { return nil }
            Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue().run()
            return nil
        },
        start.toOpaque()
    )
    guard result == 0 else {
        start.release()
        return false
    }
    return true
}

/// What a new thread is given.
private final class ThreadStart: Sendable {
    private let name: String
    private let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }

    func run() {
        setName()
        body()
    }

    /// Names the thread for ps(1) and top(1) (proc_pid_comm(5)); glibc's function for it is not visible to Swift.
    private func setName() {
        let descriptor = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = write(descriptor, name, name.utf8.count)
        close(descriptor)
    }
}
