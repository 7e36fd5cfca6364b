import FoundationEssentials
import TchatModel

@testable import TchatPresentation

extension ConversationModel {
    /// A conversation whose rows the test sets, with a host that never answers.
    static func sample(_ items: [ConversationItem] = [], name: String = "alice") -> ConversationModel {
        let link = HostLink(client: SilentHost(), work: WorkQueue(), now: { Date(timeIntervalSince1970: 0) })
        link.role = .member
        link.person = name
        let model = ConversationModel(name: name, isOwn: true, title: "lab1", link: link)
        model.items = items
        model.isLoaded = true
        return model
    }

    /// Takes rows out and puts others there, as the model does when something happens.
    func change(at position: Int, removing removed: Int = 0, adding added: [ConversationItem] = []) {
        items.replaceSubrange(position..<position + removed, with: added)
        onChange?(Change(position: position, removed: removed, added: added.count))
    }
}

extension Entry {
    /// Messages with these ids.
    static func messages(_ ids: Range<Int>) -> [Entry] {
        ids.map { id in
            Entry(
                id: id,
                uuid: UUID(),
                conversation: "alice",
                at: Date(timeIntervalSince1970: 0),
                author: Author(kind: .operator, name: "root"),
                content: .message(text: "message \(id)")
            )
        }
    }
}

extension ConversationItem {
    /// A message.
    static func message(
        _ text: String,
        own: Bool = false,
        mark: DeliveryMark? = nil
    ) -> ConversationItem {
        let author = own ? "alice" : "root"
        return ConversationItem(
            id: .entry(UUID()),
            content: .bubble(
                Bubble(author: author, isOwn: own, text: text, time: "14:05", mark: mark, continuesGroup: false)
            ),
            accessibleText: "\(author): \(text), 14:05"
        )
    }

    /// The beginning of a day.
    static func day(_ title: String) -> ConversationItem {
        ConversationItem(id: .day(title), content: .day(title), accessibleText: title)
    }

    /// Where the unread messages begin.
    static func unreadMark() -> ConversationItem {
        ConversationItem(id: .unreadMark, content: .unreadMark("Unread"), accessibleText: "Unread")
    }

    /// Many messages, each with its number; some have several lines.
    static func messages(_ numbers: Range<Int>) -> [ConversationItem] {
        numbers.map { number in
            .message("message \(number)" + String(repeating: "\nfurther line", count: number % 4), own: number % 3 == 0)
        }
    }
}
