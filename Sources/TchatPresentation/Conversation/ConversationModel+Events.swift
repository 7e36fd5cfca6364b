import FoundationEssentials
import Localization
import TchatClient
import TchatModel

// What the host's model tells a conversation.

extension ConversationModel {
    /// Takes an entry of the conversation, or of the whole host, that has just come; they come in the order of ids.
    ///
    /// - Parameter isNew: Whether it was also written just now, and not while nobody listened here.
    func takeEntry(_ entry: Entry, isNew: Bool = true) {
        guard entry.conversation ?? name == name else { return }
        showDay()
        noteNewest(entry)
        count(entry)
        guard isBegun else {
            // What waited and is not shown yet: its page may be far from the newest by the time it is.
            return perform { $0.settle(entry) }
        }
        guard isSynchronized, endFetches == 0 else {
            early.append(entry)
            if early.count > Self.pageEntries {
                let oldest = early.removeFirst()
                isEarlyIncomplete = true
                perform { $0.settle(oldest) }
            }
            if isShown, link.isLive, !isSynchronized, !isSynchronizing {
                link.work.add { [self] in await synchronize() }
            }
            return
        }
        perform { $0.take(entry, followsEnd: isEndInSight) }
        if isNew { announce(entry) }
        markRead()
    }

    /// Takes how far someone has received and seen the conversation.
    func takeMarker(_ marker: Marker) {
        guard marker.conversation == name else { return }
        perform { $0.take(marker) }
        let reader = log.maker.reader
        guard marker.reader == Author(kind: reader.side, name: reader.name), let read = marker.read else { return }
        ownRead = max(ownRead, read)
        // Another of the user's devices may have read it.
        guard unread > 0 else { return }
        if ownRead >= countedID {
            unread = 0
        } else if isSynchronized, endFetches == 0, !log.hasNewer, let first = log.entries.first, first.id <= ownRead {
            let count = log.entries.count { $0.id > ownRead && reader.isForReader($0) }
            if unread != count { unread = count }
        }
    }

    /// Takes what the host says of the whole conversation.
    func takeSummary(_ summary: ConversationSummary) {
        guard summary.name == name else { return }
        showDay()
        for marker in summary.markers { takeMarker(marker) }
        let last = summary.lastEntry?.id ?? 0
        // What came since the host said that is counted here.
        if last >= countedID {
            countedID = last
            // What the user has read meanwhile the host may not have known yet.
            let count = last <= ownRead ? 0 : summary.unread
            if unread != count { unread = count }
        }
        if let entry = summary.lastEntry { noteNewest(entry) }
        if isShown, !isUnreadMarkPlaced { placeUnreadMark() }
        markRead()
    }

    /// The host is heard or lost, the user is known, or someone came or went.
    func presenceChanged() {
        showDay()
        let reader = Self.reader(of: name, isOwn: isOwn, person: link.person)
        if reader != log.maker.reader {
            log.maker.reader = reader
            perform { $0.makeAnew() }
            if let newest { showPreview(of: newest) }
        }
        showWhoIsThere()
        if !link.isLive {
            losses += isSynchronized || isSynchronizing ? 1 : 0
            isSynchronized = false
        } else if isShown, !isSynchronized, !isSynchronizing {
            link.work.add { [self] in await synchronize() }
        }
        markRead()
    }

    /// The window got or lost the focus, or shows another host.
    func lookedAtChanged() { markRead() }

    /// More is known of what the machine did lately.
    func historyChanged() { perform { $0.historyChanged() } }

    /// The host's log ends there, and later ids are given out anew.
    func logWentBack(to id: Int) {
        early.removeAll { $0.id > id }
        aside = nil
        ownRead = min(ownRead, id)
        if countedID > id {
            // How many of those that are left are unread, the host says.
            countedID = 0
            if unread != 0 { unread = 0 }
        }
        if let entry = newest, entry.id > id { forgetNewest() }
        perform { $0.logWentBack(to: id) }
        // A page that is under way may be of the log before.
        losses += 1
        isSynchronized = false
        if isShown, link.isLive, !isSynchronizing { link.work.add { [self] in await synchronize() } }
    }

    /// Something that waited is in the log now; the stream tells where.
    func delivered(_ entry: Entry) { perform { $0.setDelivered(entry) } }

    /// The host will never take something.
    func refused(_ item: OutboxItem, reason: String) { perform { $0.refuse(item, reason: reason.visible()) } }

    /// What waits for this conversation, in the order it was said.
    func waitingChanged(_ items: [OutboxItem]) {
        perform { $0.setWaiting(items.filter { $0.conversation == name }) }
    }

    // MARK: - The list of conversations

    /// Takes the newest entry over, for the list.
    func noteNewest(_ entry: Entry) {
        guard entry.conversation != nil, entry.id >= newest?.id ?? 0 else { return }
        newest = entry
        showPreview(of: entry)
    }

    private func forgetNewest() {
        newest = nil
        (preview, lastActivity, lastActivityText) = ("", nil, "")
    }

    private func showPreview(of entry: Entry) {
        let text = log.maker.preview(entry)
        if preview != text { preview = text }
        if lastActivity != entry.at { lastActivity = entry.at }
        let time = DateText.short(entry.at, now: link.now(), in: link.zone)
        if lastActivityText != time { lastActivityText = time }
    }

    /// Shows the names of days anew once a day has passed.
    private func showDay() {
        let day = DateText.day(link.now(), in: link.zone)
        guard day != shownDay else { return }
        defer { shownDay = day }
        guard !shownDay.isEmpty else { return }
        perform { $0.makeAnew() }
        if let newest { showPreview(of: newest) }
    }

    // MARK: - Who is there

    func showWhoIsThere() {
        let presence = showsPresence
        if presenceText != presence.text { presenceText = presence.text }
        if presenceSummary != presence.summary { presenceSummary = presence.summary }
        if isOtherSidePresent != presence.isThere { isOtherSidePresent = presence.isThere }
        let mayWrite = link.role.map { $0 >= .member } ?? true
        if canWrite != mayWrite { canWrite = mayWrite }
        let hint = placeholderText
        if placeholder != hint { placeholder = hint }
    }

    private var showsPresence: (text: String?, summary: String?, isThere: Bool) {
        guard let presence = link.presence else { return (nil, nil, false) }
        guard isOwn else {
            let person = ["person": title]
            return presence.people?.contains(name) == true
                ? (tr("{person} is connected.", person), trc("of a person", "Connected"), true)
                : (
                    tr("{person} is away: your message will be waiting.", person), trc("of a person", "Away"), false
                )
        }
        guard let text = presence.consoleSentence(link.hostTitle) else {
            return (
                tr("Nobody is at the console: your message will be waiting."), tr("Nobody at the console"), false
            )
        }
        guard presence.operators != [link.person] else {
            return (tr("You are at the console."), tr("You are at the console"), true)
        }
        let names = presence.operators.prefix(10).map { $0.visible() }.joined(separator: ", ")
        let summary = trn(
            "{names} is at the console",
            "{names} are at the console",
            presence.operators.count,
            ["names": names]
        )
        return (text, summary, true)
    }

    private var placeholderText: String {
        guard canWrite else { return tr("Ask: name, os, cpu or ram") }
        guard isOwn else { return tr("Message to {name}", ["name": title]) }
        // With several operators any of them may answer, and nobody writes to themselves.
        let operators = link.presence?.operators.filter { $0 != link.person } ?? []
        return tr("Message to {name}", ["name": operators.count == 1 ? operators[0].visible() : link.hostTitle])
    }

    private func announce(_ entry: Entry) {
        guard isShown, link.isLookedAt else { return }
        let reader = log.maker.reader
        var isMeant = reader.isForReader(entry) || entry.kind == .alert
        // The answer to what the user asked.
        if case .answer(_, let question, _, _) = entry.content, let id = log.questions[question],
            let asked = log.entry(id)
        {
            isMeant = reader.wrote(asked)
        }
        guard isMeant, let position = log.position(of: entry.id) else { return }
        link.onAnnouncement(items[position].accessibleText)
    }
}

// MARK: - What is read

extension ConversationModel {
    /// Whether what comes is seen.
    private var isBeingRead: Bool { isShown && link.isLookedAt && isEndInSight && !log.hasNewer }

    private func count(_ entry: Entry) {
        guard entry.id > countedID, log.maker.reader.isForReader(entry) else { return }
        countedID = entry.id
        guard entry.id > ownRead, !isBeingRead else { return }
        if unread == 0, isShown { perform { $0.markUnread(after: entry.id - 1) } }
        unread += 1
    }

    /// Shows where the unread messages begin, once that is known.
    func placeUnreadMark() {
        isUnreadMarkPlaced = true
        guard unread > 0 else { return }
        perform { [ownRead] in $0.markUnread(after: ownRead) }
    }

    /// Tells the host how far the user has read, when there is something new.
    func markRead() {
        guard isBeingRead, link.isLive, isSynchronized, canWrite else { return }
        let entries = log.entries
        guard let last = entries.last?.id,
            let message = entries.last(where: log.maker.reader.isForReader)?.id, message > ownRead
        else {
            if unread != 0 { unread = 0 }
            return
        }
        if unread != 0 { unread = 0 }
        ownRead = max(ownRead, last)
        link.onRead(last, name)
    }
}
