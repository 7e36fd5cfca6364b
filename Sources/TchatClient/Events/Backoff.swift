/// How long to wait before each attempt: longer each time, and never in step with other clients.
struct Backoff: Hashable, Sendable {
    /// The least wait.
    var shortest: Duration

    /// The longest wait.
    var longest: Duration

    private var failures = 0

    /// Makes a backoff before its first attempt.
    init(shortest: Duration = .milliseconds(500), longest: Duration = .seconds(30)) {
        self.shortest = shortest
        self.longest = longest
    }

    /// The wait before the next attempt: a random time in the upper half of what doubles with each failure.
    mutating func next(using generator: inout some RandomNumberGenerator) -> Duration {
        // Beyond 2³⁰ any shortest time worth waiting has met the longest.
        let ceiling = min(longest, shortest * (2 << min(failures, 30)))
        failures += 1
        return max(shortest, ceiling * Double.random(in: 0.5...1, using: &generator))
    }

    /// The wait before the next attempt, but no shorter than the host asks for.
    mutating func next(after error: HostError, using generator: inout some RandomNumberGenerator) -> Duration {
        let wait = next(using: &generator)
        guard case .problem(_, _, let seconds?) = error else { return wait }
        return max(wait, .seconds(min(seconds, 3600)))
    }

    /// Begins anew, after a success.
    mutating func reset() {
        failures = 0
    }
}
