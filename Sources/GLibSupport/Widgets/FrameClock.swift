import CAdwaita

/// When a window draws.
public final class FrameClock: Object {
    /// The time on the frames' clock.
    public static var now: Duration { .microseconds(g_get_monotonic_time()) }

    /// Calls the handler after each frame was drawn.
    @discardableResult public func onAfterPaint(_ handler: @escaping Handler) -> SignalHandler {
        connect("after-paint", handler)
    }
}

extension Widget {
    /// The clock of the window that it is in, once that is shown.
    public var frameClock: FrameClock? {
        gtk_widget_get_frame_clock(pointer()).map { FrameClock(borrowing: .init($0)) }
    }

    /// Calls the handler before each frame until it answers false; frames are drawn without pause meanwhile.
    public func onTick(_ handler: @escaping @MainActor (FrameClock) -> Bool) {
        let data = Unmanaged.passRetained(TickBox(handler)).toOpaque()
        gtk_widget_add_tick_callback(pointer(), tick, data, releaseTickBox)
    }
}

extension Window {
    /// Calls the handler once, when the first frame was drawn.
    public func onFirstFrame(_ handler: @escaping Handler) {
        var mapped: SignalHandler?
        mapped = connect("map", from: Window.self) { window in
            mapped?.disconnect()
            mapped = nil
            var painted: SignalHandler?
            painted = window.frameClock?.onAfterPaint {
                painted?.disconnect()
                painted = nil
                handler()
            }
        }
    }
}

private final class TickBox {
    let handler: @MainActor (FrameClock) -> Bool

    init(_ handler: @escaping @MainActor (FrameClock) -> Bool) {
        self.handler = handler
    }
}

nonisolated private func tick(
    _ widget: UnsafeMutablePointer<GtkWidget>?,
    _ clock: OpaquePointer?,
    _ data: gpointer?
) -> gboolean {
    guard let clock, let data else { return 0 }
    let box = Unmanaged<TickBox>.fromOpaque(data).takeUnretainedValue()
    nonisolated(unsafe) let raw = UnsafeMutableRawPointer(clock)
    return MainActor.assumeIsolated { box.handler(FrameClock(borrowing: raw)).c }
}

nonisolated private func releaseTickBox(_ data: gpointer?) {
    guard let data else { return }
    Unmanaged<TickBox>.fromOpaque(data).release()
}
