public import TchatModel

/// What happens on a host, or to the connection with it.
public enum StreamEvent: Hashable, Sendable {
    /// The host is listened to now.
    case connected
    /// The host is not heard any more; the next attempt comes after that time.
    case disconnected(HostError, retryIn: Duration)
    /// The host's log ends before what was heard of it, as after a restore from a backup: later ids are given out anew.
    case logWentBack(to: Int)
    /// Something new in the log; each entry comes once, in the order of ids.
    case entry(Entry)
    /// Someone has received or seen more.
    case marker(Marker)
    /// Who is there now.
    case presence(Presence)
    /// How the machine does.
    case vitals(Vitals)
}
