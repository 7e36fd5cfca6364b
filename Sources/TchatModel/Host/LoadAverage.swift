/// How many tasks ran, or waited to run or for a disk, on average (proc_loadavg(5)).
public struct LoadAverage: Codable, Hashable, Sendable {
    /// The average over the last minute.
    public var oneMinute: Double
    /// The average over the last five minutes.
    public var fiveMinutes: Double
    /// The average over the last fifteen minutes.
    public var fifteenMinutes: Double

    /// Describes the three averages.
    public init(oneMinute: Double, fiveMinutes: Double, fifteenMinutes: Double) {
        self.oneMinute = oneMinute
        self.fiveMinutes = fiveMinutes
        self.fifteenMinutes = fifteenMinutes
    }
}
