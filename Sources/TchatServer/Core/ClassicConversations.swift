import FoundationEssentials
import TchatModel

/// What classic clients are owed: whose message waits for the operator, and what the operator said unasked.
///
/// All connections from one address are one person with one conversation. An answer goes to the connection whose message
/// has waited longest, in the order of the log; what is said unasked waits for the next answer and goes out in front of it.
struct ClassicConversations {
    /// Something to send now.
    struct Delivery {
        var client: any ClassicClient
        var name: String
        /// What an operator said, oldest first.
        var said: [Said]

        var text: String { said.map(\.text).joined(separator: "\n") }
        /// The last entry that is in the text.
        var lastEntryID: Int { said.last?.entryID ?? 0 }
    }

    /// What an operator said.
    struct Said {
        var entryID: Int
        var text: String
    }

    /// Whose connection it is.
    struct Sender {
        /// The text of the address.
        var name: String
        var address: IPAddress
        var role: Role
    }

    private struct Connection {
        var client: any ClassicClient
        var sender: Sender
        /// Its messages that nobody has answered, in the order in which it sent them.
        var unanswered: [UUID] = []
    }

    fileprivate struct Conversation {
        var connections: Set<Int> = []
        /// Whose messages wait for an answer, in the order in which the log has them: the operator answers what stands there.
        var waiting: [(connection: Int, message: UUID)] = []
        /// What the operator said unasked, oldest first.
        var unasked: [Said] = []
        var unaskedBytes = 0

        var isIdle: Bool { connections.isEmpty && unasked.isEmpty }
    }

    private var connections: [Int: Connection] = [:]
    private var conversations: [String: Conversation] = [:]
    private var recorded = RecordedQuestions()
    private var lastNumber = 0

    /// The names of those who are connected, or were told something that has not reached them.
    var activeNames: Set<String> { Set(conversations.keys) }
    /// By message that is not in the log yet, the connection it came from.
    private var unwritten: [UUID: Int] = [:]
    /// How many messages nobody has answered, in the log or not.
    private var unansweredMessages = 0

    func sender(of number: Int) -> Sender? { connections[number]?.sender }

    /// The role of a client that is connected from an address.
    func role(ofConnected name: String) -> Role? {
        conversations[name]?.connections.first.flatMap { connections[$0]?.sender.role }
    }

    /// Takes over what operators said to clients before the server was started.
    mutating func restore(_ entries: [Entry]) {
        for entry in entries {
            guard let name = entry.conversation, case .message(let text) = entry.content else { continue }
            conversations[name, default: Conversation()].say(Said(entryID: entry.id, text: text))
        }
    }

    mutating func join(_ client: any ClassicClient, _ sender: Sender) -> Int {
        lastNumber += 1
        connections[lastNumber] = Connection(client: client, sender: sender)
        conversations[sender.name, default: Conversation()].connections.insert(lastNumber)
        return lastNumber
    }

    /// - Returns: The name of who left.
    mutating func leave(_ number: Int) -> String? {
        guard let connection = connections.removeValue(forKey: number) else { return nil }
        for message in connection.unanswered { unwritten[message] = nil }
        unansweredMessages -= connection.unanswered.count
        let name = connection.sender.name
        guard var conversation = conversations.removeValue(forKey: name) else { return name }
        conversation.connections.remove(number)
        conversation.waiting.removeAll { $0.connection == number }
        if !conversation.isIdle { conversations[name] = conversation }
        return name
    }

    /// A client's message is about to be written; from then on it waits.
    ///
    /// - Returns: Whose it is, or `nil` when too many wait already.
    mutating func receive(_ message: UUID, from number: Int, limits: Limits) -> Sender? {
        guard let sender = connections[number]?.sender, unansweredMessages < limits.waitingMessages else { return nil }
        connections[number]?.unanswered.append(message)
        unwritten[message] = number
        unansweredMessages += 1
        return sender
    }

    /// A client's message could not be written to the log, so no operator will ever see it.
    ///
    /// - Returns: The client, and how many of its unanswered messages came before this one.
    mutating func withdraw(_ message: UUID) -> (client: any ClassicClient, earlier: Int)? {
        guard let number = unwritten.removeValue(forKey: message), let connection = connections[number],
            let earlier = connection.unanswered.firstIndex(of: message)
        else { return nil }
        connections[number]?.unanswered.remove(at: earlier)
        unansweredMessages -= 1
        return (connection.client, earlier)
    }

    /// A client asked the machine.
    ///
    /// - Returns: Whose question it is, or `nil` when the same was recorded with the same sample: a client that asks
    ///   in a loop must not fill the log with copies.
    mutating func recordQuestion(_ item: Item, sample: Int, from number: Int) -> Sender? {
        guard let sender = connections[number]?.sender, recorded.insert(item, of: sender.name, sample: sample) else {
            return nil
        }
        return sender
    }

    /// Whether the operator may say this much more to a client.
    func hasRoom(for text: String, in name: String, limits: Limits) -> Bool {
        guard let conversation = conversations[name], conversation.waiting.isEmpty else { return true }
        return conversation.unaskedBytes + text.utf8.count <= limits.unsentBytes
    }

    /// Looks at what was written to the log: a client's message begins to wait, an operator's has to reach a client.
    mutating func entryWritten(_ entry: Entry) -> Delivery? {
        guard let name = entry.conversation, case .message(let text) = entry.content else { return nil }
        switch entry.author.kind {
        case .person:
            guard !unwritten.isEmpty, let number = unwritten.removeValue(forKey: entry.uuid) else { return nil }
            conversations[name]?.waiting.append((number, entry.uuid))
            return nil
        case .operator: return operatorSaid(Said(entryID: entry.id, text: text), to: name)
        case .host: return nil
        }
    }

    private mutating func operatorSaid(_ said: Said, to name: String) -> Delivery? {
        // Without a client there is nobody to send to; ``Store/undeliveredToClassicClients()`` finds it later.
        guard var conversation = conversations[name] ?? (IPAddress(parsing: name) != nil ? Conversation() : nil) else {
            return nil
        }
        defer { conversations[name] = conversation }
        while let oldest = conversation.waiting.first {
            conversation.waiting.removeFirst()
            guard let connection = connections[oldest.connection] else { continue }
            connections[oldest.connection]?.unanswered.removeAll { $0 == oldest.message }
            unansweredMessages -= 1
            let all = conversation.unasked + [said]
            conversation.unasked = []
            conversation.unaskedBytes = 0
            return Delivery(client: connection.client, name: name, said: all)
        }
        conversation.say(said)
        return nil
    }

    /// A delivery found its connection gone: its words wait for the next answer.
    mutating func putBack(_ delivery: Delivery) {
        for said in delivery.said { conversations[delivery.name, default: Conversation()].say(said) }
    }
}

extension ClassicConversations.Conversation {
    /// Keeps it in its place: what is put back may be older than what was said meanwhile.
    fileprivate mutating func say(_ said: ClassicConversations.Said) {
        let place = unasked.lastIndex { $0.entryID < said.entryID }.map { $0 + 1 } ?? 0
        unasked.insert(said, at: place)
        unaskedBytes += said.text.utf8.count
    }
}
