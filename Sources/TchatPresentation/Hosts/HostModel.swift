public import FoundationEssentials
public import Observation
public import TchatModel

/// One host as the window shows it.
@Observable public final class HostModel: Identifiable {
    /// Which host it is.
    public nonisolated enum ID: Hashable, Sendable {
        /// This computer's own server, through its Unix socket.
        case thisComputer
        /// A paired one, by its own identifier.
        case paired(UUID)
    }

    /// How it stands with the connection.
    public nonisolated enum State: Equatable, Sendable {
        /// The first attempt is under way.
        case connecting
        /// It is heard.
        case live
        /// It can't be heard for now, and is tried again; one sentence says why.
        case away(String)
        /// The user left it; it is not tried again until the user connects.
        case disconnected
        /// It shows another key than the one it was paired with.
        case keyChanged(expected: String, seen: String)
        /// It doesn't let the user in any more; one sentence says why.
        case shutOut(String)
    }

    /// Which host it is.
    public let id: ID
    /// What to call it.
    public private(set) var title = ""
    /// Where it is and who the user is there: `alice · 192.168.1.20:5005`.
    public private(set) var subtitle = ""
    /// How it stands with the connection.
    public private(set) var state = State.connecting
    /// What the user may do there; nil before that is known.
    public private(set) var role: Role?
    /// Who sits at the console, in one sentence; nil while the host can't be heard.
    public private(set) var presenceText: String?
    /// Whether anybody is at the console; nil while the host can't be heard.
    public private(set) var isAttended: Bool?
    /// How many messages the user has not read, in all conversations.
    public private(set) var unread = 0
    /// Its conversations, the one with the newest entry first; one's own alone for guests and members.
    public private(set) var conversations: [ConversationModel] = []
    /// The conversation that is looked at; nil before one is known.
    public private(set) var selectedConversation: ConversationModel?
    /// What the information panel shows.
    public let information = InformationModel()
    /// What stands between the user and the host for now, in one sentence, with what can be done; nil when nothing does.
    public private(set) var banner: Banner?

    /// A line above the conversation that goes away by itself.
    public nonisolated struct Banner: Equatable, Sendable {
        /// What is so.
        public var text: String
        /// What the button says that tries again, if that can help.
        public var action: String?
    }

    /// Makes the model of a host.
    public init(id: ID) { self.id = id }

    /// The control words that the role allows, each with what it will do to whom.
    public var controls: [ControlOffer] { [] }

    /// Whether several conversations can be read.
    public var isOperated: Bool { (role ?? .guest) >= .operator }

    /// Looks at a conversation.
    public func select(_ conversation: ConversationModel) {}
    /// Does what was confirmed: leaves, or resets or stops the server.
    public func control(_ action: ControlAction) {}
    /// Connects again after the user left, or tries again now.
    public func connect() {}
}
