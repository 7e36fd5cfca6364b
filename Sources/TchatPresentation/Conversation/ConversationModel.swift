public import FoundationEssentials
import Localization
public import Observation
import TchatClient
import TchatModel

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
    /// The same in a few words, for below a title.
    public internal(set) var presenceSummary: String?
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
    /// Tells that the newest rows are there, to which ``showNewest()`` was to go; set by the list.
    @ObservationIgnored public var onNewest: (() -> Void)?
    /// Whether there are older rows to load.
    public internal(set) var hasOlder = false
    /// Whether there are newer rows to load: after a jump into the past.
    public internal(set) var hasNewer = false
    /// Whether rows are being loaded.
    public internal(set) var isLoading = false
    /// Whether the first page is there, so that an empty list means an empty conversation.
    public internal(set) var isLoaded = false

    /// What is being typed.
    public var draft = "" {
        didSet { if draftError != nil, draft != oldValue { draftError = nil } }
    }
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

    // MARK: - What is behind it

    @ObservationIgnored let link: HostLink
    @ObservationIgnored var log: ConversationLog
    /// Whether the conversation was ever shown, so that rows are loaded.
    @ObservationIgnored var isBegun = false
    /// Whether it is the one that is shown.
    @ObservationIgnored var isShown = false
    /// Whether the newest rows are in sight.
    @ObservationIgnored package internal(set) var isEndInSight = false
    /// Whether the loaded rows are known to reach up to what comes live.
    @ObservationIgnored var isSynchronized = false
    @ObservationIgnored var isSynchronizing = false
    /// Whether another try is on its way.
    @ObservationIgnored var isRetrying = false
    /// Whether the newest rows shall take the place of those of a jump into the past.
    @ObservationIgnored var wantsNewest = false
    /// Grows each time the host is lost, or its log goes back.
    @ObservationIgnored var losses = 0
    /// What comes live before it is known to follow what is loaded.
    @ObservationIgnored var early: [Entry] = []
    @ObservationIgnored var isEarlyIncomplete = false
    /// How many pages are being fetched that may reach the end of the log.
    @ObservationIgnored var endFetches = 0
    @ObservationIgnored var reveals = 0
    @ObservationIgnored var searches = 0
    /// What is being written to disk, in order.
    @ObservationIgnored var outgoing: [EntryDraft] = []
    @ObservationIgnored var isKeeping = false
    /// The newest entry of the conversation itself.
    @ObservationIgnored var newest: Entry?
    /// How far the user is known to have read.
    @ObservationIgnored var ownRead = 0
    /// The newest message that is counted in ``unread``, or read.
    @ObservationIgnored var countedID = 0
    /// Whether it is known what was unread when the conversation was opened.
    @ObservationIgnored var isUnreadMarkPlaced = false
    @ObservationIgnored var shownDay = ""

    /// What was loaded of the past and is not among the rows yet, and the entry that it comes before.
    @ObservationIgnored var aside: (entries: [Entry], hasMore: Bool, edge: Int)?

    @ObservationIgnored var isShowingMore = false

    /// How many entries are loaded at a time.
    ///
    /// As many as make more rows than GTK's list holds, 205: rows that it makes later, above others, have it look at the style of
    /// all below, and while one scrolls there is no time for that.
    static let pageEntries = 250
    /// How many of them become rows at a time when one scrolls: each takes a while of the next frame.
    static let portionEntries = 10
    /// How many entries a search finds at the most.
    static let mostResults = 100

    init(name: String, isOwn: Bool, title: String, link: HostLink) {
        self.name = name
        self.isOwn = isOwn
        self.title = title
        self.link = link
        let reader = Self.reader(of: name, isOwn: isOwn, person: link.person)
        log = ConversationLog(reader: reader, zone: link.zone, now: link.now())
        showWhoIsThere()
    }

    static func reader(of name: String, isOwn: Bool, person: String?) -> RowMaker.Reader {
        isOwn ? .init(side: .person, name: name) : .init(side: .operator, name: person ?? "")
    }

    /// Loads the page before the first row; does nothing while one is being loaded.
    public func loadOlder() { loadPage(.older) }
    /// Loads the page after the last row, after a jump into the past.
    public func loadNewer() { loadPage(.newer) }

    /// Goes back to the newest rows.
    public func showNewest() {
        guard log.hasNewer, !wantsNewest else { return }
        wantsNewest = true
        isSynchronized = false
        link.work.add { [self] in await synchronize() }
    }

    /// Gives up going back to the newest rows, as the user goes elsewhere before they are there.
    public func stayHere() { wantsNewest = false }

    /// Forgets something that was not delivered yet, or that the host did not take.
    public func discard(_ item: ConversationItem) {
        guard case .entry(let uuid) = item.id else { return }
        var found: ConversationLog.Pending?
        perform { log in
            let (pending, updates) = log.discard(uuid)
            found = pending
            return updates
        }
        guard let found, found.isWaiting, let storage = link.storage else { return }
        // What can't be taken from the disk goes out after all, and comes back as an entry.
        link.work.add { try? await storage.discard(uuid) }
    }

    /// Tells whether the newest rows are in sight; what is in sight of an active window is read.
    public func setEndInSight(_ isInSight: Bool) {
        isEndInSight = isInSight
        markRead()
    }

    // MARK: - Rows

    /// Changes the log, and shows what follows from it.
    func perform(_ change: (inout ConversationLog) -> [ConversationLog.Update]) {
        log.now = link.now()
        log.history = link.history
        let updates = change(&log)
        // So that the history is not copied each time it grows.
        log.history = VitalsHistory()
        for update in updates { show(update) }
        if hasOlder != log.hasOlder { hasOlder = log.hasOlder }
        if hasNewer != log.hasNewer { hasNewer = log.hasNewer }
    }

    private func show(_ update: ConversationLog.Update) {
        switch update {
        case .splice(let position, let removed, let added):
            let new = added.map {
                ConversationItem(id: $0.id, content: $0.made.content, accessibleText: $0.made.accessibleText)
            }
            items.replaceSubrange(position..<position + removed, with: new)
            onChange?(Change(position: position, removed: removed, added: new.count))
        case .show(let position, let made):
            let item = items[position]
            if item.content != made.content { item.content = made.content }
            if item.accessibleText != made.accessibleText { item.accessibleText = made.accessibleText }
        }
    }
}
