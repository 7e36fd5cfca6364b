import FoundationEssentials
import TchatModel

/// What `tchat watch` knows of one host.
struct WatchedHost: Sendable {
    /// How it stands with the connection.
    enum State: Equatable, Sendable {
        case connecting
        case live
        /// It can't be heard; the sentence says why.
        case gone(String)
    }

    /// What to call it; as it came, so to be made visible.
    var title: String
    /// Its operating system and the like; as it came.
    var detail = ""
    var state = State.connecting

    /// What it did lately.
    var history = VitalsHistory()

    /// The newest sample; nil while the host can't be heard, for an old value is none.
    var current: Vitals? { state == .live ? history.samples.last : nil }

    init(title: String) {
        self.title = title
    }
}
