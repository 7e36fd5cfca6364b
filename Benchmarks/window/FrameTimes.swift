import GLibSupport
import Glibc

/// How long a window's frames take while it draws without a pause.
final class FrameTimes {
    /// What passed from the end of a frame to the end of the next.
    struct Frame {
        /// The time.
        var elapsed: Duration
        /// What the main thread worked in it: the events, the model, the layout and the drawing.
        var worked: Duration
    }

    private(set) var frames: [Frame] = []
    private var last: (at: Duration, worked: Duration)?
    private var isRunning = true
    private var painted: SignalHandler?

    init?(of window: Window) {
        guard let clock = window.frameClock else { return nil }
        painted = clock.onAfterPaint { [weak self] in self?.frameEnded() }
        window.onTick { [weak self] _ in
            // GTK leaves a frame out when nothing changes.
            window.redraw()
            return self?.isRunning ?? false
        }
    }

    /// Ends the measurement.
    func stop() {
        isRunning = false
        painted?.disconnect()
    }

    private func frameEnded() {
        let now = (at: FrameClock.now, worked: Self.threadTime)
        if let last { frames.append(Frame(elapsed: now.at - last.at, worked: now.worked - last.worked)) }
        last = now
    }

    /// The processor time that this thread has had.
    static var threadTime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}

extension Duration {
    /// As a number, rounded to tenths.
    var milliseconds: Double { ((self / .milliseconds(1)) * 10).rounded() / 10 }
}

extension Array where Element == Duration {
    /// The value below which that share of all are.
    func quantile(_ share: Double) -> Duration {
        let sorted = sorted()
        guard let last = sorted.last else { return .zero }
        let index = Int((Double(count) * share).rounded(.up)) - 1
        return sorted.indices.contains(index) ? sorted[index] : last
    }
}
