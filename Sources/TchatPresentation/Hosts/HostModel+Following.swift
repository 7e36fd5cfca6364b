import FoundationEssentials
import Localization
import TchatClient
import TchatModel

/// What happens on the host, from its streams.
extension HostModel {
    /// How many entries are taken at once: what the user does meanwhile comes in between.
    private static let entriesAtOnce = 50

    /// Whether the window is a console of the host: its user counts as being there.
    var isConsole: Bool { id == .thisComputer }

    /// Follows the host until the task is cancelled, or until no further attempt can change why it can't be.
    func follow(during period: Switch.Period) async {
        isFollowed = true
        // What an earlier connection left undone comes again.
        missed = [:]
        await showWaiting()
        do {
            try await sync.run { [self] event in try await take(event, during: period) }
        } catch let error as HostError {
            if isWanted.isStillOn(since: period), !Task.isCancelled { noteStop(error) }
        } catch {}
    }

    /// Throws when the user has left since then.
    private func checkWanted(since period: Switch.Period) throws {
        try Task.checkCancellation()
        guard isWanted.isStillOn(since: period) else { throw CancellationError() }
    }

    private func take(_ event: SyncEvent, during period: Switch.Period) async throws {
        if !event.isOutcome { try checkWanted(since: period) }
        switch event {
        case .live: noteLive()
        case .away(let error): noteAway(error)
        case .status(let status): takeStatus(status)
        case .conversations(let summaries):
            takeSummaries(summaries)
            await showWaiting()
        case .entries(let batch): try await takeBatch(batch, during: period)
        case .marker(let marker): takeMarker(marker)
        case .presence(let presence): takePresence(presence)
        case .logWentBack(let id): goBack(to: id)
        case .delivered(let entries): showDelivered(entries)
        case .refused(let refusal): showRefusal(refusal)
        case .delayed(let reason): showDelay(reason)
        // That the host shuts the user out, the stream says.
        case .deliveryStopped: break
        }
    }

    /// Asks anew who the user is there, after the host did not allow something.
    func refreshRole() async {
        guard let status = try? await link.client.status() else { return }
        sync.note(status)
        takeStatus(status)
    }

    // MARK: - Entries

    private func takeBatch(_ batch: EntryBatch, during period: Switch.Period) async throws {
        var rest = batch.entries[...]
        while !rest.isEmpty {
            for entry in rest.prefix(Self.entriesAtOnce) { takeEntry(entry, isNew: batch.origin == .live) }
            sortConversations()
            rest = rest.dropFirst(Self.entriesAtOnce)
            guard !rest.isEmpty else { break }
            await Task.yield()
            try checkWanted(since: period)
        }
        if batch.isCaughtUp { tellMissed() }
    }

    private func takeEntry(_ entry: Entry, isNew: Bool) {
        noteFarewell(entry)
        guard let name = entry.conversation else {
            for conversation in conversations { conversation.takeEntry(entry) }
            return
        }
        newest[name] = entry.id
        conversation(named: name).takeEntry(entry, isNew: isNew)
        tellNews(entry, in: name, isNew: isNew)
    }

    private func goBack(to id: Int) {
        missed = [:]
        for name in newest.keys { newest[name] = min(newest[name] ?? id, id) }
        for conversation in conversations { conversation.logWentBack(to: id) }
        showPassing(HostWords.logWentBack(title))
    }

    // MARK: - News

    /// In which quality the user reads and writes a conversation.
    private func reader(of conversation: String) -> Author? {
        link.person.map { Author(kind: link.asOperator(conversation) ? .operator : .person, name: $0) }
    }

    private func takeMarker(_ marker: Marker) {
        guard let conversation = conversations.first(where: { $0.name == marker.conversation }) else { return }
        conversation.takeMarker(marker)
        if marker.reader == reader(of: marker.conversation), let read = marker.read,
            read >= newest[marker.conversation] ?? 0
        {
            onNews(.read(marker.conversation))
        }
    }

    private func tellNews(_ entry: Entry, in conversation: String, isNew: Bool) {
        let isNews = entry.kind == .message || entry.kind == .alert
        let isRead = entry.id <= conversations.first { $0.name == conversation }?.ownRead ?? 0
        guard isNews, !isRead, entry.author != reader(of: conversation) else { return }
        if isNew {
            onNews(.message(entry, in: conversation))
        } else if wasInterrupted {
            missed[conversation] = ((missed[conversation]?.count ?? 0) + 1, entry)
        }
    }

    /// Tells of what came while the host was away, now that all of it is there.
    private func tellMissed() {
        let ended = missed
        missed = [:]
        for (name, (count, last)) in ended.sorted(by: { $0.value.last.id < $1.value.last.id }) {
            onNews(.missed(count: count, last: last, in: name))
        }
    }

    // MARK: - How the machine does

    /// Fills the gap since the window was last seen, then hears each second how the machine does.
    func followVitals(during period: Switch.Period) async {
        let client = link.client
        do {
            let samples = try await client.history(seconds: VitalsHistory.keptSamples)
            guard isSampled.isStillOn(since: period) else { return }
            link.history.receive(history: samples)
            information.take(history: samples)
            information.setStale(false)
            onFigures()
            for conversation in conversations { conversation.historyChanged() }
        } catch {
            noteSilence(error)
        }
        do {
            try await Self.hear(client.events(after: nil, vitals: true, comments: true, asOperator: isConsole)) {
                [self] event in
                guard isSampled.isStillOn(since: period) else { return false }
                switch event {
                case .vitals(let vitals):
                    link.history.receive([vitals])
                    information.take(vitals, facts: facts)
                    information.setStale(false)
                    onFigures()
                case .disconnected(let error, _):
                    information.setStale(true)
                    noteSilence(error)
                default: break  // The other stream brings these.
                }
                return true
            }
        } catch {
            // The other stream finds the same, and says so.
        }
    }

    /// Hears a stream until it ends, or until whoever takes its events wants no more of them.
    ///
    /// It is read beside the main thread, which wakes up only for events: some of what comes says only that the host lives.
    @concurrent private nonisolated static func hear(
        _ events: any AsyncSequence<StreamEvent, any Error> & Sendable,
        _ take: @MainActor (StreamEvent) async throws -> Bool
    ) async throws {
        for try await event in events {
            guard try await take(event) else { return }
        }
    }

    /// Ends the other stream, too, when the host does not answer: it is silent anyway while nothing happens.
    private func noteSilence(_ error: any Error) {
        guard let error = error as? HostError, case .timedOut = error else { return }
        sync.noteSilence(error)
    }
}
