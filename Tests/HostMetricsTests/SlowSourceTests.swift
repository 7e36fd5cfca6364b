import Synchronization
import Testing

@testable import HostMetrics

@Suite struct SlowSourceTests {
    /// Counts its calls, and hangs at a gate where it has one.
    private final class Counter: SlowCollector {
        static let threadName = "test-counter"
        static let period = Duration.seconds(5)
        static let maximumAge = Duration.seconds(15)

        let gate: Gate?
        private let calls = Mutex(0)
        private let onDeinit: @Sendable () -> Void

        init(gate: Gate? = nil, onDeinit: @escaping @Sendable () -> Void = {}) {
            self.gate = gate
            self.onDeinit = onDeinit
        }

        deinit {
            onDeinit()
        }

        func collect() -> Int? {
            gate?.pass()
            return calls.withLock { calls in
                calls += 1
                // The third time there is no data.
                return calls == 3 ? nil : calls
            }
        }
    }

    @Test func measuresOncePerPeriod() async throws {
        let source = SlowSource(Counter())
        let start = ContinuousClock.now
        let first = await eventually { source.poll(at: start) }
        #expect(first?.value == 1)
        #expect(source.poll(at: start.advanced(by: .milliseconds(4999)))?.value == 1)
        let due = start.advanced(by: .seconds(5))
        let second = await eventually { source.poll(at: due).flatMap { $0.value == 2 ? $0 : nil } }
        #expect(second != nil)
        let end = start.advanced(by: .seconds(10))
        let isAbsent = await eventually { source.poll(at: end) == nil ? true : nil }
        #expect(isAbsent == true)
    }

    @Test func anOldResultIsAbsent() async throws {
        let source = SlowSource(Counter())
        let start = ContinuousClock.now
        let first = await eventually { source.poll(at: start) }
        let measured = try #require(first)
        #expect(source.latest(at: measured.at.advanced(by: .seconds(15)))?.value == 1)
        #expect(source.latest(at: measured.at.advanced(by: .seconds(16))) == nil)
    }

    @Test(arguments: [true, false]) func theThreadEndsWithTheSource(isStarted: Bool) async throws {
        let released = Flag()
        var source: SlowSource<Int>? = SlowSource(Counter { released.raise() })
        if isStarted { _ = await eventually { source?.poll(at: .now) } }
        source = nil
        _ = source
        let wasReleased = await eventually { released.isRaised ? true : nil }
        #expect(wasReleased == true)
    }

    @Test func aHungThreadIsNotWaitedFor() async throws {
        let released = Flag()
        let gate = Gate()
        var source: SlowSource<Int>? = SlowSource(Counter(gate: gate) { released.raise() })
        _ = source?.poll(at: .now)
        let arrived = await eventually { gate.arrivals == 1 ? true : nil }
        #expect(arrived == true)
        source = nil
        _ = source
        #expect(!released.isRaised)
        gate.open()
        let wasReleased = await eventually { released.isRaised ? true : nil }
        #expect(wasReleased == true)
    }
}
