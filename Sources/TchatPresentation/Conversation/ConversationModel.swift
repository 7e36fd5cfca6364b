public import FoundationEssentials
public import Observation
public import TchatModel

/// One conversation as the window shows it.
@Observable public final class ConversationModel: Identifiable {
    /// A change of ``items``, as a list wants to hear of it.
    public nonisolated struct Change: Equatable, Sendable {
        /// Where it begins.
        public var position: Int
        /// How many rows went away there.
        public var removed: Int
        /// How many came there.
        public var added: Int
    }

    /// What became of what was typed.
    public nonisolated enum Sending: Equatable, Sendable {
        /// It is kept, and on its way.
        case accepted
        /// There was nothing to send, or it can't be sent: ``ConversationModel/draftError`` says why.
        case nothing
        /// It was a control word, which asks first.
        case control(ControlOffer)
    }

    /// Its name, which is the person's.
    public let name: String
    /// Whether it is the user's own.
    public let isOwn: Bool
    /// What to call it: the person's name; for one's own the host's.
    public internal(set) var title: String
    /// Who is there on the other side, in one sentence.
    public internal(set) var presenceText: String?
    /// Whether the person of the conversation (for operators), or anybody at the console (for the person), is there.
    public internal(set) var isOtherSidePresent = false
    /// How many messages the user has not read.
    public internal(set) var unread = 0
    /// The newest entry in one line, for the list of conversations.
    public internal(set) var preview = ""
    /// When the newest entry came; nil when there is none.
    public internal(set) var lastActivity: Date?
    /// When the newest entry came, as shown: `14:05`, `Yesterday`.
    public internal(set) var lastActivityText = ""

    /// The rows that are loaded, oldest first; a part of the conversation.
    @ObservationIgnored public internal(set) var items: [ConversationItem] = []
    /// Tells of each change of the rows, after it was made; set by the list.
    @ObservationIgnored public var onChange: ((Change) -> Void)?
    /// Asks the list to show a row, for example what was searched for; set by the list.
    @ObservationIgnored public var onReveal: ((ConversationItem) -> Void)?
    /// Whether there are older rows to load.
    public internal(set) var hasOlder = false
    /// Whether there are newer rows to load: after a jump into the past.
    public internal(set) var hasNewer = false
    /// Whether rows are being loaded.
    public internal(set) var isLoading = false
    /// Whether the first page is there, so that an empty list means an empty conversation.
    public internal(set) var isLoaded = false

    /// What is being typed.
    public var draft = ""
    /// Why the draft can't be sent, in one sentence.
    public internal(set) var draftError: String?
    /// Whether the role allows to write here.
    public internal(set) var canWrite = true
    /// What the field says while it is empty: `Message to root`.
    public internal(set) var placeholder = ""

    /// The words that are searched for; empty when nothing is.
    public var searchText = "" {
        didSet { searchTextChanged() }
    }
    /// What was found, newest first.
    public internal(set) var searchResults: [SearchResult] = []
    /// Whether the host is being searched.
    public internal(set) var isSearching = false
    /// What to say when nothing was found, or the host can't be searched; nil otherwise.
    public internal(set) var searchMessage: String?

    /// Something that was found.
    public nonisolated struct SearchResult: Identifiable, Equatable, Sendable {
        /// The entry's id.
        public var id: Int
        /// Who said it.
        public var author: String
        /// What was said, in one line.
        public var text: String
        /// When, as shown.
        public var time: String
    }

    /// Makes the model of a conversation.
    public init(name: String, isOwn: Bool, title: String) {
        self.name = name
        self.isOwn = isOwn
        self.title = title
    }

    /// Keeps what was typed and sends it; the field is empty afterwards.
    @discardableResult
    public func send() -> Sending { .nothing }
    /// Asks the machine something; the answer comes as a card.
    public func ask(_ item: Item) {}
    /// Loads the page before the first row; does nothing while one is being loaded.
    public func loadOlder() {}
    /// Loads the page after the last row, after a jump into the past.
    public func loadNewer() {}
    /// Goes back to the newest rows.
    public func showNewest() {}
    /// Goes to something that was found, wherever it is.
    public func reveal(_ result: SearchResult) {}
    /// Forgets something that was not delivered yet, or that the host did not take.
    public func discard(_ item: ConversationItem) {}
    /// Tells whether the newest rows are in sight; what is in sight of an active window is read.
    public func setEndInSight(_ isInSight: Bool) {}

    private func searchTextChanged() {}
}
