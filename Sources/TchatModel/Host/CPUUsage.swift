/// How busy the processors were over the last full interval, in percent (proc_stat(5)).
///
/// Busy is every time but `idle` and `iowait`: in both the processor does nothing.
public struct CPUUsage: Codable, Hashable, Sendable {
    /// The share of all processors' time that was used, from 0 to 100.
    public var usedPercent: Double
    /// The share of each core's time that was used, from 0 to 100.
    ///
    /// One element for each core that was online at both ends of the interval, in the order of the kernel's numbers.
    /// A core that is offline, or came online during the interval, has no element: the list gets shorter.
    public var coreUsedPercent: [Double]

    /// Describes an interval.
    public init(usedPercent: Double, coreUsedPercent: [Double]) {
        self.usedPercent = usedPercent
        self.coreUsedPercent = coreUsedPercent
    }
}
