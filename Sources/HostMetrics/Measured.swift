/// A value and the instant it was measured.
public struct Measured<Value: Sendable>: Sendable {
    /// What was measured.
    public var value: Value
    /// When it was measured.
    public var at: ContinuousClock.Instant

    /// Pairs a value with its instant.
    public init(value: Value, at: ContinuousClock.Instant) {
        self.value = value
        self.at = at
    }

    /// How old the value is at an instant.
    public func age(at now: ContinuousClock.Instant = .now) -> Duration {
        at.duration(to: now)
    }
}

extension Measured: Equatable where Value: Equatable {}
