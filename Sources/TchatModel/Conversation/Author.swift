/// Who wrote an entry, or who reads a conversation.
public struct Author: Codable, Hashable, Sendable {
    /// In which quality someone writes.
    public enum Kind: String, Codable, CaseIterable, Sendable {
        /// The one whose conversation it is.
        case person
        /// Whoever answers at the host.
        case `operator`
        /// The machine itself.
        case host
    }

    /// In which quality.
    public var kind: Kind

    /// The person's or operator's name, or the machine's.
    public var name: String

    /// Names an author.
    public init(kind: Kind, name: String) {
        self.kind = kind
        self.name = name
    }
}
