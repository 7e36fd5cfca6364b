/// A value and the instant it was measured.
public struct Measured<Value: Sendable>: Sendable {
    /// What was measured.
    public var value: Value
    /// When it was measured.
    public var at: ContinuousClock.Instant {
        get { reference.advanced(by: sinceReference) }
        set { sinceReference = newValue.sinceReference }
    }

    /// The instant, in a form that is cheap to copy.
    private var sinceReference: Duration

    /// Pairs a value with its instant.
    public init(value: Value, at: ContinuousClock.Instant) {
        self.value = value
        sinceReference = at.sinceReference
    }

    /// How old the value is at an instant.
    public func age(at now: ContinuousClock.Instant = .now) -> Duration {
        now.sinceReference - sinceReference
    }
}

extension Measured: Equatable where Value: Equatable {}

/// Some instant, the same for all of this process.
private let reference = ContinuousClock.now

extension ContinuousClock.Instant {
    /// This instant in a form to keep.
    ///
    /// An `Instant` is opaque outside of its library: what has one inside has no layout the compiler knows, and every
    /// copy of it is calls to the runtime, of a sample as many as reading a file takes.
    var sinceReference: Duration {
        reference.duration(to: self)
    }
}
