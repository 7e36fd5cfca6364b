import TchatModel

/// Whoever asks something of the server: a person, and how they ask it.
struct Caller: Hashable, Sendable {
    /// Who it is.
    var principal: Principal

    /// Whether the person asks as who answers at the host, also in their own conversation.
    var isAtConsole = false

    /// Where the request came from; `nil` for the Unix socket.
    var address: IPAddress?

    /// In which quality the person writes and reads in a conversation: in one's own as the person, elsewhere as an operator.
    func author(in conversation: String) -> Author {
        let isOwn = conversation == principal.name && !isAtConsole
        return Author(kind: isOwn ? .person : .operator, name: principal.name)
    }
}
