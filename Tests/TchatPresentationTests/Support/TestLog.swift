import Foundation
import Localization
import TchatClient
import TchatModel

@testable import TchatPresentation

/// A log, and the list that a window would make of what it tells.
nonisolated struct TestLog {
    var log: ConversationLog
    private(set) var list: [ConversationLog.Row] = []
    /// What the last change told.
    private(set) var updates: [ConversationLog.Update] = []

    /// Noon of 23 November 2026, a Monday.
    static let now = Date(millisecondsSince1970: 1_795_435_200_000)

    init(isOwn: Bool = true, mostRows: Int = 4000) {
        let reader: RowMaker.Reader =
            isOwn ? .init(side: .person, name: "alice") : .init(side: .operator, name: "root")
        log = ConversationLog(reader: reader, zone: .fixed(secondsEast: 0), now: Self.now, mostRows: mostRows)
    }

    mutating func change(_ body: (inout ConversationLog) -> [ConversationLog.Update]) {
        updates = body(&log)
        for update in updates {
            switch update {
            case .splice(let position, let removed, let added):
                list.replaceSubrange(position..<position + removed, with: added)
            case .show(let position, let made):
                list[position].made = made
            }
        }
    }

    mutating func take(_ entries: Entry...) {
        for entry in entries { change { $0.take(entry, followsEnd: true) } }
    }

    var contents: [ConversationItem.Content] { list.map(\.made.content) }
    var spoken: [String] { list.map(\.made.accessibleText) }

    /// The rows in a word each.
    var summary: [String] {
        contents.map { content in
            switch content {
            case .day(let text): text
            case .unreadMark: "unread"
            case .bubble(let bubble): bubble.text
            case .card(let card): "\(card.title)=\(card.headline ?? "")"
            case .notice(let notice): notice.text
            }
        }
    }

    var marks: [DeliveryMark?] {
        contents.compactMap { content in
            switch content {
            case .bubble(let bubble): .some(bubble.mark)
            case .card(let card): .some(card.mark)
            default: nil
            }
        }
    }
}

nonisolated enum Said {
    static let alice = Author(kind: .person, name: "alice")
    static let root = Author(kind: .operator, name: "root")
    static let machine = Author(kind: .host, name: "vm")

    /// An entry that many minutes before or after noon.
    static func entry(_ id: Int, _ content: Entry.Content, by author: Author, minute: Double = 0, uuid: UUID = UUID())
        -> Entry
    {
        let at = TestLog.now.addingTimeInterval(60 * minute)
        return Entry(id: id, uuid: uuid, conversation: "alice", at: at, author: author, content: content)
    }

    static func message(_ id: Int, _ text: String, by author: Author = alice, minute: Double = 0, uuid: UUID = UUID())
        -> Entry
    {
        entry(id, .message(text: text), by: author, minute: minute, uuid: uuid)
    }

    static func question(_ id: Int, _ item: Item, by author: Author = alice, minute: Double = 0, uuid: UUID = UUID())
        -> Entry
    {
        entry(id, .question(item: item), by: author, minute: minute, uuid: uuid)
    }

    static func answer(_ id: Int, to question: UUID, _ answer: ItemAnswer, minute: Double = 0) -> Entry {
        entry(
            id,
            .answer(item: answer.item, answers: question, text: answer.text, values: answer.values),
            by: machine,
            minute: minute
        )
    }

    static func waiting(_ draft: EntryDraft, minute: Double = 0, uuid: UUID = UUID()) -> OutboxItem {
        OutboxItem(uuid: uuid, conversation: "alice", at: TestLog.now.addingTimeInterval(60 * minute), draft: draft)
    }
}
