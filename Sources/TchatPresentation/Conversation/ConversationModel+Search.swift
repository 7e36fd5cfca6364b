import FoundationEssentials
import Localization
import TchatClient
import TchatModel

extension ConversationModel {
    /// How long nothing is typed before the host is asked.
    private static let searchDelay = Duration.milliseconds(250)
    /// As much as a host takes, in bytes.
    private static let longestSearch = 256

    func searchTextChanged() {
        searches += 1
        let words = searchText.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !words.isEmpty else {
            if !searchResults.isEmpty { searchResults = [] }
            if searchMessage != nil { searchMessage = nil }
            if isSearching { isSearching = false }
            return
        }
        if !isSearching { isSearching = true }
        let search = searches
        link.work.add { [self] in
            do { try await link.clock.sleep(for: Self.searchDelay) } catch { return }
            // What is typed next takes its place.
            guard search == searches else { return }
            await find(words, search: search)
        }
    }

    private func find(_ words: String, search: Int) async {
        guard words.utf8.count <= Self.longestSearch else {
            return show([], message: tr("Search for fewer words."), of: search)
        }
        var failure: String?
        if link.isLive {
            do {
                let page = try await link.client.entries(
                    of: name,
                    after: nil,
                    before: nil,
                    limit: Self.mostResults,
                    search: words
                )
                let message = page.entries.isEmpty ? tr("Try other words, or fewer of them.") : nil
                return show(page.entries, message: message, of: search)
            } catch is CancellationError {
                return
            } catch {
                failure = "\(error)".visible()
            }
        }
        let found = await findInCopy(words)
        let values = ["host": link.hostTitle]
        let message =
            failure.map { tr("Only the copy on this computer was searched: {reason}", ["reason": $0]) }
            ?? (link.isLeft
                ? tr("You left {host}: only the copy on this computer was searched.", values)
                : tr("{host} is away: only the copy on this computer was searched.", values))
        show(found, message: message, of: search)
    }

    private func findInCopy(_ words: String) async -> [Entry] {
        guard let storage = link.storage,
            let copy = try? await storage.entries(of: name, limit: 2 * LocalCopy.keptEntries)
        else { return [] }
        return await CopySearch(words).entries(in: copy, limit: Self.mostResults)
    }

    private func show(_ entries: [Entry], message: String?, of search: Int) {
        guard search == searches else { return }
        let results = entries.reversed().map(result)
        if searchResults != results { searchResults = results }
        if searchMessage != message { searchMessage = message }
        isSearching = false
    }

    private func result(_ entry: Entry) -> SearchResult {
        let notice = NoticeText.notice(of: entry, isOwn: log.maker.reader.wrote(entry), time: "")?.text
        return SearchResult(
            id: entry.id,
            author: entry.author.name.visible(),
            text: RowMaker.oneLine(notice ?? entry.text ?? ""),
            time: DateText.short(entry.at, now: link.now(), in: link.zone)
        )
    }
}

/// Finds entries as a host does: all words, the last one as a beginning; case and the accents of Latin letters don't count.
nonisolated struct CopySearch: Sendable {
    private let words: [String]

    init(_ text: String) { words = Self.words(of: text) }

    /// The newest entries that have all the words, oldest first; looked for aside from what is shown.
    func entries(in all: [Entry], limit: Int) async -> [Entry] {
        guard !words.isEmpty else { return [] }
        return await BlockingWork.run { Array(all.reversed().lazy.filter(matches).prefix(limit).reversed()) }
    }

    func matches(_ entry: Entry) -> Bool {
        guard let text = entry.text, let last = words.last else { return false }
        let found = Self.words(of: text)
        return words.dropLast().allSatisfy(found.contains) && found.contains { $0.hasPrefix(last) }
    }

    private static func words(of text: String) -> [String] {
        text.split { !$0.isLetter && !$0.isNumber }.map { word in
            var plain = String.UnicodeScalarView()
            for scalar in word.lowercased().unicodeScalars {
                if let scalar = withoutAccent(scalar) { plain.append(scalar) }
            }
            return String(plain)
        }
    }

    /// The letter without its accent; nil for an accent by itself.
    private static func withoutAccent(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        guard !scalar.isASCII else { return scalar }
        let properties = scalar.properties
        if properties.generalCategory == .nonspacingMark { return nil }
        // Such as LATIN SMALL LETTER E WITH ACUTE.
        let start = "LATIN SMALL LETTER "
        guard let name = properties.name, name.hasPrefix(start) else { return scalar }
        let parts = name.dropFirst(start.count).split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].count == 1, parts[1].hasPrefix("WITH "),
            let letter = parts[0].lowercased().unicodeScalars.first
        else { return scalar }
        return letter
    }
}
