import FoundationEssentials
import Localization
import TchatClient
import TchatModel

/// What happens on the host, from its streams.
extension HostModel {
    /// How many entries are copied at once, when many come.
    private static let copiedEntries = 200

    /// Whether the window is a console of the host: its user counts as being there.
    var isConsole: Bool { id == .thisComputer }

    /// Follows the host until the task is cancelled, or until no further attempt can change why it can't be.
    func follow(during period: Switch.Period) async {
        isFollowed = true
        // What an earlier connection left undone comes again.
        (uncopied, missed) = ([:], [:])
        await showWaiting()
        do {
            while true {
                do {
                    let start = try await greet(during: period)
                    return try await listen(after: start, during: period)
                } catch let error as HostError where error.isTransient {
                    try checkWanted(since: period)
                    noteAway(error)
                    try await awaitHost(during: period)
                }
            }
        } catch let error as HostError {
            if isWanted.isStillOn(since: period), !Task.isCancelled { noteStop(error) }
        } catch {}
    }

    /// Throws when the user has left since then.
    private func checkWanted(since period: Switch.Period) throws {
        try Task.checkCancellation()
        guard isWanted.isStillOn(since: period) else { throw CancellationError() }
    }

    /// Learns what the host is and has.
    ///
    /// - Returns: The id of the entry after which to listen.
    private func greet(during period: Switch.Period) async throws -> Int {
        let summaries = try await refresh(during: period)
        return await startOfStream(summaries)
    }

    /// Asks what the host is, who the user is there, and for the conversations.
    @discardableResult
    private func refresh(during period: Switch.Period) async throws -> [ConversationSummary] {
        let client = link.client
        async let listed = Self.conversations(client)
        let status = try await client.status()
        let summaries = try await listed
        try checkWanted(since: period)
        take(status)
        take(summaries)
        missedEnd = newest.values.max() ?? 0
        await showWaiting()
        return summaries
    }

    /// The conversations; none for guests, who have none.
    private static func conversations(_ client: any HostClient) async throws -> [ConversationSummary] {
        do {
            return try await client.conversations()
        } catch HostError.notAllowed {
            return []
        }
    }

    /// The entry up to which all copies are complete: while the host is heard, every entry is copied.
    private func startOfStream(_ summaries: [ConversationSummary]) async -> Int {
        var start: Int?
        if let storage = link.storage {
            for summary in summaries where summary.name != link.person {
                guard let newest = summary.lastEntry?.id else { break }
                guard let last = try? await storage.lastID(of: summary.name) else { continue }
                start = max(start ?? last, last)
                // Those behind it in the list have nothing newer.
                if last >= newest { break }
            }
            // A chat in a terminal copies the user's own conversation and no other.
            if start == nil, let person = link.person { start = try? await storage.lastID(of: person) }
        }
        // A first visit begins at the end; what came before is loaded when it is looked at.
        return start ?? summaries.compactMap(\.lastEntry?.id).max() ?? 0
    }

    /// Waits until the host can be heard.
    private func awaitHost(during period: Switch.Period) async throws {
        var isHeard = false
        try await Self.hear(link.client.events(after: nil, vitals: false, asOperator: false)) { [self] event in
            try checkWanted(since: period)
            switch event {
            case .disconnected(let error, _): noteAway(error)
            case .connected: isHeard = true
            default: break
            }
            return !isHeard
        }
        guard isHeard else { throw CancellationError() }
    }

    private func listen(after start: Int, during period: Switch.Period) async throws {
        let silences = AsyncStream.makeStream(of: HostError.self, bufferingPolicy: .bufferingNewest(1))
        self.silences = silences.continuation
        defer { self.silences = nil }
        do {
            try await withThrowingTaskGroup { group in
                group.addTask { try await self.hearWhatIsSaid(after: start, during: period) }
                group.addTask { for await silence in silences.stream { throw silence } }
                defer { group.cancelAll() }
                try await group.next()
            }
        } catch let error as HostError {
            await copyEntries()
            throw error
        }
    }

    private func hearWhatIsSaid(after start: Int, during period: Switch.Period) async throws {
        // What was asked just now need not be asked again.
        var isGreeted = true
        try await Self.hear(link.client.events(after: start, vitals: false, asOperator: isConsole)) { [self] event in
            try checkWanted(since: period)
            switch event {
            case .connected:
                // It may be another version, with other people, after it was away.
                if !isGreeted { try await refreshIfPossible(during: period) }
                noteLive()
            case .disconnected(let error, _):
                isGreeted = false
                await copyEntries()
                try checkWanted(since: period)
                noteAway(error)
            case .logWentBack(let id): await goBack(to: id)
            case .entry(let entry): await take(entry)
            case .marker(let marker): take(marker)
            case .presence(let presence): take(presence)
            case .vitals: break
            }
            return true
        }
    }

    /// Asks anew who the user is there, after the host did not allow something.
    func refreshRole() async {
        guard let status = try? await link.client.status() else { return }
        take(status)
    }

    private func refreshIfPossible(during period: Switch.Period) async throws {
        do {
            try await refresh(during: period)
        } catch let error as HostError where error.isTransient {
            // The stream says soon enough whether it is there.
            try checkWanted(since: period)
        }
    }

    /// Hears a stream until it ends, or until whoever takes its events wants no more of them.
    ///
    /// It is read beside the main thread, which wakes up only for events: most of what comes says only that the host lives.
    @concurrent private nonisolated static func hear(
        _ events: any AsyncSequence<StreamEvent, any Error> & Sendable,
        _ take: @MainActor (StreamEvent) async throws -> Bool
    ) async throws {
        for try await event in events {
            guard try await take(event) else { return }
        }
    }

    // MARK: - Entries

    private func take(_ entry: Entry) async {
        noteFarewell(entry)
        if let name = entry.conversation {
            let isNew = !conversations.contains { $0.name == name }
            newest[name] = entry.id
            conversation(named: name).take(entry, isNew: entry.id > missedEnd)
            sortConversations()
            if isNew { link.work.add { [weak self] in await self?.learnConversations() } }
            noteReceived(entry, in: name)
            tellNews(entry, in: name)
            uncopied[name, default: []].append(entry)
        } else {
            for conversation in conversations {
                conversation.take(entry)
                uncopied[conversation.name, default: []].append(entry)
            }
        }
        // One by one they are only copied when they come one by one.
        if entry.id >= missedEnd || uncopied.values.contains(where: { $0.count >= Self.copiedEntries }) {
            await copyEntries()
        }
    }

    /// Copies what came.
    private func copyEntries() async {
        let entries = uncopied
        uncopied = [:]
        guard let storage = link.storage else { return }
        // A copy can be made anew, so what went wrong with it is not worth a word.
        for (name, entries) in entries { try? await storage.append(entries, to: name) }
    }

    /// Somebody has a conversation who was not known before: what else is known of them, the list says.
    private func learnConversations() async {
        guard let summaries = try? await link.client.conversations() else { return }
        take(summaries)
    }

    private func goBack(to id: Int) async {
        uncopied = [:]
        missed = [:]
        missedEnd = min(missedEnd, id)
        for name in newest.keys { newest[name] = min(newest[name] ?? id, id) }
        for conversation in conversations {
            try? await link.storage?.forget(after: id, of: conversation.name)
            conversation.logWentBack(to: id)
        }
        link.work.add { [weak self] in await self?.learnConversations() }
        showPassing(HostWords.logWentBack(title))
    }

    // MARK: - Markers

    /// In which quality the user reads and writes a conversation.
    private func reader(of conversation: String) -> Author? {
        link.person.map { Author(kind: link.asOperator(conversation) ? .operator : .person, name: $0) }
    }

    private func take(_ marker: Marker) {
        guard let conversation = conversations.first(where: { $0.name == marker.conversation }) else { return }
        conversation.take(marker)
        if marker.reader == reader(of: marker.conversation), let read = marker.read,
            read >= newest[marker.conversation] ?? 0
        {
            onNews(.read(marker.conversation))
        }
    }

    /// Tells the other side that its words have come.
    private func noteReceived(_ entry: Entry, in conversation: String) {
        guard entry.kind == .message, entry.author.kind != reader(of: conversation)?.kind else { return }
        received[conversation] = entry.id
        tellReceived()
    }

    /// However much comes at once, there is one marker for each conversation.
    func tellReceived() {
        guard !isTellingReceived else { return }
        isTellingReceived = true
        link.work.add { [weak self] in await self?.markReceived() }
    }

    private func markReceived() async {
        defer { isTellingReceived = false }
        while let (conversation, id) = received.first {
            do {
                _ = try await link.client.mark(
                    MarkerUpdate(delivered: id),
                    in: conversation,
                    asOperator: link.asOperator(conversation)
                )
            } catch let error as HostError where !error.isTransient {
                // It will never be taken.
            } catch {
                // Told once the host is back, or with what comes next.
                return
            }
            if received[conversation] == id { received[conversation] = nil }
        }
    }

    // MARK: - News

    private func tellNews(_ entry: Entry, in conversation: String) {
        let isNews = entry.kind == .message || entry.kind == .alert
        let isRead = entry.id <= conversations.first { $0.name == conversation }?.ownRead ?? 0
        if isNews, !isRead, entry.author != reader(of: conversation) {
            if entry.id > missedEnd {
                onNews(.message(entry, in: conversation))
            } else if wasInterrupted {
                missed[conversation] = ((missed[conversation]?.count ?? 0) + 1, entry)
            }
        }
        guard entry.id >= missedEnd, !missed.isEmpty else { return }
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
            try await Self.hear(client.events(after: nil, vitals: true, asOperator: isConsole)) { [self] event in
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

    /// Ends the other stream, too, when the host does not answer: it is silent anyway while nothing happens.
    private func noteSilence(_ error: any Error) {
        guard let error = error as? HostError, case .timedOut = error else { return }
        silences?.yield(error)
    }
}
