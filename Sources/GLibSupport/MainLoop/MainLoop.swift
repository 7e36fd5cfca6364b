import CAdwaita
import Dispatch
import Glibc

/// GLib's main loop, on which everything of the window runs.
public enum MainLoop {
    /// When a source is served; what is smaller goes first.
    public nonisolated struct Priority: Equatable, Sendable {
        let value: Int32

        /// Timeouts and events.
        public static let normal = Priority(value: G_PRIORITY_DEFAULT)
        /// After the events, before GTK lays out and draws (its priorities are 110 and 120).
        public static let beforeDrawing = Priority(value: G_PRIORITY_HIGH_IDLE + 5)
        /// When there is nothing else to do.
        public static let idle = Priority(value: G_PRIORITY_DEFAULT_IDLE)
    }

    /// A signal of the operating system that asks the program to end.
    public nonisolated enum Signal: Int32, CaseIterable, Sendable {
        /// SIGHUP: the terminal has gone.
        case hangUp = 1
        /// SIGINT: Ctrl+C.
        case interrupt = 2
        /// SIGTERM: the session ends, or someone asks politely.
        case terminate = 15
    }

    /// Whether libdispatch's main queue is served by this loop.
    private static var isBridged = false

    /// Lets the main actor run on this loop: call it once, before the application runs.
    ///
    /// The program's entry point must be synchronous, or another loop owns the main queue already.
    public static func bridge() {
        guard !isBridged else { return }
        isBridged = true
        let handle = _dispatch_get_main_queue_handle_4CF()
        precondition(handle >= 0, "libdispatch has no handle of its main queue.")
        g_unix_fd_add_full(G_PRIORITY_DEFAULT, handle, G_IO_IN, serveMainQueue, nil, nil)
    }

    /// Runs the handler once, when the loop comes to it.
    public static func idle(priority: Priority = .idle, _ handler: @escaping @MainActor () -> Void) {
        let box = SourceBox(repeats: false, handler)
        box.id = g_idle_add_full(priority.value, fireSource, Unmanaged.passRetained(box).toOpaque(), releaseSource)
    }

    /// Runs the handler again and again until the source is cancelled or released.
    ///
    /// - Parameter interval: Whole seconds share their wake-ups with other programs' timers.
    public static func timeout(every interval: Duration, _ handler: @escaping @MainActor () -> Void) -> Source {
        Source(start(interval, SourceBox(repeats: true, handler)))
    }

    /// Runs the handler once after a while, unless the source is cancelled or released before.
    public static func timeout(after delay: Duration, _ handler: @escaping @MainActor () -> Void) -> Source {
        Source(start(delay, SourceBox(repeats: false, handler)))
    }

    /// Runs the handler when the process gets the signal, until the source is cancelled or released.
    public static func signal(_ signal: Signal, _ handler: @escaping @MainActor () -> Void) -> Source {
        let box = SourceBox(repeats: true, handler)
        let data = Unmanaged.passRetained(box).toOpaque()
        // Whoever started the program may have left it blocked, as threads of libdispatch do.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, signal.rawValue)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        box.id = g_unix_signal_add_full(G_PRIORITY_DEFAULT, signal.rawValue, fireSource, data, releaseSource)
        return Source(box)
    }

    /// Serves what is ready: for tests and measurements, which have no application that runs.
    ///
    /// - Parameter waiting: Whether it waits for something when nothing is ready, rather than return at once.
    /// - Returns: Whether there was something.
    @discardableResult public static func turn(waiting: Bool = false) -> Bool {
        Bool(g_main_context_iteration(nil, waiting.c))
    }

    private static func start(_ interval: Duration, _ box: SourceBox) -> SourceBox {
        let (seconds, attoseconds) = interval.components
        let data = Unmanaged.passRetained(box).toOpaque()
        if attoseconds == 0, seconds > 0 {
            box.id = g_timeout_add_seconds_full(G_PRIORITY_DEFAULT, guint(seconds), fireSource, data, releaseSource)
        } else {
            let milliseconds = guint(seconds * 1000 + attoseconds / 1_000_000_000_000_000)
            box.id = g_timeout_add_full(G_PRIORITY_DEFAULT, milliseconds, fireSource, data, releaseSource)
        }
        return box
    }
}

/// Something that the main loop calls until it is cancelled or released.
@MainActor public final class Source {
    private let box: SourceBox

    fileprivate init(_ box: SourceBox) {
        self.box = box
    }

    isolated deinit {
        cancel()
    }

    /// Whether it will be called again.
    public var isActive: Bool { box.id != 0 }

    /// Ends it; again is harmless.
    public func cancel() {
        guard box.id != 0 else { return }
        g_source_remove(box.id)
    }
}

/// What GLib holds of a source.
private final class SourceBox {
    let repeats: Bool
    let handler: @MainActor () -> Void
    /// GLib's number of it; 0 when it has ended.
    var id: guint = 0

    init(repeats: Bool, _ handler: @escaping @MainActor () -> Void) {
        self.repeats = repeats
        self.handler = handler
    }
}

nonisolated private func fireSource(_ data: gpointer?) -> gboolean {
    guard let data else { return 0 }
    let box = Unmanaged<SourceBox>.fromOpaque(data).takeUnretainedValue()
    return MainActor.assumeIsolated {
        box.handler()
        return box.repeats ? 1 : 0
    }
}

nonisolated private func releaseSource(_ data: gpointer?) {
    guard let data else { return }
    let box = Unmanaged<SourceBox>.fromOpaque(data).takeRetainedValue()
    MainActor.assumeIsolated { box.id = 0 }
}

/// Runs what waits in libdispatch's main queue; its eventfd has to be read, or GLib would come back without end.
nonisolated private func serveMainQueue(_ handle: gint, _ condition: GIOCondition, _ data: gpointer?) -> gboolean {
    var count: UInt64 = 0
    _ = read(handle, &count, MemoryLayout.size(ofValue: count))
    _dispatch_main_queue_callback_4CF(nil)
    return 1
}
