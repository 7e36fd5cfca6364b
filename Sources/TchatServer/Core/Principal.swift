import TchatModel

/// A person the server knows: what a token, or a local user's name, stands for.
struct Principal: Hashable, Sendable {
    /// The person's name; the name of the person's own conversation too.
    var name: String
    /// What the person may do.
    var role: Role
    /// How the person became known.
    var kind: Person.Kind

    /// Whether the person may read and write a conversation.
    func mayTakePart(in conversation: String) -> Bool {
        role >= .operator || (role >= .member && conversation == name)
    }
}
