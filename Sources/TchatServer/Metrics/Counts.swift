import Synchronization

/// A number that many threads count up and down at once.
final class Count: Sendable {
    private let value = Atomic<Int>(0)

    /// The number now.
    var current: UInt64 { UInt64(max(value.load(ordering: .relaxed), 0)) }

    /// Adds to the number.
    func add(_ difference: Int = 1) {
        value.add(difference, ordering: .relaxed)
    }
}

/// A family with one number for each case of a label.
struct CountsByCase<Case: CaseIterable & RawRepresentable & Hashable & Sendable>: Sendable
where Case.RawValue == String {
    private let family: MetricFamily
    private let counts: [Case: Count]
    private let labels: [(count: Count, labels: MetricLabels)]

    init(_ family: MetricFamily, label: String) {
        self.family = family
        let counts = Dictionary(uniqueKeysWithValues: Case.allCases.map { ($0, Count()) })
        self.counts = counts
        labels = Case.allCases.compactMap { value in
            counts[value].map { ($0, MetricLabels([(label, value.rawValue)])) }
        }
    }

    /// Adds to the number of a case.
    func add(_ difference: Int = 1, to value: Case) {
        counts[value]?.add(difference)
    }

    /// Writes all cases, those that never came too: a rate needs to have seen the 0.
    func write(to text: inout PrometheusText) {
        text.begin(family)
        for (count, labels) in labels { text.sample(family, labels, count.current) }
    }
}

/// How often something took how long.
final class Histogram: Sendable {
    private struct State {
        var counts: [UInt64]
        var sumNanoseconds: UInt64 = 0
    }

    private let boundsNanoseconds: [UInt64]
    /// All that stands in front of the values: a line for each bucket, the sum and the number.
    private let linePrefixes: [[UInt8]]
    private let state: Mutex<State>

    /// Prepares to count durations, with the upper bounds of the buckets in seconds, ascending.
    init(_ family: borrowing MetricFamily, labels: [(name: String, value: String)] = [], boundsSeconds: [Double]) {
        boundsNanoseconds = boundsSeconds.map { UInt64($0 * 1e9) }
        let bounds = boundsSeconds.map { "\($0)" } + ["+Inf"]
        let name = family.name
        linePrefixes =
            bounds.map { bound in
                name + "_bucket".utf8 + MetricLabels(labels + [("le", bound)]).bytes
            } + ["_sum", "_count"].map { name + $0.utf8 + MetricLabels(labels).bytes }
        state = Mutex(State(counts: Array(repeating: 0, count: bounds.count)))
    }

    /// Counts one duration.
    func record(_ duration: Duration) {
        let nanoseconds = duration.nanoseconds
        let bucket = boundsNanoseconds.firstIndex { nanoseconds <= $0 } ?? boundsNanoseconds.count
        state.withLock { state in
            state.counts[bucket] += 1
            state.sumNanoseconds &+= nanoseconds
        }
    }

    /// Writes the buckets, each with those below it, the sum and the number.
    func write(to text: inout PrometheusText) {
        let state = state.withLock { $0 }
        var total: UInt64 = 0
        for (index, count) in state.counts.enumerated() {
            total += count
            text.append(linePrefixes[index])
            text.appendEnd(total)
        }
        text.append(linePrefixes[state.counts.count])
        text.append(" ")
        text.append(state.sumNanoseconds, fractionDigits: 9)
        text.append("\n")
        text.append(linePrefixes[state.counts.count + 1])
        text.appendEnd(total)
    }
}

extension Duration {
    /// This duration in nanoseconds; 0 for one that goes back.
    fileprivate var nanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        return UInt64(max(seconds, 0)) &* 1_000_000_000 &+ UInt64(max(attoseconds, 0) / 1_000_000_000)
    }
}
