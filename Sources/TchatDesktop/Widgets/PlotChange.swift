import TchatPresentation

/// Whether a plot that goes on looks different from what was drawn of it last.
///
/// A new second moves a line of 15 minutes by a third of a pixel. So it is drawn when it has moved by a whole one, or at once
/// when a main line jumps; that is a third of the work, and nobody sees the difference.
nonisolated struct PlotChange {
    private var drawn: Plot?
    /// How many plots came since.
    private var seconds = 0

    /// Begins with nothing drawn.
    init() {}

    /// Takes the next plot, and tells whether it has to be drawn.
    mutating func isVisible(_ plot: Plot, in geometry: PlotGeometry) -> Bool {
        guard let last = drawn else { return true }
        seconds += 1
        guard isAlike(last, plot), geometry.right - geometry.x(secondsAgo: seconds) < 1 else { return true }
        return zip(last.series, plot.series).contains { one, other in
            other.style != .background && jumps(one.values.last ?? nil, other.values.last ?? nil, geometry)
        }
    }

    /// Remembers what was drawn.
    mutating func didDraw(_ plot: Plot?) {
        drawn = plot
        seconds = 0
    }

    private func isAlike(_ one: Plot, _ other: Plot) -> Bool {
        guard one.id == other.id, one.maximum == other.maximum, one.spanSeconds == other.spanSeconds,
            one.series.count == other.series.count
        else { return false }
        // More values than seconds: those that were measured before this window was there.
        return zip(one.series, other.series).allSatisfy {
            $0.style == $1.style && abs($0.values.count - $1.values.count) <= seconds
        }
    }

    private func jumps(_ one: Double?, _ other: Double?, _ geometry: PlotGeometry) -> Bool {
        switch (one, other) {
        case (nil, nil): false
        case (let one?, let other?): abs(geometry.y(one) - geometry.y(other)) >= geometry.height / 10
        default: true
        }
    }
}
