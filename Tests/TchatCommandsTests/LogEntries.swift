import Foundation
import TchatModel

/// Entries as a host would send them, with ids that grow.
struct LogEntries {
    private(set) var lastID = 0

    /// An entry of a conversation, or of the whole host.
    mutating func entry(
        _ content: Entry.Content,
        by kind: Author.Kind,
        named name: String,
        in conversation: String?,
        uuid: UUID = UUID(),
        at seconds: Int? = nil
    ) -> Entry {
        lastID += 1
        return Entry(
            id: lastID,
            uuid: uuid,
            conversation: conversation,
            at: Date(timeIntervalSince1970: Double(seconds ?? lastID)),
            author: Author(kind: kind, name: name),
            content: content
        )
    }

    /// Something a person says in their conversation.
    mutating func said(
        _ text: String,
        by name: String,
        uuid: UUID = UUID(),
        at seconds: Int? = nil
    ) -> Entry {
        entry(.message(text: text), by: .person, named: name, in: name, uuid: uuid, at: seconds)
    }

    /// Something an operator says to a person.
    mutating func answered(_ text: String, to name: String, by author: String = "root") -> Entry {
        entry(.message(text: text), by: .operator, named: author, in: name)
    }

    /// Something that happened to the whole host.
    mutating func happened(_ event: HostEvent, detail: String? = nil) -> Entry {
        entry(.notice(event, NoticeValues(text: detail, of: event)), by: .host, named: "vm", in: nil)
    }
}

extension String {
    /// Whether nothing in the text acts on a terminal.
    var isHarmless: Bool { self == visible(keepingNewlines: true) }
}
