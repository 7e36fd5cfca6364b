import FoundationEssentials
import Localization
import TchatClient
import TchatModel

/// The part of a conversation that is loaded, as rows; no client and no clock.
///
/// It takes entries, pages, markers and what waits, and tells what changes of the rows. The entries that are loaded follow each other in the host's log without a gap.
nonisolated struct ConversationLog {
    /// A row.
    struct Row: Equatable {
        var id: ConversationItem.ID
        var made: RowMaker.Made
    }

    /// A change of the rows; several are made one after the other.
    enum Update: Equatable {
        /// Rows go and come.
        case splice(position: Int, removed: Int, added: [Row])
        /// A row shows something else.
        case show(position: Int, RowMaker.Made)
    }

    /// What was said here and has no place in the log.
    struct Pending: Equatable {
        var item: OutboxItem
        /// Whether the host has it, though its place in the log is not known yet.
        var isDelivered = false
        /// Why the host will never take it.
        var refusal: String?
        /// What the machine answered to who may only ask, which no log keeps.
        var answer: ItemAnswer?

        /// Whether it waits to be delivered.
        var isWaiting: Bool { !isDelivered && refusal == nil && answer == nil }
    }

    /// As many rows of the log as are loaded at the most.
    let mostRows: Int
    var maker: RowMaker
    /// The time, for the titles of days.
    var now: Date
    /// What the machine did lately, for the plots of cards; given for the time of a change.
    var history = VitalsHistory()

    /// What is loaded, in the order of ids.
    private(set) var entries: [Entry] = []
    private(set) var pending: [Pending] = []
    private(set) var hasOlder = false
    private(set) var hasNewer = false
    /// How far the other side has received and seen the conversation.
    private(set) var delivered = 0
    private(set) var read = 0
    /// The last entry that was read when the unread mark was set; nil without a mark.
    private(set) var unreadAfter: Int?

    /// What the rows are made of, and what it made.
    var lines: [Line] = []
    var made: [RowMaker.Made] = []
    /// The loaded questions' ids.
    private(set) var questions: [UUID: Int] = [:]
    /// The ids of the answers that stand in the cards of loaded questions.
    private(set) var answers: [UUID: Int] = [:]
    /// The plots of cards, by the answers' ids.
    var plots: [Int: Plot] = [:]
    /// The newest of the UUIDs that don't wait any more, as lists of what waits may be older than that.
    private var settled: [UUID] = []

    private static let mostSettled = 256
    /// How many of what has no place in the log is shown: refusals, and answers to who may only ask.
    private static let mostUnlogged = 100
    /// How many entries go at once when there are too many rows.
    private var dropped: Int { max(1, min(100, mostRows / 4)) }

    init(reader: RowMaker.Reader, zone: ClockZone, now: Date, mostRows: Int = 1200) {
        maker = RowMaker(zone: zone, reader: reader)
        self.now = now
        self.mostRows = mostRows
    }

    /// The rows there are.
    var rows: [Row] { zip(lines, made).map { Row(id: $0.id, made: $1) } }

    /// How many rows are not of what waits.
    private var logRows: Int { lines.count - lines.reversed().prefix { $0.key == .max }.count }

    /// The first index whose entry has that id or a higher one.
    func index(of id: Int) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The loaded entry of that id.
    func entry(_ id: Int) -> Entry? {
        let index = index(of: id)
        return index < entries.count && entries[index].id == id ? entries[index] : nil
    }

    /// The row in which an entry is shown; nil when it is not loaded.
    func position(of id: Int) -> Int? {
        guard let entry = entry(id) else { return nil }
        var row = entry.uuid
        if case .answer(_, let question, _, _) = entry.content, answers[question] == id { row = question }
        return lines.firstIndex { $0.id == .entry(row) }
    }
}

// MARK: - Pages

nonisolated extension ConversationLog {
    /// Begins anew with a page from anywhere.
    mutating func show(_ page: [Entry], hasOlder: Bool, hasNewer: Bool) -> [Update] {
        entries = Self.ordered(page)
        self.hasOlder = hasOlder
        self.hasNewer = hasNewer
        settleLoaded()
        return refreshAll() + keepInBounds(droppingOldest: true)
    }

    /// Adds the page before the first entry.
    mutating func addOlder(_ page: EntryPage) -> [Update] {
        let first = entries.first?.id ?? .max
        entries.insert(contentsOf: Self.ordered(page.entries).filter { $0.id < first }, at: 0)
        hasOlder = page.hasMore
        return refreshAll() + keepInBounds(droppingOldest: false)
    }

    /// Adds the page after the last entry.
    mutating func addNewer(_ page: EntryPage) -> [Update] {
        let last = entries.last?.id ?? .min
        entries += Self.ordered(page.entries).filter { $0.id > last }
        hasNewer = page.hasMore
        settleLoaded()
        return refreshAll() + keepInBounds(droppingOldest: true)
    }

    /// Takes the newest page the host has: what is loaded stays where it is known to reach up to the page.
    mutating func takeNewest(_ page: EntryPage) -> [Update] {
        let new = Self.ordered(page.entries)
        guard let first = new.first, let last = new.last else {
            return show([], hasOlder: page.hasMore, hasNewer: false)
        }
        let isJoined = entries.last.map { $0.id >= first.id } ?? false
        let older = isJoined ? entries.filter { $0.id < first.id } : []
        return show(
            older + new + entries.filter { $0.id > last.id && isJoined },
            hasOlder: page.hasMore,
            hasNewer: false
        )
    }

    /// Forgets the oldest entries but so many.
    mutating func keepNewest(_ count: Int) -> [Update] {
        guard entries.count > count else { return [] }
        entries.removeFirst(entries.count - count)
        hasOlder = true
        return refreshAll()
    }

    private static func ordered(_ page: [Entry]) -> [Entry] {
        var last = Int.min
        return page.sorted { $0.id < $1.id }.filter { entry in
            defer { last = entry.id }
            return entry.id != last
        }
    }

    /// Drops entries at the end that is farther from what is looked at, until the rows are few enough.
    private mutating func keepInBounds(droppingOldest: Bool) -> [Update] {
        var updates: [Update] = []
        while logRows > mostRows, !entries.isEmpty {
            let count = min(dropped, entries.count)
            if droppingOldest {
                entries.removeFirst(count)
                hasOlder = true
            } else {
                entries.removeLast(count)
                hasNewer = true
            }
            updates += refreshAll()
        }
        return updates
    }
}

// MARK: - What happens

nonisolated extension ConversationLog {
    /// Takes an entry that has just come.
    ///
    /// - Parameter followsEnd: Whether the newest rows are looked at; otherwise what is looked at stays loaded.
    mutating func take(_ entry: Entry, followsEnd: Bool) -> [Update] {
        let wasPending = settle(entry.uuid)
        let index = index(of: entry.id)
        let isKnown = index < entries.count && entries[index].id == entry.id
        let isBefore = index == 0 && hasOlder && !entries.isEmpty
        guard !isKnown, !isBefore, !hasNewer else { return wasPending ? refresh(from: .max) : [] }
        if logRows >= mostRows, !followsEnd {
            hasNewer = true
            return refresh(from: .max)
        }
        entries.insert(entry, at: index)
        guard index == entries.count - 1 else { return refreshAll() }
        var from = entry.id
        switch entry.content {
        case .question:
            questions[entry.uuid] = entry.id
        case .answer(_, let question, _, _):
            if let id = questions[question], answers[question] == nil {
                answers[question] = entry.id
                from = id
            }
        default:
            break
        }
        return refresh(from: from) + keepInBounds(droppingOldest: true)
    }

    /// Takes how far someone has come.
    mutating func take(_ marker: Marker) -> [Update] {
        guard marker.reader.kind == maker.reader.otherSide else { return [] }
        let (oldDelivered, oldRead) = (delivered, read)
        read = max(read, marker.read ?? 0)
        delivered = max(delivered, marker.delivered ?? 0, read)
        guard delivered != oldDelivered || read != oldRead else { return [] }
        return refresh(from: (read == oldRead ? oldDelivered : oldRead) + 1)
    }

    /// The host's log ends there, and later ids are given out anew.
    mutating func logWentBack(to id: Int) -> [Update] {
        delivered = min(delivered, id)
        read = min(read, id)
        unreadAfter = unreadAfter.map { min($0, id) }
        let end = index(of: id == .max ? id : id + 1)
        if end < entries.count {
            entries.removeSubrange(end...)
            hasNewer = false
        }
        return refreshAll()
    }

    /// Sets or takes away the mark above what was not read yet.
    ///
    /// - Parameter id: The last entry that was read; nil for no mark.
    mutating func markUnread(after id: Int?) -> [Update] {
        guard id != unreadAfter else { return [] }
        unreadAfter = id
        return refreshAll()
    }

    /// A new day may have begun, or it is known now who reads.
    mutating func makeAnew() -> [Update] { refreshAll() }

    /// There may be entries before the first one after all.
    mutating func mayHaveOlder() { hasOlder = true }

    /// More is known of what the machine did lately.
    mutating func historyChanged() -> [Update] {
        guard let first = history.samples.first?.at else { return [] }
        plots = plots.filter { id, _ in entry(id).map { $0.at < first } ?? false }
        return refreshAll()
    }
}

// MARK: - What waits

nonisolated extension ConversationLog {
    /// Takes what waits now, in the order it was said.
    mutating func setWaiting(_ items: [OutboxItem]) -> [Update] {
        let waiting = items.filter { !settled.contains($0.uuid) && !isLoaded($0.uuid) }
        let ids = Set(waiting.map(\.uuid))
        // What was refused stays between what was said before and after it.
        var others = pending.filter { !$0.isWaiting && !ids.contains($0.item.uuid) }[...]
        var all: [Pending] = []
        for item in waiting {
            while let other = others.first, other.item.at < item.at { all.append(others.removeFirst()) }
            let known = pending.first { $0.item.uuid == item.uuid }
            all.append(known ?? Pending(item: item))
        }
        pending = all + others
        return refresh(from: .max)
    }

    /// Something was said here.
    mutating func addWaiting(_ item: OutboxItem) -> [Update] {
        guard !settled.contains(item.uuid), !isLoaded(item.uuid),
            !pending.contains(where: { $0.item.uuid == item.uuid })
        else { return [] }
        pending.append(Pending(item: item))
        return refresh(from: .max)
    }

    /// The host has something; its entry is still to come, unless the host had it long before.
    mutating func setDelivered(_ entry: Entry) -> [Update] {
        if let first = entries.first, entry.id < first.id { return settle(entry) }
        guard let index = pending.firstIndex(where: { $0.item.uuid == entry.uuid }), pending[index].isWaiting else {
            return []
        }
        pending[index].isDelivered = true
        return refresh(from: .max)
    }

    /// The host has something, whose place is not among what is loaded.
    mutating func settle(_ entry: Entry) -> [Update] {
        guard pending.contains(where: { $0.item.uuid == entry.uuid }) else { return [] }
        settle(entry.uuid)
        return refresh(from: .max)
    }

    /// The host will never take something.
    mutating func refuse(_ item: OutboxItem, reason: String) -> [Update] {
        guard !isLoaded(item.uuid) else { return [] }
        settle(item.uuid, removing: false)
        setUnlogged(item) { $0.refusal = reason }
        return refresh(from: .max)
    }

    /// The machine answered something that no log keeps.
    mutating func answer(_ item: OutboxItem, _ answer: ItemAnswer) -> [Update] {
        setUnlogged(item) { $0.answer = answer }
        return refresh(from: .max)
    }

    /// The user forgets something that has no place in the log.
    ///
    /// - Returns: Whether it was there.
    mutating func discard(_ uuid: UUID) -> (found: Pending?, updates: [Update]) {
        guard let found = pending.first(where: { $0.item.uuid == uuid }) else { return (nil, []) }
        settle(uuid)
        return (found, refresh(from: .max))
    }

    private mutating func setUnlogged(_ item: OutboxItem, _ change: (inout Pending) -> Void) {
        let index = pending.firstIndex { $0.item.uuid == item.uuid } ?? pending.endIndex
        if index == pending.endIndex { pending.append(Pending(item: item)) }
        change(&pending[index])
        let unlogged = pending.filter { $0.refusal != nil || $0.answer != nil }
        if unlogged.count > Self.mostUnlogged, let oldest = unlogged.first {
            pending.removeAll { $0.item.uuid == oldest.item.uuid }
        }
    }

    /// Takes note that something does not wait any more.
    ///
    /// - Returns: Whether it was shown as waiting.
    @discardableResult
    private mutating func settle(_ uuid: UUID, removing: Bool = true) -> Bool {
        if !settled.contains(uuid) { settled = settled.suffix(Self.mostSettled - 1) + [uuid] }
        guard removing, let index = pending.firstIndex(where: { $0.item.uuid == uuid }) else { return false }
        pending.remove(at: index)
        return true
    }

    private mutating func settleLoaded() {
        guard !pending.isEmpty else { return }
        let loaded = Set(entries.map(\.uuid))
        for item in pending where loaded.contains(item.item.uuid) { settle(item.item.uuid) }
    }

    private func isLoaded(_ uuid: UUID) -> Bool { entries.contains { $0.uuid == uuid } }

    /// Finds the questions and answers among what is loaded, and makes the rows of all of it.
    fileprivate mutating func refreshAll() -> [Update] {
        questions = [:]
        answers = [:]
        for entry in entries where entry.kind == .question { questions[entry.uuid] = entry.id }
        for entry in entries {
            guard case .answer(_, let question, _, _) = entry.content, answers[question] == nil,
                let id = questions[question], id < entry.id
            else { continue }
            answers[question] = entry.id
        }
        let loaded = (entries.first?.id ?? 0)...max(entries.first?.id ?? 0, entries.last?.id ?? 0)
        plots = plots.filter { loaded.contains($0.key) }
        return refresh(from: .min)
    }
}
