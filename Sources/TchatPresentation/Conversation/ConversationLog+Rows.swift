import FoundationEssentials
import Localization
import TchatClient
import TchatModel

nonisolated extension ConversationLog {
    /// What a row is made of: it is made anew only when this changes.
    struct Line: Equatable {
        var id: ConversationItem.ID
        /// The id of the entry it shows or stands above; the highest number for what waits.
        var key: Int
        /// The day it begins, a time of it, and the day of today, for what stands above a day.
        var day: String?
        var dayTime: Date?
        var today: String?
        var continuesGroup = false
        var mark: DeliveryMark?
        /// The answer's id.
        var answer: Int?
        /// Whether something that no log keeps was answered.
        var isAnswered = false
        /// How much of the plot is known.
        var plotted = 0
    }

    /// What the next row has to know of the ones before.
    private struct Before {
        var day: String?
        /// The last day so far that a row stands above.
        var latestDay: String?
        /// The last bubble, when nothing else came after it.
        var author: Author?
        var at: Date?
        /// The entry above which the unread mark stands.
        var firstUnread: Int?
    }

    /// A bubble goes on with the one before it when no more time has passed.
    private static let groupSeconds = 300.0
    /// The time before an answer that its plot shows, and how much of it has to be known.
    private static let plottedSeconds = 300
    private static let leastPlottedSeconds = 10

    /// Makes the rows of an entry and all behind it anew, as far as they have changed.
    mutating func refresh(from id: Int) -> [Update] {
        let start = lines.firstIndex { $0.key >= id } ?? lines.count
        let latestDay = lines[..<start].lazy.compactMap(\.day).max()
        let new = makeLines(from: index(of: id), latestDay: latestDay)
        return replaceLines(from: start, with: new)
    }

    // MARK: - Lines

    private mutating func makeLines(from index: Int, latestDay: String?) -> [Line] {
        var lines: [Line] = []
        lines.reserveCapacity(entries.count - index + pending.count + 8)
        let today = DateText.day(now, in: maker.zone)
        var before = before(index)
        before.latestDay = latestDay
        before.firstUnread = firstUnread
        for entry in entries[index...] {
            append(entry, to: &lines, before: &before, today: today)
        }
        if !hasNewer { appendPending(to: &lines, before: &before, today: today) }
        return lines
    }

    private func isInCard(_ entry: Entry) -> Bool {
        if case .answer(_, let question, _, _) = entry.content { answers[question] == entry.id } else { false }
    }

    /// What the rows before an entry come to.
    private func before(_ index: Int) -> Before {
        guard let last = entries[..<index].last(where: { !isInCard($0) }) else { return Before() }
        var before = Before(day: DateText.day(last.at, in: maker.zone))
        if last.kind == .message { (before.author, before.at) = (last.author, last.at) }
        return before
    }

    /// The first entry that was not read when the unread mark was set, if it is loaded for sure.
    private var firstUnread: Int? {
        guard let unreadAfter else { return nil }
        let index = index(of: unreadAfter + 1)
        guard index > 0 || !hasOlder else { return nil }
        return entries[index...].first(where: maker.reader.isForReader)?.id
    }

    private mutating func append(_ entry: Entry, to lines: inout [Line], before: inout Before, today: String) {
        guard !isInCard(entry) else { return }
        addDay(of: entry.at, uuid: entry.uuid, key: entry.id, to: &lines, before: &before, today: today)
        if entry.id == before.firstUnread {
            lines.append(Line(id: .unreadMark, key: entry.id))
            before.author = nil
        }
        var line = Line(id: .entry(entry.uuid), key: entry.id)
        let isOwn = maker.reader.wrote(entry)
        switch entry.content {
        case .message:
            line.continuesGroup = continues(before, author: entry.author, at: entry.at)
            if isOwn { line.mark = mark(of: entry.id) }
            (before.author, before.at) = (entry.author, entry.at)
        case .question:
            line.answer = answers[entry.uuid]
            if isOwn, line.answer == nil { line.mark = mark(of: entry.id) }
            before.author = nil
        default:
            before.author = nil
        }
        if let answer = line.answer ?? (entry.kind == .answer ? entry.id : nil) {
            line.plotted = plot(ofAnswer: answer)?.series.first?.values.count(where: { $0 != nil }) ?? 0
        }
        lines.append(line)
    }

    private func appendPending(to lines: inout [Line], before: inout Before, today: String) {
        let author = Author(kind: maker.reader.side, name: maker.reader.name)
        for waiting in pending {
            let item = waiting.item
            addDay(of: item.at, uuid: item.uuid, key: .max, to: &lines, before: &before, today: today)
            var line = Line(id: .entry(item.uuid), key: .max)
            line.mark = waiting.refusal.map { .refused($0) } ?? (waiting.isDelivered ? .sent : .waiting)
            line.isAnswered = waiting.answer != nil
            if case .message = item.draft {
                line.continuesGroup = continues(before, author: author, at: item.at)
                (before.author, before.at) = (author, item.at)
            } else {
                before.author = nil
            }
            lines.append(line)
        }
    }

    private func addDay(
        of date: Date,
        uuid: UUID,
        key: Int,
        to lines: inout [Line],
        before: inout Before,
        today: String
    ) {
        let day = DateText.day(date, in: maker.zone)
        guard day != before.day else { return }
        // Where the host's clock was put back, a day can begin again.
        let isLater = before.latestDay.map { day > $0 } ?? true
        let id: ConversationItem.ID = isLater ? .day(day) : .dayAgain(uuid)
        lines.append(Line(id: id, key: key, day: day, dayTime: date, today: today))
        before = Before(
            day: day,
            latestDay: isLater ? day : before.latestDay,
            firstUnread: before.firstUnread
        )
    }

    private func continues(_ before: Before, author: Author, at: Date) -> Bool {
        guard before.author == author, let last = before.at else { return false }
        return at.timeIntervalSince(last) <= Self.groupSeconds
    }

    private func mark(of id: Int) -> DeliveryMark {
        id <= read ? .read : id <= delivered ? .delivered : .sent
    }

    // MARK: - What lines show

    private func make(_ line: Line) -> RowMaker.Made {
        if let time = line.dayTime { return maker.day(time, now: now) }
        if case .unreadMark = line.id { return maker.unreadMark }
        if line.key == .max { return makePending(line) }
        guard let entry = entry(line.key) else { return maker.unreadMark }
        switch entry.content {
        case .message(let text):
            return maker.bubble(entry, text: text, mark: line.mark, continuesGroup: line.continuesGroup)
        case .question(let item):
            var source = RowMaker.CardSource(item: item, at: entry.at, mark: line.mark)
            if !maker.reader.wrote(entry) { source.asker = entry.author.name }
            if let id = line.answer, let answer = self.entry(id),
                case .answer(_, _, let text, let values) = answer.content
            {
                source.answer = (text, values)
                source.at = answer.at
                source.plot = plots[id]
            }
            return maker.card(source)
        case .answer(let item, _, let text, let values):
            var source = RowMaker.CardSource(item: item, at: entry.at)
            source.answer = (text, values)
            source.plot = plots[entry.id]
            return maker.card(source)
        case .control, .notice, .alert:
            return maker.notice(entry) ?? maker.unreadMark
        }
    }

    private func makePending(_ line: Line) -> RowMaker.Made {
        guard let waiting = pending.first(where: { line.id == .entry($0.item.uuid) }) else { return maker.unreadMark }
        switch waiting.item.draft {
        case .message(let text):
            return maker.bubble(
                author: maker.reader.name,
                isOwn: true,
                text: text,
                at: waiting.item.at,
                mark: line.mark,
                continuesGroup: line.continuesGroup
            )
        case .question(let item):
            var source = RowMaker.CardSource(item: item, at: waiting.item.at, mark: line.mark)
            source.answer = waiting.answer.map { ($0.text, $0.values) }
            return maker.card(source)
        }
    }

    /// The minutes before an answer, as far as they are known.
    private mutating func plot(ofAnswer id: Int) -> Plot? {
        if let plot = plots[id] { return plot }
        guard let entry = entry(id), case .answer(let item, _, _, _?) = entry.content, let plotID = item.plot,
            let first = history.samples.first, let last = history.samples.last,
            first.at < entry.at, last.at > entry.at.addingTimeInterval(-Double(Self.plottedSeconds))
        else { return nil }
        var samples = PlotSamples(span: Self.plottedSeconds)
        let begin = entry.at.addingTimeInterval(-Double(Self.plottedSeconds))
        let shown = history.samples.filter { $0.at > begin && $0.at <= entry.at }
        samples.receive(shown)
        samples.addGap(seconds: Int(entry.at.timeIntervalSince(shown.last?.at ?? entry.at).rounded()) - 1)
        guard let plot = samples.plot(plotID, showsCores: false),
            plot.series[0].values.count(where: { $0 != nil }) >= Self.leastPlottedSeconds
        else { return nil }
        plots[id] = plot
        return plot
    }

    // MARK: - What changes

    /// Puts lines in the place of those from a position on, and tells what that changes.
    private mutating func replaceLines(from start: Int, with new: [Line]) -> [Update] {
        var updates: [Update] = []
        // Mostly, next to nothing changes.
        let old = Array(lines[start...])
        var prefix = 0
        while prefix < min(old.count, new.count), old[prefix].id == new[prefix].id { prefix += 1 }
        var suffix = 0
        while suffix < min(old.count, new.count) - prefix,
            old[old.count - 1 - suffix].id == new[new.count - 1 - suffix].id
        {
            suffix += 1
        }
        for index in 0..<prefix { show(new[index], at: start + index, updates: &updates) }
        var position = start + prefix
        var (from, to) = (prefix, prefix)
        let (oldEnd, newEnd) = (old.count - suffix, new.count - suffix)
        var kept = Set(old[from..<oldEnd].map(\.id)).intersection(new[to..<newEnd].map(\.id))
        while from < oldEnd || to < newEnd {
            let (firstOld, firstNew) = (from, to)
            while from < oldEnd, !kept.contains(old[from].id) { from += 1 }
            while to < newEnd, !kept.contains(new[to].id) { to += 1 }
            if from > firstOld || to > firstNew {
                updates.append(splice(at: position, removing: from - firstOld, adding: new[firstNew..<to]))
                position += to - firstNew
            } else if from < oldEnd, to < newEnd, old[from].id == new[to].id {
                show(new[to], at: position, updates: &updates)
                position += 1
                from += 1
                to += 1
            } else if from < oldEnd {
                // It stands elsewhere now: it goes here, and comes there.
                kept.remove(old[from].id)
            }
        }
        for index in newEnd..<new.count {
            show(new[index], at: position + index - newEnd, updates: &updates)
        }
        return updates
    }

    private mutating func splice(at position: Int, removing count: Int, adding new: ArraySlice<Line>) -> Update {
        let made = new.map { make($0) }
        lines.replaceSubrange(position..<position + count, with: new)
        self.made.replaceSubrange(position..<position + count, with: made)
        return .splice(
            position: position,
            removed: count,
            added: zip(new, made).map { Row(id: $0.id, made: $1) }
        )
    }

    /// Makes a row anew that stays where it is.
    private mutating func show(_ line: Line, at position: Int, updates: inout [Update]) {
        guard lines[position] != line else { return }
        lines[position] = line
        let new = make(line)
        guard new != made[position] else { return }
        made[position] = new
        updates.append(.show(position: position, new))
    }
}
