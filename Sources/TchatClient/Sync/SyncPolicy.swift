/// What a front end wants of a host: which conversations, from where on, and what is told about them.
public struct SyncPolicy: Hashable, Sendable {
    /// What is followed.
    public enum Scope: Hashable, Sendable {
        /// One conversation.
        case conversation(String)
        /// All that the caller may read; the host's list of them, and who the caller is there, are told too.
        case allConversations
    }

    /// After which entry the events begin.
    public enum Start: Hashable, Sendable {
        /// Where the copies end. At a first visit one conversation begins with its newest page, and all of them with
        /// nothing: what came before is loaded by whoever looks at it.
        case copies
        /// The newest entry there is when the host is first heard, but never behind what was said here. Nothing is copied.
        case newest
    }

    /// What is followed.
    public var scope: Scope
    /// After which entry the events begin.
    public var start: Start
    /// Whether the other side is told that its words have come, before anybody has seen them.
    public var marksDelivered: Bool
    /// Whether the host's list of conversations is asked for when another one begins.
    public var listsNewConversations: Bool
    /// Whether the caller sits at a console, and so counts as present.
    public var isConsole: Bool
    /// Whether the host shows every few seconds that it lives, so that its silence is noticed.
    ///
    /// Without, the process sleeps for as long as nothing happens there.
    public var isWatched: Bool

    /// Makes a policy.
    public init(
        scope: Scope,
        start: Start,
        marksDelivered: Bool = false,
        listsNewConversations: Bool = true,
        isConsole: Bool = false,
        isWatched: Bool = true
    ) {
        self.scope = scope
        self.start = start
        self.marksDelivered = marksDelivered
        self.listsNewConversations = listsNewConversations
        self.isConsole = isConsole
        self.isWatched = isWatched
    }
}
