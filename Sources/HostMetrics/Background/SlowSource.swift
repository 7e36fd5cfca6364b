import Synchronization

/// What reads a source that can take long.
protocol SlowCollector: Sendable {
    associatedtype Value: Sendable

    /// The thread's name, at most 15 bytes (proc_pid_comm(5)).
    static var threadName: String { get }
    /// How long a result is not asked for again.
    static var period: Duration { get }
    /// The age at which a result is no longer shown.
    static var maximumAge: Duration { get }

    /// Reads the source; nothing where the machine lacks it.
    func collect() -> Value?
}

/// A thread that reads one slow source whenever it is asked to, and the latest result.
///
/// The thread starts at the first request, sleeps between requests, and ends after this object is released: at once,
/// or, where a read hangs, as soon as that returns. Nobody waits for it.
final class SlowSource<Value: Sendable>: Sendable {
    private let thread: WorkerThread<Value>
    private let threadName: String
    private let period: Duration
    private let maximumAge: Duration
    private let requests = Mutex(Requests())

    private struct Requests {
        /// When the last one was made, since the reference instant.
        var last: Duration?
        var isThreadStarted = false
    }

    init<Collector: SlowCollector>(_ collector: Collector) where Collector.Value == Value {
        thread = WorkerThread(collect: collector.collect)
        threadName = Collector.threadName
        period = Collector.period
        maximumAge = Collector.maximumAge
    }

    deinit {
        thread.wakeUp.stop()
    }

    /// Asks for a new result if one is due, and returns the latest.
    func poll(at now: ContinuousClock.Instant) -> Measured<Value>? {
        requests.withLock { requests in
            let now = now.sinceReference
            if let last = requests.last, now - last < period { return }
            requests.last = now
            if !requests.isThreadStarted {
                requests.isThreadStarted = startThread(named: threadName) { [thread] in thread.run() }
            }
            thread.wakeUp.signal()
        }
        return latest(at: now)
    }

    /// The latest result, if it is not too old to be shown.
    func latest(at now: ContinuousClock.Instant) -> Measured<Value>? {
        guard let published = thread.latest.withLock({ $0 }), published.measured.age(at: now) <= maximumAge else {
            return nil
        }
        return published.measured
    }

    /// Whether there is a result, however old.
    var hasMeasured: Bool { thread.latest.withLock { $0 != nil } }
}

/// What the thread of a slow source works on; it outlives the source where a read hangs.
private final class WorkerThread<Value: Sendable>: Sendable {
    let wakeUp = WakeUp()
    let latest = Mutex<Published?>(nil)
    private let collect: @Sendable () -> Value?

    /// A result, which readers share instead of copying it.
    final class Published: Sendable {
        let measured: Measured<Value>

        init(measured: Measured<Value>) {
            self.measured = measured
        }
    }

    init(collect: @escaping @Sendable () -> Value?) {
        self.collect = collect
    }

    func run() {
        while wakeUp.wait() {
            let published = collect().map { Published(measured: Measured(value: $0, at: .now)) }
            latest.withLock { $0 = published }
        }
    }
}
