import Testing

@testable import HostMetrics

@Suite struct ThroughputMeterTests {
    private let start = ContinuousClock.now

    /// The rates after each of a sequence of readings, two seconds apart; nothing stands for a failed reading.
    private func rates(_ readings: [[(String, UInt64, UInt64)]?]) -> [[String: [Double]]?] {
        var meter = ThroughputMeter()
        return readings.enumerated().map { index, reading in
            let rates = meter.rates(at: start.advanced(by: .seconds(2 * index))) { counters in
                guard let reading else { return false }
                counters += reading.map { ThroughputCounters(name: $0.0, incoming: $0.1, outgoing: $0.2) }
                return true
            } rate: { name, incoming, outgoing in
                (name, [incoming, outgoing])
            }
            return rates.map { Dictionary($0) { first, _ in first } }
        }
    }

    @Test func areWhatGrewASecond() {
        let rates = rates([[("a", 100, 1000)], [("a", 300, 1000)], [("a", 301, 3000)]])
        #expect(rates == [nil, ["a": [100, 0]], ["a": [0.5, 1000]]])
    }

    @Test func aDeviceThatVanishesAndReturnsStartsAgain() {
        let rates = rates([
            [("a", 0, 0), ("b", 0, 0)], [("b", 2, 2)], [("a", 50, 50), ("b", 4, 4)], [("b", 6, 6), ("a", 54, 54)],
        ])
        #expect(rates == [nil, ["b": [1, 1]], ["b": [1, 1]], ["a": [2, 2], "b": [1, 1]]])
    }

    @Test func aCounterThatGoesBackwardsHasNoRateOnce() {
        #expect(rates([[("a", .max, 0)], [("a", 10, 2)], [("a", 20, 4)]]) == [nil, nil, ["a": [5, 1]]])
        #expect(rates([[("a", 0, 9)], [("a", 10, 2)], [("a", 20, 4)]]) == [nil, nil, ["a": [5, 1]]])
    }

    @Test func theLargestStepDoesNotOverflow() {
        #expect(rates([[("a", 0, 0)], [("a", .max, .max)]])[1] == ["a": [0x1p63, 0x1p63]])
    }

    @Test func aFailedReadingStartsAgain() {
        #expect(rates([[("a", 0, 0)], nil, [("a", 10, 10)], [("a", 20, 20)]]) == [nil, nil, nil, ["a": [5, 5]]])
    }

    @Test func noTimePassedIsNoRate() {
        var meter = ThroughputMeter()
        for _ in 0..<2 {
            let rates: [Double]? = meter.rates(at: start) { counters in
                counters.append(ThroughputCounters(name: "a", incoming: 1, outgoing: 1))
                return true
            } rate: { _, incoming, _ in
                incoming
            }
            #expect(rates == nil)
        }
    }
}
