import TchatModel

/// Who is at the other end of a request, once that is known.
struct Principal: Hashable, Sendable {
    /// The person's name; the name of the person's own conversation too.
    var name: String
    /// What the person may do.
    var role: Role
    /// How the person became known.
    var kind: Person.Kind

    /// Whether the person acts as who answers at the host, also in their own conversation.
    var isAtConsole = false

    /// In which quality the person writes and reads in a conversation: in one's own as the person, elsewhere as an operator.
    func author(in conversation: String) -> Author {
        Author(kind: conversation == name && !isAtConsole ? .person : .operator, name: name)
    }

    /// Whether the person may read and write a conversation.
    func mayTakePart(in conversation: String) -> Bool {
        role >= .operator || (role >= .member && conversation == name)
    }
}
