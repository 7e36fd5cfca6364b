import FoundationEssentials
import TchatModel

/// What classic clients are owed: whose message waits for the operator, and what the operator said unasked.
///
/// All connections from one address are one person with one conversation. An answer goes to the connection whose message
/// has waited longest; what is said unasked waits for the next answer and goes out in front of it.
struct ClassicConversations {
    /// Something to send now.
    struct Delivery {
        var client: any ClassicClient
        var name: String
        var text: String
        /// The last entry that is in the text.
        var lastEntryID: Int
    }

    private struct Connection {
        var client: any ClassicClient
        var name: String
        var role: Role
        /// By item, the number of the sample it was last answered from.
        var answered: [Item: Int] = [:]
    }

    fileprivate struct Conversation {
        var connections: Set<Int> = []
        /// Whose messages wait for an answer, oldest first.
        var waiting: [(connection: Int, message: UUID)] = []
        /// What the operator said unasked, oldest first.
        var unasked: [(entryID: Int, text: String)] = []
        var unaskedBytes = 0
        var answered: [Item: Int] = [:]

        var isIdle: Bool { connections.isEmpty && unasked.isEmpty }
    }

    private var connections: [Int: Connection] = [:]
    private var conversations: [String: Conversation] = [:]
    private var lastNumber = 0
    private var waitingMessages = 0

    /// The names of the clients that are connected.
    var connectedNames: [String] { conversations.filter { !$0.value.connections.isEmpty }.map(\.key) }

    func name(of number: Int) -> String? { connections[number]?.name }

    /// The role of a client that is connected from an address.
    func role(ofConnected name: String) -> Role? {
        conversations[name]?.connections.first.flatMap { connections[$0]?.role }
    }

    func role(of number: Int) -> Role? { connections[number]?.role }

    /// Takes over what operators said to clients before the server was started.
    mutating func restore(_ entries: [Entry]) {
        for entry in entries {
            guard let name = entry.conversation, case .message(let text) = entry.content else { continue }
            conversations[name, default: Conversation()].say(text, entryID: entry.id)
        }
    }

    mutating func join(_ client: any ClassicClient, name: String, role: Role) -> Int {
        lastNumber += 1
        connections[lastNumber] = Connection(client: client, name: name, role: role)
        conversations[name, default: Conversation()].connections.insert(lastNumber)
        return lastNumber
    }

    /// - Returns: The name of who left.
    mutating func leave(_ number: Int) -> String? {
        guard let connection = connections.removeValue(forKey: number) else { return nil }
        guard var conversation = conversations.removeValue(forKey: connection.name) else { return connection.name }
        conversation.connections.remove(number)
        let waiting = conversation.waiting.count
        conversation.waiting.removeAll { $0.connection == number }
        waitingMessages -= waiting - conversation.waiting.count
        if !conversation.isIdle { conversations[connection.name] = conversation }
        return connection.name
    }

    /// A client's message begins to wait.
    ///
    /// - Returns: The client's name, or `nil` when too many wait already.
    mutating func receive(_ message: UUID, from number: Int, limits: Limits) -> String? {
        guard let name = connections[number]?.name, waitingMessages < limits.waitingMessages else { return nil }
        conversations[name, default: Conversation()].waiting.append((number, message))
        waitingMessages += 1
        return name
    }

    /// A client's message could not be written to the log, so no operator will ever see it.
    ///
    /// - Returns: The client, and how many of its messages wait in front of this one.
    mutating func withdraw(_ message: UUID, of name: String) -> (client: any ClassicClient, earlier: Int)? {
        guard let waiting = conversations[name]?.waiting,
            let index = waiting.firstIndex(where: { $0.message == message })
        else { return nil }
        let number = waiting[index].connection
        conversations[name]?.waiting.remove(at: index)
        waitingMessages -= 1
        let earlier = waiting[..<index].count { $0.connection == number }
        return connections[number].map { ($0.client, earlier) }
    }

    /// A client asked the machine.
    ///
    /// - Returns: The client's name, or `nil` when the same question was recorded with the same sample: a client that asks
    ///   in a loop must not fill the log with copies.
    mutating func noteQuestion(_ item: Item, sample: Int, from number: Int) -> String? {
        guard let name = connections[number]?.name else { return nil }
        guard conversations[name]?.answered[item] != sample else { return nil }
        conversations[name]?.answered[item] = sample
        return name
    }

    /// Whether the operator may say this much more to a client.
    func hasRoom(for text: String, in name: String, limits: Limits) -> Bool {
        guard let conversation = conversations[name], conversation.waiting.isEmpty else { return true }
        return conversation.unaskedBytes + text.utf8.count <= limits.unsentBytes
    }

    /// Looks at what was written to the log, for what has to reach a classic client.
    mutating func take(_ entry: Entry) -> Delivery? {
        guard let name = entry.conversation, entry.author.kind == .operator, case .message(let text) = entry.content
        else {
            return nil
        }
        // Without a client there is nobody to send to; ``Store/undeliveredToClassicClients()`` finds it later.
        guard var conversation = conversations[name] ?? (IPAddress(parsing: name) != nil ? Conversation() : nil) else {
            return nil
        }
        defer { conversations[name] = conversation }
        while let oldest = conversation.waiting.first {
            conversation.waiting.removeFirst()
            waitingMessages -= 1
            guard let connection = connections[oldest.connection] else { continue }
            let texts = conversation.unasked.map(\.text) + [text]
            conversation.unasked = []
            conversation.unaskedBytes = 0
            return Delivery(
                client: connection.client,
                name: name,
                text: texts.joined(separator: "\n"),
                lastEntryID: entry.id
            )
        }
        conversation.say(text, entryID: entry.id)
        return nil
    }
}

extension ClassicConversations.Conversation {
    fileprivate mutating func say(_ text: String, entryID: Int) {
        unasked.append((entryID, text))
        unaskedBytes += text.utf8.count
    }
}
