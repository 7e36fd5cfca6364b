public import TchatModel

/// What ``HostSync`` tells a front end, which decides what to show of it.
public enum SyncEvent: Hashable, Sendable {
    /// The host is heard; entries that were missed come next.
    case live
    /// The host is not heard for now, and is tried again.
    case away(HostError)
    /// What the host is, and who the caller is there.
    case status(HostStatus)
    /// The conversations the caller may read, as the host lists them.
    case conversations([ConversationSummary])
    /// Entries of the log, in the order of ids; after a cut or in another run those that could not be copied come again.
    case entries(EntryBatch)
    /// Someone has received or seen more.
    case marker(Marker)
    /// Who is there now.
    case presence(Presence)
    /// The host's log ends before what was heard of it: later ids are given out anew. The copies have forgotten it.
    case logWentBack(to: Int)
    /// The host has taken what waited.
    case delivered([Entry])
    /// The host will never take something.
    case refused(Outbox.Refusal)
    /// What was said is not taken for now, though the host is heard; nil: it is taken again.
    case delayed(DeliveryDelay?)
    /// What was said is not taken before something was done about it; the connection itself may tell the same.
    case deliveryStopped(HostError)
}

extension SyncEvent {
    /// Whether it is what became of one's own words: it is told once, and so also while a run ends.
    public var isOutcome: Bool {
        switch self {
        case .delivered, .refused: true
        case .live, .away, .status, .conversations, .entries, .marker, .presence, .logWentBack, .delayed,
            .deliveryStopped:
            false
        }
    }
}

/// Entries that come together.
public struct EntryBatch: Hashable, Sendable {
    /// When they were written.
    public enum Origin: Hashable, Sendable {
        /// Before the first visit.
        case history
        /// While nobody listened here.
        case missed
        /// Just now.
        case live
    }

    /// The entries, in the order of ids.
    public var entries: [Entry]
    /// When they were written.
    public var origin: Origin
    /// Whether nothing follows that was missed as well.
    public var isCaughtUp: Bool

    /// Makes a batch of its parts.
    public init(entries: [Entry], origin: Origin, isCaughtUp: Bool) {
        self.entries = entries
        self.origin = origin
        self.isCaughtUp = isCaughtUp
    }
}

/// Why what was said is not taken for now; it is tried again by itself.
public enum DeliveryDelay: Hashable, Sendable {
    /// The host does not take it.
    case host(HostError)
    /// This user's own files are in the way; another program may hold them for a while.
    case files(LocalFileError)
}

extension DeliveryDelay: CustomStringConvertible {
    /// One sentence for the user, in their language.
    public var description: String {
        switch self {
        case .host(let error): "\(error)"
        case .files(let error): "\(error)"
        }
    }
}
