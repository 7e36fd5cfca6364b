import CAdwaita
import Observation

/// Keeps widgets like the model: runs a closure again when something observable that it read has changed.
///
/// However much changes, the closure runs once, at the loop's next turn and before the next frame. Nothing runs while
/// nothing changes. It ends when the observer is released, so whoever owns the widgets owns the observer.
///
/// ```swift
/// observer.track { [weak self] in
///     guard let self else { return }
///     label.text = model.title
/// }
/// ```
@MainActor public final class Observer {
    private var trackings: [Tracking] = []

    /// An observer that tracks nothing yet.
    public init() {}

    isolated deinit {
        stop()
    }

    /// Runs the closure now, and again whenever something that it read last time has changed.
    ///
    /// - Parameter apply: It must not capture the observer's owner strongly, or neither is ever released.
    public func track(_ apply: @escaping @MainActor () -> Void) {
        let tracking = Tracking(apply)
        trackings.append(tracking)
        tracking.run()
    }

    /// Ends all tracking; the observer can be used anew (a row that is bound to another item).
    public func stop() {
        for tracking in trackings { tracking.stop() }
        trackings.removeAll()
    }
}

/// One closure and what it read.
private final class Tracking {
    /// Nothing when it has ended: a run that was asked for before then finds nothing to do.
    private var apply: (@MainActor () -> Void)?
    private let end = End()

    init(_ apply: @escaping @MainActor () -> Void) {
        self.apply = apply
    }

    func run() {
        guard let apply else { return }
        // Observation calls `onChange` once, before the value changes, on the thread that changes it; adding an idle
        // source is safe from any thread, and by the next turn the value is there.
        withObservationTracking {
            _ = end.isReached
            apply()
        } onChange: { [weak self] in
            guard let self else { return }
            let data = Unmanaged.passRetained(self).toOpaque()
            g_idle_add_full(MainLoop.Priority.beforeDrawing.value, runTracking, data, releaseTracking)
        }
    }

    /// Ends it, and has what it read forget it: rows come and go, and what they show stays.
    func stop() {
        apply = nil
        end.isReached = true
    }
}

/// Something observable by which a tracking is ended: Observation forgets what one read only when any of it changes.
@Observable private final class End {
    var isReached = false
}

nonisolated private func runTracking(_ data: gpointer?) -> gboolean {
    guard let data else { return 0 }
    let tracking = Unmanaged<Tracking>.fromOpaque(data).takeUnretainedValue()
    MainActor.assumeIsolated { tracking.run() }
    return 0
}

nonisolated private func releaseTracking(_ data: gpointer?) {
    guard let data else { return }
    Unmanaged<Tracking>.fromOpaque(data).release()
}
