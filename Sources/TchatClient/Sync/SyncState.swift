import FoundationEssentials
import TchatModel

/// What a client of a host does next, whatever comes: no connection, no clock, no file.
///
/// Entries that were missed are held until the last of them has come, so that a catch-up is told at once, copied with one
/// write, and has one marker in each conversation.
struct SyncState: Sendable {
    /// What is to be done, in this order.
    enum Action: Hashable, Sendable {
        /// Tell the front end.
        case tell(SyncEvent)
        /// Add entries to the copy of a conversation.
        case copy([Entry], to: String)
        /// Take note that all this was told and copied.
        case settle(Told)
        /// Forget what was copied of a conversation after an entry.
        case forgetCopied(after: Int, of: String)
        /// Send what waits.
        case deliver
        /// Send what waits after a while.
        case deliverLater
        /// See what ``nextErrand()`` is.
        case runErrands
    }

    /// How far the front end was told of entries, and what the other side is to know of that.
    struct Told: Hashable, Sendable {
        /// The id of the last entry.
        var lastID: Int
        /// The newest entries from the other side, by conversation.
        var delivered: [String: Int] = [:]
    }

    /// What the host is asked or told beside the stream.
    enum Errand: Hashable, Sendable {
        /// Tell how far a conversation was received and seen.
        case mark(MarkerUpdate, in: String)
        /// Ask for the conversations.
        case listConversations
        /// Ask who the caller is there.
        case askStatus
    }

    /// At most so many entries are held back while they come.
    static let mostHeldEntries = 500

    private let policy: SyncPolicy

    /// Whether the host is heard.
    private(set) var isLive = false

    private(set) var host: UUID?
    private var caller: HostStatus.Caller?
    /// The conversations that are known to be there.
    private var conversations: Set<String> = []
    /// Entries up to this one were written while nobody listened here.
    private var missedEnd = 0
    /// What has come and was not told yet.
    private var held: [Entry] = []
    /// The entry after which to go on, where no copy says that.
    private var position: Int?
    /// What was said here before the host was first heard.
    private var saidEarly: Set<UUID> = []
    private var marks: [String: MarkerUpdate] = [:]
    /// A marker did not reach the host: it waits until the host is back, or for one that is newer.
    private var marksWait = false
    private var wantsConversations = false
    private var wantsStatus = false
    private var delay: DeliveryDelay?

    init(policy: SyncPolicy) {
        self.policy = policy
        if case .conversation(let name) = policy.scope { conversations = [name] }
    }

    /// Whether entries are copied.
    var copies: Bool { policy.start == .copies }

    /// What the caller is called there; nil before that is known.
    var person: String? { caller?.name }

    /// Whether a conversation is written to, and read, as who answers at the host.
    func isOperator(in conversation: String) -> Bool {
        guard policy.scope == .allConversations, let caller else { return false }
        return caller.role >= .operator && conversation != caller.name
    }

    /// The first attempt to hear the host is about to be made: what an earlier one left undone comes again.
    mutating func begin() { (held, delay) = ([], nil) }

    /// Nobody listens any more.
    mutating func end() {
        isLive = false
        held = []
    }
}

// MARK: - Where to begin

extension SyncState {
    /// How many of one conversation's newest entries are to be asked for.
    ///
    /// - Parameter copyEnd: The id of the newest copied entry.
    func newestEntriesLimit(copyEnd: Int?) -> Int {
        // A first visit begins with a page; what was said here must be among those that are looked at.
        copies && copyEnd == nil ? 500 : position == nil && !saidEarly.isEmpty ? 100 : 1
    }

    /// Whether it begins with the end of the log: that of one conversation may be long before, and whoever may read others
    /// would be told all that was said in them since.
    var wantsLogEnd: Bool { !copies && position == nil }

    /// Takes the newest entries of the one conversation; nil for whoever may read none.
    mutating func receive(newest page: EntryPage?) {
        missedEnd = page?.entries.last?.id ?? 0
    }

    /// Begins to follow one conversation.
    ///
    /// - Parameters:
    ///   - copyEnd: The id of the newest copied entry.
    ///   - logEnd: The newest entry of all that the caller may read, if ``wantsLogEnd``.
    ///   - newest: Its newest entries; nil for whoever may read none.
    /// - Returns: The entry after which to listen; nil for what comes from now on.
    mutating func start(copyEnd: Int?, logEnd: Int? = nil, newest: EntryPage?) -> (lastID: Int?, actions: [Action]) {
        receive(newest: newest)
        guard let newest else { return (position ?? copyEnd, []) }
        // An empty conversation begins with its first entry.
        let newestID = newest.entries.last?.id ?? 0
        guard copies else {
            let saidHere = newest.entries.first { saidEarly.contains($0.uuid) }
            saidEarly = []
            position = position ?? saidHere.map { $0.id - 1 } ?? logEnd ?? newestID
            return (position, [])
        }
        if let copyEnd { return (copyEnd, []) }
        guard case .conversation(let name) = policy.scope, !newest.entries.isEmpty else { return (newestID, []) }
        let batch = EntryBatch(entries: newest.entries, origin: .history, isCaughtUp: true)
        return (newestID, [.tell(.entries(batch)), .copy(newest.entries, to: name)])
    }

    /// Takes what the host is and who the caller is there.
    mutating func receive(_ status: HostStatus) -> [Action] {
        if let host, host != status.id {
            // Another host has other ids.
            (marks, position) = ([:], nil)
        }
        // Somebody else has seen nothing of it.
        if let caller, caller.name != status.caller.name { marks = [:] }
        if policy.scope == .allConversations, host != status.id || caller != status.caller {
            // Somebody else, or with another role, may read others.
            conversations = [status.caller.name]
        }
        (host, caller) = (status.id, status.caller)
        return [.tell(.status(status))]
    }

    /// Takes the host's list of conversations.
    ///
    /// - Parameter isCatchingUp: Whether nobody listens while the list is made: what it has is missed, then.
    mutating func receive(_ summaries: [ConversationSummary], isCatchingUp: Bool) -> [Action] {
        conversations.formUnion(summaries.map(\.name))
        if isCatchingUp {
            // Nobody listened, so nothing came since.
            wantsConversations = false
            missedEnd = summaries.compactMap(\.lastEntry?.id).max() ?? 0
        }
        return [.tell(.conversations(summaries))]
    }

    /// Begins to follow all conversations.
    ///
    /// - Parameters:
    ///   - copyEnd: The id of the newest entry that any copy has.
    ///   - summaries: The host's list of them.
    /// - Returns: The entry after which to listen.
    mutating func start(copyEnd: Int?, _ summaries: [ConversationSummary]) -> Int {
        let start = position ?? copyEnd ?? summaries.compactMap(\.lastEntryID).max() ?? 0
        if !copies { position = start }
        return start
    }
}

// MARK: - What happens

extension SyncState {
    /// The host is heard.
    mutating func connected() -> [Action] {
        isLive = true
        marksWait = false
        return [.tell(.live), .deliver, .runErrands]
    }

    /// The host is not heard any more, or still not.
    mutating func disconnected(_ error: HostError) -> [Action] {
        let actions = flush() + setDelay(nil)
        isLive = false
        return actions + [.tell(.away(error))]
    }

    /// Tells what is held, as nothing more may come.
    mutating func stopped() -> [Action] { flush() }

    /// Takes what the stream brings.
    mutating func receive(_ event: StreamEvent) -> [Action] {
        switch event {
        case .entry(let entry): return receive(entry)
        case .marker(let marker): return flush() + [.tell(.marker(marker))]
        case .presence(let presence): return flush() + [.tell(.presence(presence))]
        case .logWentBack(let id): return goBack(to: id)
        case .connected, .disconnected, .vitals: return []
        }
    }

    private mutating func receive(_ entry: Entry) -> [Action] {
        if case .conversation(let name) = policy.scope, entry.conversation ?? name != name { return [] }
        // What was missed and what comes now are no batch.
        let actions = entry.id > missedEnd ? flush() : []
        held.append(entry)
        if entry.id >= missedEnd { return actions + flush() }
        return held.count >= Self.mostHeldEntries ? actions + flush(isInBetween: true) : actions
    }

    /// Tells what is held.
    ///
    /// - Parameter isInBetween: Whether more that was missed follows at once: markers can wait for that.
    private mutating func flush(isInBetween: Bool = false) -> [Action] {
        guard let last = held.last?.id else { return [] }
        let entries = held
        held = []
        var told = Told(lastID: last)
        let isCaughtUp = last >= missedEnd
        let origin: EntryBatch.Origin = last <= missedEnd ? .missed : .live
        var actions = [Action.tell(.entries(EntryBatch(entries: entries, origin: origin, isCaughtUp: isCaughtUp)))]
        for entry in entries {
            guard let name = entry.conversation else { continue }
            if conversations.insert(name).inserted, policy.listsNewConversations { wantsConversations = true }
            if policy.marksDelivered, isFromOtherSide(entry, in: name) {
                told.delivered[name] = entry.id
            }
        }
        if copies { actions += copying(entries) }
        if !copies || !told.delivered.isEmpty { actions.append(.settle(told)) }
        if !isInBetween, wantsConversations || !marks.isEmpty || !told.delivered.isEmpty { actions.append(.runErrands) }
        return actions
    }

    /// Takes note of what was told and copied: not before, or it would be marked, or passed over, though nobody has it.
    mutating func settle(_ told: Told) {
        if !copies { position = max(position ?? told.lastID, told.lastID) }
        for (name, id) in told.delivered { note(delivered: id, in: name) }
    }

    private func copying(_ entries: [Entry]) -> [Action] {
        let byName = Dictionary(grouping: entries, by: \.conversation)
        // What concerns the whole host belongs to every conversation.
        let names = byName[nil] == nil ? byName.keys.compactMap(\.self).sorted() : conversations.sorted()
        let common = byName[nil] ?? []
        return names.map { name in
            guard let own = byName[name] else { return .copy(common, to: name) }
            return .copy(common.isEmpty ? own : (own + common).sorted { $0.id < $1.id }, to: name)
        }
    }

    private func isFromOtherSide(_ entry: Entry, in conversation: String) -> Bool {
        entry.kind == .message && entry.author.kind != (isOperator(in: conversation) ? .operator : .person)
    }

    private mutating func goBack(to id: Int) -> [Action] {
        // What is held was of the log before.
        held.removeAll { $0.id > id }
        let actions = flush()
        missedEnd = min(missedEnd, id)
        if let old = position { position = min(old, id) }
        marks = marks.mapValues { update in
            MarkerUpdate(delivered: update.delivered.map { min($0, id) }, read: update.read.map { min($0, id) })
        }
        if policy.scope == .allConversations, policy.listsNewConversations { wantsConversations = true }
        return actions
            + (copies ? conversations.sorted().map { .forgetCopied(after: id, of: $0) } : [])
            + [.tell(.logWentBack(to: id))]
            + (wantsConversations ? [.runErrands] : [])
    }
}

// MARK: - What is said

extension SyncState {
    /// Something was kept, and is to be delivered.
    mutating func accepted(_ uuid: UUID) {
        if !copies, position == nil { saidEarly.insert(uuid) }
    }

    /// Takes what the host will never take.
    mutating func receive(_ refusal: Outbox.Refusal) -> [Action] {
        guard case .notAllowed = refusal.reason, policy.scope == .allConversations else {
            return [.tell(.refused(refusal))]
        }
        // The role has changed, then.
        wantsStatus = true
        return [.tell(.refused(refusal)), .runErrands]
    }

    /// Takes what came of sending what waits.
    mutating func receive(_ delivery: Outbox.Delivery) -> [Action] {
        let actions: [Action] = delivery.delivered.isEmpty ? [] : [.tell(.delivered(delivery.delivered))]
        guard let stop = delivery.stoppedBy else { return actions + setDelay(nil) }
        guard stop.isTransient else { return actions + [.tell(.deliveryStopped(stop))] }
        // That the host is away, the stream says, and that it is back as well.
        return isLive ? actions + setDelay(.host(stop)) + [.deliverLater] : actions
    }

    /// What waits could not be read or written.
    mutating func deliveryFailed(_ error: LocalFileError) -> [Action] {
        isLive ? setDelay(.files(error)) + [.deliverLater] : []
    }

    private mutating func setDelay(_ new: DeliveryDelay?) -> [Action] {
        guard new != delay else { return [] }
        delay = new
        return [.tell(.delayed(new))]
    }
}

// MARK: - What is told and asked beside the stream

extension SyncState {
    /// The user has seen a conversation up to an entry.
    mutating func markRead(_ id: Int, in conversation: String) -> [Action] {
        var update = marks[conversation] ?? MarkerUpdate()
        update.read = max(update.read ?? id, id)
        marks[conversation] = update
        marksWait = false
        return [.runErrands]
    }

    private mutating func note(delivered id: Int, in conversation: String) {
        var update = marks[conversation] ?? MarkerUpdate()
        update.delivered = max(update.delivered ?? id, id)
        marks[conversation] = update
        marksWait = false
    }

    /// What is to be asked or told next; nil for nothing, and while the host is not heard.
    ///
    /// A wish that comes while it is done is another one.
    mutating func nextErrand() -> Errand? {
        guard isLive else { return nil }
        if wantsStatus {
            wantsStatus = false
            return .askStatus
        }
        if wantsConversations {
            wantsConversations = false
            return .listConversations
        }
        return marksWait ? nil : marks.min { $0.key < $1.key }.map { .mark($0.value, in: $0.key) }
    }

    /// An errand is done.
    ///
    /// - Returns: Whether others can be run now.
    mutating func finished(_ errand: Errand, _ error: HostError?) -> Bool {
        switch errand {
        case .askStatus, .listConversations: break
        case .mark(let update, let name):
            if let error, error.isTransient {
                marksWait = true
                return false
            }
            // What came meanwhile is still to be told.
            if marks[name] == update { marks[name] = nil }
        }
        return true
    }
}
