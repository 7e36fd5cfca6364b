import Foundation
import TchatClient
import TchatModel
import Testing

@testable import TchatPresentation

/// Many histories at random, against a conversation that is made anew from what is loaded each time.
///
/// They take a while, so they leave the main actor to others.
@Suite nonisolated struct ConversationLogRandomTests {
    /// A generator that gives the same numbers in each run (SplitMix64).
    private struct SeededGenerator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }

    /// What a row has to be, simply thought.
    private struct Plain: Equatable {
        var text: String
        var mark: DeliveryMark?
        var continuesGroup = false
    }

    private struct Waiting {
        var item: OutboxItem
        var refusal: String?
    }

    @Test(arguments: 0..<40)
    func `Rows are always those of a plain conversation`(seed: Int) {
        var generator = SeededGenerator(state: UInt64(seed))
        var test = TestLog(mostRows: [40, 4000][seed % 2])
        var log: [Entry] = []
        var waiting: [Waiting] = []
        var (delivered, read) = (0, 0)
        var unreadAfter: Int?
        var open: [UUID] = []
        var minute = -3000.0
        for step in 0..<150 {
            minute += Double.random(in: 0...20, using: &generator)
            let id = (log.last?.id ?? 0) + Int.random(in: 1...3, using: &generator)
            let author = Bool.random(using: &generator) ? Said.alice : Said.root
            func live(_ entry: Entry) {
                log.append(entry)
                test.change { $0.take(entry, followsEnd: true) }
            }
            switch Int.random(in: 0..<14, using: &generator) {
            case 0...3:
                live(Said.message(id, "m\(id)", by: author, minute: minute))
            case 4:
                let question = Said.question(id, .name, by: author, minute: minute)
                open.append(question.uuid)
                live(question)
            case 5 where !open.isEmpty:
                let question = open.remove(at: Int.random(in: 0..<open.count, using: &generator))
                live(Said.answer(id, to: question, ItemAnswer(item: .name, text: "a\(id)"), minute: minute))
            case 6:
                live(
                    Said.entry(
                        id,
                        .notice(.started, NoticeValues(otherText: "n\(id)")),
                        by: Said.machine,
                        minute: minute
                    )
                )
            case 7:
                let item = Said.waiting(.message(text: "w\(step)"), minute: minute)
                waiting.append(Waiting(item: item))
                test.change { $0.addWaiting(item) }
            case 8 where waiting.contains { $0.refusal == nil }:
                let index = waiting.firstIndex { $0.refusal == nil } ?? 0
                let item = waiting.remove(at: index).item
                guard case .message(let text) = item.draft else { continue }
                live(Said.message(id, text, minute: minute, uuid: item.uuid))
            case 9 where waiting.contains { $0.refusal == nil }:
                let index = waiting.firstIndex { $0.refusal == nil } ?? 0
                waiting[index].refusal = "r"
                test.change { $0.refuse(waiting[index].item, reason: "r") }
            case 10:
                let marker = Marker(
                    conversation: "alice",
                    reader: Said.root,
                    delivered: Int.random(in: 0...id, using: &generator),
                    read: Bool.random(using: &generator) ? Int.random(in: 0...id, using: &generator) : nil
                )
                read = max(read, marker.read ?? 0)
                delivered = max(delivered, marker.delivered ?? 0, read)
                test.change { $0.take(marker) }
            case 11:
                unreadAfter = Bool.random(using: &generator) ? Int.random(in: 0...id, using: &generator) : nil
                test.change { $0.markUnread(after: unreadAfter) }
            case 12:
                load(&test, log, using: &generator)
            case 13:
                test.change { $0.setWaiting(waiting.filter { $0.refusal == nil }.map(\.item)) }
            default:
                break
            }
            // The list that was told of each change is the one there is, and each row is there once.
            #expect(test.list == test.log.rows)
            #expect(Set(test.list.map(\.id)).count == test.list.count)
            #expect(test.list.count <= test.log.mostRows + 2 * waiting.count)
            // What is loaded has no gap.
            let loaded = test.log.entries
            let range = log.filter { $0.id >= loaded.first?.id ?? .max && $0.id <= loaded.last?.id ?? 0 }
            #expect(loaded == range)
            #expect(test.log.hasNewer || loaded.last == log.last)
            let plain = rows(
                loaded,
                waiting: test.log.hasNewer ? [] : waiting,
                delivered: delivered,
                read: read,
                unreadAfter: test.log.hasOlder && (unreadAfter ?? 0) < loaded.first?.id ?? .max ? nil : unreadAfter
            )
            #expect(test.contents.map(Self.plain) == plain)
            if plain != test.contents.map(Self.plain) { return }
        }
    }

    /// Loads a page somewhere.
    private func load(_ test: inout TestLog, _ log: [Entry], using generator: inout SeededGenerator) {
        let size = 15
        guard let first = test.log.entries.first?.id, let last = test.log.entries.last?.id else { return }
        switch Int.random(in: 0..<4, using: &generator) {
        case 0 where test.log.hasOlder:
            let all = log.filter { $0.id < first }
            test.change { $0.addOlder(EntryPage(entries: Array(all.suffix(size)), hasMore: all.count > size)) }
        case 1 where test.log.hasNewer:
            let all = log.filter { $0.id > last }
            test.change { $0.addNewer(EntryPage(entries: Array(all.prefix(size)), hasMore: all.count > size)) }
        case 2:
            let begin = Int.random(in: 0..<log.count, using: &generator)
            let page = Array(log[begin...].prefix(size))
            test.change { $0.show(page, hasOlder: begin > 0, hasNewer: begin + page.count < log.count) }
        default:
            if test.log.hasNewer { test.change { $0.show([], hasOlder: true, hasNewer: false) } }
            test.change {
                $0.takeNewest(EntryPage(entries: Array(log.suffix(size)), hasMore: log.count > size))
            }
        }
    }

    /// The rows of a conversation that is loaded so far.
    private func rows(_ entries: [Entry], waiting: [Waiting], delivered: Int, read: Int, unreadAfter: Int?) -> [Plain] {
        var rows: [Plain] = []
        var day = -100_000
        var last: (author: Author, at: Date)?
        var isMarked = false
        func begin(_ at: Date) {
            let number = Int((at.timeIntervalSince1970 / 86400).rounded(.down))
            if number != day {
                rows.append(Plain(text: "day"))
                last = nil
            }
            day = number
        }
        for entry in entries {
            let answer = entries.first { other in
                if case .answer(_, let question, _, _) = other.content { question == entry.uuid } else { false }
            }
            if case .answer(_, let question, _, _) = entry.content, entries.contains(where: { $0.uuid == question }) {
                continue
            }
            begin(entry.at)
            if let unreadAfter, !isMarked, entry.id > unreadAfter, entry.kind == .message, entry.author == Said.root {
                rows.append(Plain(text: "unread"))
                isMarked = true
                last = nil
            }
            let mark: DeliveryMark? =
                entry.author != Said.alice
                ? nil : entry.id <= read ? .read : entry.id <= delivered ? .delivered : .sent
            switch entry.content {
            case .message(let text):
                let continues = last.map { $0.author == entry.author && entry.at.timeIntervalSince($0.at) <= 300 }
                rows.append(Plain(text: text, mark: mark, continuesGroup: continues ?? false))
                last = (entry.author, entry.at)
            case .question:
                rows.append(Plain(text: "card \(answer?.text ?? "")", mark: answer == nil ? mark : nil))
                last = nil
            case .answer(_, _, let text, _):
                rows.append(Plain(text: "card \(text)"))
                last = nil
            default:
                rows.append(Plain(text: "notice"))
                last = nil
            }
        }
        for one in waiting {
            begin(one.item.at)
            let continues = last.map { $0.author == Said.alice && one.item.at.timeIntervalSince($0.at) <= 300 }
            guard case .message(let text) = one.item.draft else { continue }
            let mark = one.refusal.map { DeliveryMark.refused($0) } ?? .waiting
            rows.append(Plain(text: text, mark: mark, continuesGroup: continues ?? false))
            last = (Said.alice, one.item.at)
        }
        return rows
    }

    private static func plain(_ content: ConversationItem.Content) -> Plain {
        switch content {
        case .day: Plain(text: "day")
        case .unreadMark: Plain(text: "unread")
        case .bubble(let bubble):
            Plain(text: bubble.text, mark: bubble.mark, continuesGroup: bubble.continuesGroup)
        case .card(let card): Plain(text: "card \(card.headline ?? "")", mark: card.mark)
        case .notice: Plain(text: "notice")
        }
    }
}
