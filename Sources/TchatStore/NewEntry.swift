public import FoundationEssentials
public import TchatModel

/// An entry that is to be added to the log, which gives it its id and its time.
public struct NewEntry: Hashable, Sendable {
    /// What its author calls it; adding it again under the same UUID changes nothing.
    public var uuid: UUID
    /// The conversation it belongs to; absent when it concerns the whole host.
    public var conversation: String?
    /// Who wrote it.
    public var author: Author
    /// What it says.
    public var content: Entry.Content

    /// Makes an entry of its parts.
    public init(uuid: UUID = UUID(), conversation: String?, author: Author, content: Entry.Content) {
        self.uuid = uuid
        self.conversation = conversation
        self.author = author
        self.content = content
    }
}

/// What became of a ``NewEntry``.
public struct Appended: Hashable, Sendable {
    /// The entry as it stands in the log.
    public var entry: Entry
    /// Whether it was added now; otherwise the same one stood there already.
    public var isNew: Bool

    /// Makes a result of its parts.
    public init(entry: Entry, isNew: Bool) {
        self.entry = entry
        self.isNew = isNew
    }
}

/// Which entries are meant.
public enum Scope: Hashable, Sendable {
    /// Those of a conversation, and those that concern the whole host.
    case conversation(String)
    /// All there are.
    case everything
}

/// The digest of a token that is in force, and who holds the token.
public struct StoredToken: Hashable, Sendable {
    /// The SHA-256 of the token, 32 bytes.
    public var digest: [UInt8]
    /// Whose it is.
    public var person: String
    /// What that person may do.
    public var role: Role

    /// Makes a stored token of its parts.
    public init(digest: [UInt8], person: String, role: Role) {
        self.digest = digest
        self.person = person
        self.role = role
    }
}

/// What was known of earlier starts when the server noted this one.
public struct BootNote: Hashable, Sendable {
    /// The identifier of the boot in which the server last ran; absent when it is not known.
    public var previousBootID: String?
    /// Whether no start was noted before.
    public var isFirstStart: Bool

    /// Makes a note of its parts.
    public init(previousBootID: String?, isFirstStart: Bool) {
        self.previousBootID = previousBootID
        self.isFirstStart = isFirstStart
    }
}
