import FoundationEssentials
import TchatClient
import TchatModel

extension ConversationModel {
    /// How much is kept of a conversation that is not shown any more.
    private static let keptEntries = 300

    /// The conversation is opened: shows at once what is known of it on this computer, then what the host has.
    ///
    /// It may be opened again after ``leave()``.
    func begin() async {
        if !isShown {
            isShown = true
            isUnreadMarkPlaced = false
            // Without a summary it is not known yet what is unread.
            if newest != nil || unread > 0 { placeUnreadMark() }
        }
        if !isBegun {
            isBegun = true
            await showCopy()
        }
        unheardChanged()
        await synchronize()
    }

    /// While the host can't be heard, the copy is all there is to show, also when there is none.
    func unheardChanged() {
        if isBegun, link.isUnheard, !isLoaded { isLoaded = true }
    }

    /// Another conversation is opened.
    func leave() {
        isShown = false
        isEndInSight = false
        if unread == 0 { perform { $0.markUnread(after: nil) } }
        if log.hasNewer { showNewest() } else { perform { $0.keepNewest(Self.keptEntries) } }
    }

    private func showCopy() async {
        guard let storage = link.storage,
            let copy = try? await storage.entries(of: name, limit: Self.pageEntries + 1), !copy.isEmpty,
            log.entries.isEmpty
        else { return }
        perform {
            $0.show(copy.suffix(Self.pageEntries), hasOlder: copy.count > Self.pageEntries, hasNewer: false)
        }
        isLoaded = true
        if let entry = copy.last(where: { $0.conversation != nil }) { noteNewest(entry) }
    }

    /// Fetches the newest page, after which what comes live follows without a gap.
    func synchronize() async {
        guard isBegun, !isSynchronizing else { return }
        guard link.isLive else {
            if wantsNewest { await showNewestOfCopy() }
            return
        }
        isSynchronizing = true
        var failure: HostError?
        while !isSynchronized, link.isLive {
            let loss = losses
            isEarlyIncomplete = false
            do {
                let page = try await link.client.entries(
                    of: name,
                    after: nil,
                    before: nil,
                    limit: Self.pageEntries,
                    search: nil
                )
                // The page may be older than what came after the host was lost and found again.
                guard loss == losses else { continue }
                await take(newest: page)
                // Meanwhile the host may be lost, or the user may want to go back to the end.
                isSynchronized = loss == losses && !isEarlyIncomplete && !wantsNewest
            } catch let error as HostError {
                // Who may only ask has no conversation.
                if case .notAllowed = error { isSynchronized = true }
                if !error.isTransient { isLoaded = true }
                failure = error
                break
            } catch {
                break
            }
        }
        isSynchronizing = false
        // What was asked for is not left to a later try: by then the user does something else.
        if wantsNewest { await showNewestOfCopy() }
        if isSynchronized, endFetches == 0 { takeEarly() }
        if let failure, failure.isTransient { synchronizeLater() }
        markRead()
    }

    /// How long a page that did not come waits for its next try while the host is heard.
    private static let retryDelay = Duration.seconds(2)

    /// Tries once more, as nothing else may happen that would.
    private func synchronizeLater() {
        guard isShown, link.isLive, !isRetrying else { return }
        isRetrying = true
        link.work.add { [self] in
            let isOver = (try? await link.clock.sleep(for: Self.retryDelay)) != nil
            isRetrying = false
            if isOver, isShown, link.isLive, !isSynchronized { await synchronize() }
        }
    }

    private func take(newest page: EntryPage) async {
        let isFirst = log.entries.isEmpty
        if wantsNewest {
            showNewest(page)
        } else if log.hasNewer {
            // What is looked at is elsewhere; it was loaded without the host, perhaps.
            perform { log in
                log.mayHaveOlder()
                return []
            }
        } else {
            perform { $0.takeNewest(page) }
        }
        isLoaded = true
        if let entry = page.entries.last(where: { $0.conversation != nil }) { noteNewest(entry) }
        if isFirst, let storage = link.storage, (try? await storage.lastID(of: name)) == .some(nil) {
            // A new copy begins with what there is.
            try? await storage.append(page.entries, to: name)
        }
    }

    private func showNewestOfCopy() async {
        let page = await copyPage(after: nil, before: nil)
        guard wantsNewest else { return }
        // Without a copy, what is shown is more than nothing.
        if let page, !page.entries.isEmpty { showNewest(page) } else { wantsNewest = false }
    }

    private func showNewest(_ page: EntryPage) {
        wantsNewest = false
        perform { $0.show(page.entries, hasOlder: page.hasMore, hasNewer: false) }
        onNewest?()
    }

    private func takeEarly() {
        let entries = early
        early = []
        for entry in entries { perform { $0.take(entry, followsEnd: true) } }
    }

    // MARK: - Further pages

    /// Where a page is loaded.
    enum Direction {
        case older, newer
    }

    func loadPage(_ direction: Direction) {
        let hasMore = direction == .older ? log.hasOlder : log.hasNewer
        guard hasMore, !isLoading, !isShowingMore, let edge = edge(direction) else { return }
        if direction == .older, aside?.edge == edge { return showAside() }
        isLoading = true
        link.work.add { [self] in
            if direction == .newer { endFetches += 1 }
            let page = await page(
                after: direction == .newer ? edge : nil,
                before: direction == .older ? edge : nil,
                limit: direction == .newer ? 2 * Self.portionEntries : Self.pageEntries
            )
            // A jump elsewhere makes the page useless.
            if let page, edge == self.edge(direction) {
                switch direction {
                case .older: showOlder(page.entries, page.hasMore)
                case .newer: perform { $0.addNewer(page) }
                }
            }
            if direction == .newer { endFetched() }
            isLoading = false
        }
    }

    private func showAside() {
        isShowingMore = true
        link.work.add { [self] in
            isShowingMore = false
            guard let aside, aside.edge == edge(.older) else { return }
            showOlder(aside.entries, aside.hasMore)
        }
    }

    /// Makes rows of the newest of these, and puts the others aside until there is need for them.
    private func showOlder(_ entries: [Entry], _ hasMore: Bool) {
        let rest = Array(entries.dropLast(Self.portionEntries))
        let portion = Array(entries.suffix(Self.portionEntries))
        perform { $0.addOlder(EntryPage(entries: portion, hasMore: hasMore || !rest.isEmpty)) }
        aside = rest.isEmpty ? nil : portion.first.map { (rest, hasMore, $0.id) }
    }

    private func edge(_ direction: Direction) -> Int? {
        direction == .older ? log.entries.first?.id : log.entries.last?.id
    }

    /// Goes on with what came live while a page was fetched that may reach the end of the log.
    private func endFetched() {
        endFetches -= 1
        guard endFetches == 0, isSynchronized else { return }
        if isEarlyIncomplete {
            isSynchronized = false
            link.work.add { [self] in await synchronize() }
        } else {
            takeEarly()
        }
    }

    /// A page of the host's log, or of the copy of it while the host can't be asked; nil when neither can be read.
    private func page(after: Int?, before: Int?, limit: Int = pageEntries) async -> EntryPage? {
        if link.isLive {
            do {
                return try await link.client.entries(of: name, after: after, before: before, limit: limit, search: nil)
            } catch is CancellationError {
                return nil
            } catch {}
        }
        return await copyPage(after: after, before: before, limit: limit)
    }

    private func copyPage(after: Int?, before: Int?, limit: Int = pageEntries) async -> EntryPage? {
        guard let storage = link.storage,
            let copy = try? await storage.entries(of: name, limit: 2 * LocalCopy.keptEntries)
        else { return nil }
        let all = copy.filter { $0.id > after ?? .min && $0.id < before ?? .max }
        return EntryPage(
            entries: Array(after != nil ? all.prefix(limit) : all.suffix(limit)),
            hasMore: all.count > limit
        )
    }

    // MARK: - Jumps

    /// Goes to something that was found, wherever it is.
    public func reveal(_ result: SearchResult) {
        reveals += 1
        stayHere()
        if showLoaded(result.id) { return }
        let reveal = reveals
        link.work.add { [self] in
            guard reveal == reveals else { return }
            isLoading = true
            endFetches += 1
            let half = Self.pageEntries / 2
            if let before = await page(after: nil, before: result.id + 1, limit: half),
                let after = await page(after: result.id, before: nil, limit: half), reveal == reveals
            {
                perform {
                    $0.show(before.entries + after.entries, hasOlder: before.hasMore, hasNewer: after.hasMore)
                }
                isLoaded = true
            }
            endFetched()
            isLoading = false
            if reveal == reveals { _ = showLoaded(result.id) }
        }
    }

    private func showLoaded(_ id: Int) -> Bool {
        guard let position = log.position(of: id) else { return false }
        onReveal?(items[position])
        return true
    }
}
