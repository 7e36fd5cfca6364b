/// What passed through a device in both directions since it appeared.
struct ThroughputCounters {
    var name: String
    var incoming: UInt64
    var outgoing: UInt64
}

/// Makes rates of counters that are read again and again.
struct ThroughputMeter {
    /// The reading being made; kept to reuse its memory.
    private var current: [ThroughputCounters] = []
    private var previous: [ThroughputCounters] = []
    /// When the previous reading was made, since the reference instant.
    private var previousAt: Duration?

    /// Reads the counters and returns what grew per second, for each device that was there the last time too.
    ///
    /// A device one of whose counters went backwards has no rate for this interval: it was replaced by another of its
    /// name, or its counter started again, and what passed meanwhile is not known.
    mutating func rates<Rate>(
        at now: ContinuousClock.Instant,
        read: (inout [ThroughputCounters]) -> Bool,
        rate: (_ name: String, _ incomingPerSecond: Double, _ outgoingPerSecond: Double) -> Rate
    ) -> [Rate]? {
        current.removeAll(keepingCapacity: true)
        guard read(&current) else {
            previousAt = nil
            return nil
        }
        defer {
            swap(&previous, &current)
            previousAt = now.sinceReference
        }
        guard let previousAt else { return nil }
        let seconds = (now.sinceReference - previousAt).inSeconds
        guard seconds > 0 else { return nil }
        var rates: [Rate] = []
        rates.reserveCapacity(current.count)
        for (index, counters) in current.enumerated() {
            guard let earlier = previousReading(of: counters.name, likelyAt: index),
                counters.incoming >= earlier.incoming, counters.outgoing >= earlier.outgoing
            else { continue }
            rates.append(
                rate(
                    counters.name,
                    Double(counters.incoming - earlier.incoming) / seconds,
                    Double(counters.outgoing - earlier.outgoing) / seconds
                )
            )
        }
        return rates.isEmpty ? nil : rates
    }

    private func previousReading(of name: String, likelyAt index: Int) -> ThroughputCounters? {
        if index < previous.count, previous[index].name == name { return previous[index] }
        return previous.first { $0.name == name }
    }
}

extension Duration {
    /// This duration in seconds.
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
