import FoundationEssentials
import GRDB
import TchatModel

/// An entry as the columns of its row, without the id and the time it is given.
struct EntryRow: Sendable {
    let uuid: UUID
    let conversation: String?
    let author: Author
    let content: Entry.Content
    private let text: String?
    private let item: String?
    private let answers: UUID?
    private let values: String?
    private let action: String?
    private let event: String?
    private let notice: String?

    /// Makes the columns of an entry.
    init(_ entry: NewEntry) throws(StoreError) {
        uuid = entry.uuid
        conversation = entry.conversation
        author = entry.author
        content = entry.content
        var item: Item?
        var answers: UUID?
        var values: String?
        var action: ControlAction?
        var event: HostEvent?
        var notice: String?
        switch entry.content {
        case .message(let content), .alert(let content):
            text = content
        case .question(let asked):
            text = nil
            item = asked
        case .answer(let asked, let question, let content, let reading):
            text = content
            item = asked
            answers = question
            values = try reading.map { (reading) throws(StoreError) in try Self.json(of: reading) }
        case .control(let used):
            text = nil
            action = used
        case .notice(let happened, let known):
            text = known.text
            event = happened
            if !known.isEmpty { notice = try Self.json(of: known) }
        }
        self.item = item?.rawValue
        self.answers = answers
        self.values = values
        self.action = action?.rawValue
        self.event = event?.rawValue
        self.notice = notice
        // SQLite would keep what stands before it only.
        for text in [text, entry.conversation, entry.author.name] where text?.utf8.contains(0) == true {
            throw .unstorableCharacter
        }
    }

    private static func json(of values: some Encodable) throws(StoreError) -> String {
        do {
            return String(decoding: try APICoding.encoder().encode(values), as: UTF8.self)
        } catch {
            throw .invalid(Phrase("A value that was measured is not a number: leave it out."))
        }
    }

    /// Adds it to the log.
    func insert(at date: Date, _ db: Database) throws -> Entry {
        try db.cachedStatement(
            sql: """
                INSERT INTO entry (uuid, conversation, at, authorKind, authorName, type, text, item, answers, "values",
                    action, event, notice)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            uuid, conversation, date.millisecondsSince1970, author.kind.rawValue, author.name, kind.rawValue, text,
            item, answers, values, action, event, notice,
        ])
        let id = db.lastInsertedRowID
        if let text {
            try db.cachedStatement(sql: "INSERT INTO entryText (rowid, text) VALUES (?, ?)")
                .execute(arguments: [id, text])
        }
        return Entry(
            id: Int(id),
            uuid: uuid,
            conversation: conversation,
            at: date,
            author: author,
            content: content
        )
    }

    private var kind: Entry.Kind {
        Entry(id: 0, uuid: uuid, conversation: nil, at: .distantPast, author: author, content: content).kind
    }

    /// Whether that row says the same, byte by byte, in the same place and by the same author.
    func isSame(as row: Row) -> Bool {
        func isSame(_ own: String?, _ column: String) -> Bool {
            let stored: String? = row[column]
            return switch (own, stored) {
            case (nil, nil): true
            // Swift's == takes "é" and "e" with an accent for the same.
            case (let own?, let stored?): own.utf8.elementsEqual(stored.utf8)
            default: false
            }
        }
        let storedAnswers: UUID? = row["answers"]
        return isSame(conversation, "conversation") && isSame(author.kind.rawValue, "authorKind")
            && isSame(author.name, "authorName") && isSame(kind.rawValue, "type") && isSame(text, "text")
            && isSame(item, "item") && storedAnswers == answers && isSame(values, "values")
            && isSame(action, "action") && isSame(event, "event")
            && isSame(notice, "notice")
    }
}

extension Entry {
    /// Reads a row of the table `entry`.
    init(_ row: Row) throws {
        let id: Int = row["id"]
        func word<Word: RawRepresentable<String>>(_ column: String) throws -> Word {
            let text: String? = row[column]
            guard let word = text.flatMap(Word.init(rawValue:)) else {
                throw StoredWordError(entry: id, column: column, word: text)
            }
            return word
        }
        func text() throws -> String {
            guard let text = row["text"] as String? else {
                throw StoredWordError(entry: id, column: "text", word: nil)
            }
            return text
        }
        let content: Content
        switch try word("type") as Kind {
        case .message:
            content = .message(text: try text())
        case .question:
            content = .question(item: try word("item"))
        case .answer:
            let item: Item = try word("item")
            guard let answers = row["answers"] as UUID? else {
                throw StoredWordError(entry: id, column: "answers", word: nil)
            }
            let values = try (row["values"] as String?).map { json in
                try Entry.decoder.decode(StoredReading.self, from: Data(json.utf8), configuration: item).reading
            }
            content = .answer(item: item, answers: answers, text: try text(), values: values)
        case .control:
            content = .control(try word("action"))
        case .notice:
            let event: HostEvent = try word("event")
            // Absent where there are no values, and in what an earlier version wrote.
            let values = try (row["notice"] as String?).map { json in
                try Entry.decoder.decode(NoticeValues.self, from: Data(json.utf8))
            }
            content = .notice(event, values ?? NoticeValues(text: row["text"], of: event))
        case .alert:
            content = .alert(text: try text())
        }
        self.init(
            id: id,
            uuid: row["uuid"],
            conversation: row["conversation"],
            at: Date(millisecondsSince1970: row["at"]),
            author: Author(kind: try word("authorKind"), name: row["authorName"]),
            content: content
        )
    }

    private static let decoder = APICoding.decoder()
}

/// The values of an answer, which say of which item they are only beside them.
private struct StoredReading: DecodableWithConfiguration {
    let reading: Reading

    init(from decoder: any Decoder, configuration item: Item) throws {
        reading = try Reading(of: item, from: decoder)
    }
}

/// A row with a word that this version doesn't know: the schema forbids it, unless someone else wrote it.
struct StoredWordError: Error, CustomStringConvertible {
    let entry: Int
    let column: String
    let word: String?

    var description: String { "entry \(entry) has '\(word ?? "nothing")' as its \(column)" }
}
