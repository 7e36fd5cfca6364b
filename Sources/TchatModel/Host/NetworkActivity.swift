/// How much one network interface receives and sends, in bytes per second (proc_pid_net(5), `/proc/net/dev`).
public struct NetworkActivity: Codable, Hashable, Sendable {
    /// The interface's name, for example `eth0`; `lo` is the machine talking to itself.
    public var interface: String
    /// What arrived, averaged over the last interval.
    public var receivedBytesPerSecond: Double
    /// What was sent, averaged over the last interval.
    public var sentBytesPerSecond: Double

    /// Describes an interface's activity.
    public init(interface: String, receivedBytesPerSecond: Double, sentBytesPerSecond: Double) {
        self.interface = interface
        self.receivedBytesPerSecond = receivedBytesPerSecond
        self.sentBytesPerSecond = sentBytesPerSecond
    }
}
