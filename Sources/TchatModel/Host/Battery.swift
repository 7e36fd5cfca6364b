/// One battery of the machine (kernel doc power/power_supply_class).
public struct Battery: Codable, Hashable, Sendable {
    /// What a battery does (`POWER_SUPPLY_STATUS`).
    public enum State: String, Codable, Sendable, CaseIterable {
        case charging
        case discharging
        case full
        /// Plugged in, but not charging.
        case notCharging
        case unknown
    }

    /// The kernel's name of the battery, for example `BAT0`.
    public var name: String
    /// How full it is, from 0 to 100.
    public var chargePercent: Double?
    /// What it does.
    public var state: State?
    /// The time until it is empty at the present draw, in seconds; only while it discharges.
    public var secondsRemaining: Double?

    /// Describes a battery.
    public init(name: String, chargePercent: Double? = nil, state: State? = nil, secondsRemaining: Double? = nil) {
        self.name = name
        self.chargePercent = chargePercent
        self.state = state
        self.secondsRemaining = secondsRemaining
    }
}
