public import FoundationEssentials
import Logging
import Synchronization
public import TchatModel

/// Brings together the clients that talk and the consoles that answer.
///
/// Its methods may be called from any thread and return at once.
public final class Hub: Sendable {
    /// A message of a client that waits for the operator's answer.
    public struct WaitingMessage: Hashable, Sendable {
        /// What was said, as it came over the wire.
        public var text: String
        /// When it came.
        public var at: Date
    }

    /// A client that is connected now.
    public struct Conversation: Hashable, Sendable {
        /// Unique for the life of the server: the client's address and a number.
        public var name: String
        /// The number behind its name; a later client has a higher one.
        public var number: Int
        /// What the client may do.
        public var role: Role
        /// When it connected.
        public var since: Date
        /// What it said and was not answered, oldest first.
        public var waiting: [WaitingMessage] = []
    }

    /// Something a console shows.
    public enum Event: Hashable, Sendable {
        /// A client connected.
        case joined(Conversation)
        /// A client is gone; this many questions it asked were answered, and this many things the operator said never
        /// reached it.
        case left(name: String, answeredQuestions: Int, unsentMessages: Int)
        /// A client said something.
        case message(name: String, WaitingMessage)
        /// The operator, at whichever console, said something to a client.
        case said(name: String, text: String, isAnswer: Bool)
        /// A client used a control word.
        case control(name: String, ControlAction)
        /// A client tried what its role does not allow: a control word, or `message`.
        case refused(name: String, what: String)
        /// The server listens on these addresses.
        case listening([HostAddress])
        /// The settings were read again.
        case configurationRead
        /// The server tells everyone to leave and opens its port anew.
        case resetting
    }

    /// What a console that starts now has to know, and what comes after it.
    public struct Subscription: Sendable {
        /// Who is connected, in the order they came.
        public var conversations: [Conversation]
        /// Where the server listens.
        public var listening: [HostAddress]
        /// Everything that happens from now on, each with a number one higher than the last; a gap means that the console
        /// was too slow and missed some.
        public var events: AsyncStream<(number: Int, event: Event)>
    }

    /// Why the operator's words can't go out.
    public enum SayError: Error, Hashable, CustomStringConvertible {
        /// Nobody of that name is connected.
        case unknownConversation(String)
        /// The client has not taken what it was sent before.
        case tooMuchUnsent(String)

        /// One sentence that says what to do.
        public var description: String {
            switch self {
            case .unknownConversation(let name):
                "\(name) is not connected; /who lists who is."
            case .tooMuchUnsent(let name):
                "Too much already waits for \(name); say it again when it has written."
            }
        }
    }

    private struct State {
        var conversations: [String: (conversation: Conversation, client: any HubClient)] = [:]
        var listening: [HostAddress] = []
        var subscribers: [Int: AsyncStream<(number: Int, event: Event)>.Continuation] = [:]
        var lastSubscriber = 0
        var lastEvent = 0
        var lastClient = 0
        var waitingMessages = 0

        mutating func publish(_ event: Event) {
            lastEvent += 1
            for subscriber in subscribers.values {
                subscriber.yield((lastEvent, event))
            }
        }
    }

    private static let bufferedEvents = 4096

    private let state = Mutex(State())
    private let logger: Logger

    init(logger: Logger) {
        self.logger = logger
    }
}

/// A connected client, as the hub reaches it.
protocol HubClient: Sendable {
    /// Sends the operator's answer to the client's oldest waiting message.
    func answer(_ text: String)
    /// Keeps what the operator says until the client can take it.
    ///
    /// - Returns: Whether there was room for it.
    func say(_ text: String) -> Bool
}

// MARK: - Clients

extension Hub {
    /// Lets a client in and gives its conversation a name.
    func join(_ client: any HubClient, from address: IPAddress, role: Role) -> String {
        let name = state.withLock { state in
            state.lastClient += 1
            let name = "\(address)#\(state.lastClient)"
            let conversation = Conversation(name: name, number: state.lastClient, role: role, since: Date())
            state.conversations[name] = (conversation, client)
            state.publish(.joined(conversation))
            return name
        }
        logger.info("Client connected", metadata: ["conversation": "\(name)", "role": "\(role)"])
        return name
    }

    /// A client's connection is closed.
    func leave(_ name: String, answeredQuestions: Int, unsentMessages: Int) {
        state.withLock { state in
            guard let left = state.conversations.removeValue(forKey: name) else { return }
            state.waitingMessages -= left.conversation.waiting.count
            state.publish(
                .left(name: name, answeredQuestions: answeredQuestions, unsentMessages: unsentMessages)
            )
        }
        logger.info(
            "Client left",
            metadata: [
                "conversation": "\(name)", "answered-questions": "\(answeredQuestions)",
                "unsent-messages": "\(unsentMessages)",
            ]
        )
    }

    /// Takes a message for the operator.
    ///
    /// - Returns: Whether there was room for it among those that wait already.
    func receive(_ text: String, from name: String, limit: Int) -> Bool {
        let isTaken = state.withLock { state in
            guard state.waitingMessages < limit else { return false }
            let message = WaitingMessage(text: text, at: Date())
            state.conversations[name]?.conversation.waiting.append(message)
            state.waitingMessages += 1
            state.publish(.message(name: name, message))
            return true
        }
        logger.info(
            isTaken ? "Message received" : "Message refused: too many wait for the operator",
            metadata: ["conversation": "\(name)", "bytes": "\(text.utf8.count)"]
        )
        return isTaken
    }

    /// Shows the consoles that a client used a control word.
    func note(_ action: ControlAction, by name: String) {
        state.withLock { $0.publish(.control(name: name, action)) }
        logger.notice("Control word used", metadata: ["conversation": "\(name)", "action": "\(action.rawValue)"])
    }

    /// Shows the consoles that a client tried what it may not do.
    func noteRefusal(of what: String, to name: String) {
        state.withLock { $0.publish(.refused(name: name, what: what)) }
        logger.notice("Not allowed", metadata: ["conversation": "\(name)", "what": "\(what)"])
    }
}

// MARK: - Consoles

extension Hub {
    /// Starts watching; the subscription ends when its events are no longer iterated.
    public func subscribe() -> Subscription {
        let (events, continuation) = AsyncStream.makeStream(
            of: (number: Int, event: Event).self,
            bufferingPolicy: .bufferingNewest(Self.bufferedEvents)
        )
        return state.withLock { state in
            state.lastSubscriber += 1
            let id = state.lastSubscriber
            state.subscribers[id] = continuation
            continuation.onTermination = { [weak self] _ in
                self?.state.withLock { _ = $0.subscribers.removeValue(forKey: id) }
            }
            return Subscription(
                conversations: state.conversations.values.map(\.conversation).sorted { $0.number < $1.number },
                listening: state.listening,
                events: events
            )
        }
    }

    /// Says something to a client: the answer to its oldest waiting message, or, if none waits, something that goes out
    /// in front of its next answer.
    ///
    /// - Throws: ``SayError``.
    public func say(_ text: String, to name: String) throws(SayError) {
        let result: Result<Void, SayError> = state.withLock { state in
            guard let (conversation, client) = state.conversations[name] else {
                return .failure(.unknownConversation(name))
            }
            let isAnswer = !conversation.waiting.isEmpty
            if isAnswer {
                state.conversations[name]?.conversation.waiting.removeFirst()
                state.waitingMessages -= 1
                client.answer(text)
            } else {
                guard client.say(text) else { return .failure(.tooMuchUnsent(name)) }
            }
            state.publish(.said(name: name, text: text, isAnswer: isAnswer))
            return .success(())
        }
        try result.get()
        logger.info("Operator said", metadata: ["conversation": "\(name)", "bytes": "\(text.utf8.count)"])
    }
}

// MARK: - Server

extension Hub {
    /// Shows the consoles where the server listens now.
    func noteListening(on addresses: [HostAddress]) {
        state.withLock { state in
            state.listening = addresses
            state.publish(.listening(addresses))
        }
    }

    /// Shows the consoles that new settings are in force.
    func noteConfigurationRead() {
        state.withLock { $0.publish(.configurationRead) }
    }

    /// Shows the consoles that the port is about to be opened anew.
    func noteResetting() {
        state.withLock { $0.publish(.resetting) }
    }
}
