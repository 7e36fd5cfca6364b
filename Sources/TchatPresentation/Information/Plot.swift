import Localization

/// A line of time: the last minutes of one or more figures.
public nonisolated struct Plot: Identifiable, Equatable, Sendable {
    /// What is drawn.
    public nonisolated enum ID: String, Hashable, Sendable, CaseIterable {
        case cpu
        case memory
        case network
        case disk
    }

    /// What its values are, for how they are shown.
    public nonisolated enum Unit: Equatable, Sendable {
        /// A share from 0 to 100.
        case percent
        /// Bytes.
        case bytes
        /// Bytes per second.
        case bytesPerSecond
    }

    /// One line.
    public nonisolated struct Series: Equatable, Sendable {
        /// How it is drawn.
        public nonisolated enum Style: Equatable, Sendable {
            /// The main line, with its area filled.
            case primary
            /// A second line of the same weight: what is sent or written.
            case secondary
            /// One of many thin lines in the background: a core.
            case background
        }

        /// What it is: `Received`.
        public var name: String
        /// One value for each second, the newest last; nil where none was measured.
        public var values: [Double?]
        /// How it is drawn.
        public var style: Style
    }

    /// What is drawn.
    public var id: ID
    /// The title: `Processor`.
    public var title: String
    /// The newest values: `12.5 %`, `↓ 1.2 MiB/s ↑ 3.4 KiB/s`; nil while nothing is measured.
    public var valueText: String?
    /// More about it: `4 cores`.
    public var detailText: String?
    /// The lines.
    public var series: [Series]
    /// What its values are.
    public var unit: Unit
    /// The value at the upper edge.
    public var maximum: Double
    /// The value at the upper edge, as shown: `100 %`, `of 15.6 GiB`.
    public var maximumText: String
    /// How many seconds fit: the newest value stands at the end, older ones before it.
    public var spanSeconds: Int
    /// What a screen reader says: title, newest value, and the range of the last minutes.
    public var accessibleText: String

    /// What was measured that many seconds ago, for who points there: `2 min ago: 12.5 %`; nil where nothing was.
    public func readout(secondsAgo: Int) -> String? {
        let values = series.filter { $0.style != .background }.map { series -> Double? in
            let index = series.values.count - 1 - secondsAgo
            return secondsAgo >= 0 && index >= 0 ? series.values[index] : nil
        }
        guard let text = PlotText.values(values, of: id) else { return nil }
        guard secondsAgo > 0 else { return tr("Now: {value}", ["value": text]) }
        let span = Quantity.shortDuration(seconds: Double(secondsAgo))
        return tr("{span} ago: {value}", ["span": span, "value": text])
    }
}
