import Testing

@testable import TchatServer

@Suite struct AttemptLimiterTests {
    let start = ContinuousClock.now
    var limiter = AttemptLimiter()

    func address(_ text: String) throws -> IPAddress {
        try #require(IPAddress(parsing: text))
    }

    func after(_ seconds: Double) -> ContinuousClock.Instant {
        start.advanced(by: .seconds(seconds))
    }

    @Test(arguments: [
        (0, 0), (1, 0), (10, 0), (11, 1), (12, 2), (13, 4), (14, 8), (15, 16), (16, 32), (17, 60), (18, 60), (500, 60),
    ])
    mutating func `The wait grows with the wrong attempts in a row`(failures: Int, seconds: Int) throws {
        let address = try address("192.0.2.1")
        for _ in 0..<failures { limiter.recordFailure(from: address, now: start) }
        #expect(limiter.decision(for: address, now: start) == (seconds == 0 ? .allowed : .retryAfter(seconds: seconds)))
        #expect(limiter.decision(for: address, now: after(Double(seconds))) == .allowed)
    }

    @Test(arguments: [(0, 4), (0.001, 4), (1, 3), (2.5, 2), (3, 1), (3.999, 1)])
    mutating func `A rest of a second is a second`(seconds: Double, left: Int) throws {
        let address = try address("192.0.2.1")
        for _ in 0..<13 { limiter.recordFailure(from: address, now: start) }
        #expect(limiter.decision(for: address, now: after(seconds)) == .retryAfter(seconds: left))
    }

    @Test(arguments: [(599, 1), (600, 0)])
    mutating func `Ten quiet minutes are a new beginning`(seconds: Double, wait: Int) throws {
        let address = try address("192.0.2.1")
        for _ in 0..<10 { limiter.recordFailure(from: address, now: start) }
        limiter.recordFailure(from: address, now: after(seconds))
        let decision = limiter.decision(for: address, now: after(seconds))
        #expect(decision == (wait == 0 ? .allowed : .retryAfter(seconds: wait)))
    }

    @Test mutating func `A right attempt is a new beginning`() throws {
        let address = try address("192.0.2.1")
        for _ in 0..<20 { limiter.recordFailure(from: address, now: start) }
        limiter.recordSuccess(from: address)
        #expect(limiter.decision(for: address, now: start) == .allowed)
        #expect(limiter.addressCount == 0)
    }

    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false), ("192.0.2.1", "::ffff:192.0.2.1", true),
        ("2001:db8::1", "2001:db8::ffff:1:2:3", true), ("2001:db8::1", "2001:db8:0:1::1", false),
        ("127.0.0.1", "127.0.0.1", true), ("::1", "::1", true), ("::1", "127.0.0.1", false),
    ])
    mutating func `Who shares an address shares the wait`(first: String, second: String, isShared: Bool) throws {
        for _ in 0..<17 { limiter.recordFailure(from: try address(first), now: start) }
        let decision = limiter.decision(for: try address(second), now: start)
        #expect(decision == (isShared ? .retryAfter(seconds: 60) : .allowed))
    }

    @Test mutating func `The table is bounded, and the one that was quiet longest goes`() throws {
        limiter = AttemptLimiter(limits: AttemptLimiter.Limits(freeAttempts: 0, addresses: 4))
        for number in 1...4 {
            limiter.recordFailure(from: try address("192.0.2.\(number)"), now: after(Double(number)))
        }
        limiter.recordFailure(from: try address("192.0.2.1"), now: after(4))
        limiter.recordFailure(from: try address("192.0.2.5"), now: after(4))
        #expect(limiter.addressCount == 4)
        #expect(limiter.decision(for: try address("192.0.2.2"), now: after(2)) == .allowed)
        for number in [1, 3, 4, 5] {
            #expect(limiter.decision(for: try address("192.0.2.\(number)"), now: after(3)) != .allowed)
        }
        // All are forgotten at once when their time is over.
        limiter.recordFailure(from: try address("192.0.2.6"), now: after(700))
        #expect(limiter.addressCount == 1)
    }

    @Test mutating func `The table stays bounded whatever comes`() {
        for number in 0..<10_000 {
            let address = IPAddress(bits: UInt128(number), bitWidth: 32)
            limiter.recordFailure(from: address, now: after(Double(number) / 100))
        }
        #expect(limiter.addressCount == 4096)
    }
}
