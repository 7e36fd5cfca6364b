public import FoundationEssentials

/// One thing in the log of a host: something said, asked, answered, done or noted.
///
/// As JSON it is one flat object:
/// `{"id":1042,"uuid":"…","conversation":"alice","at":"2026-11-23T03:45:00.123Z","author":{…},"type":"message","text":"…"}`.
public struct Entry: Hashable, Identifiable, Sendable {
    /// Its place in the log: grows strictly, never used twice on a host.
    public var id: Int

    /// What its author calls it; saying it again under the same UUID changes nothing.
    public var uuid: UUID

    /// The conversation it belongs to; absent when it concerns the whole host and so belongs to all of them.
    public var conversation: String?

    /// When the host took it, to the millisecond.
    public var at: Date

    /// Who wrote it.
    public var author: Author

    /// What it says.
    public var content: Content

    /// What an entry says.
    public enum Content: Hashable, Sendable {
        /// Words between people.
        case message(text: String)
        /// Something asked of the machine.
        case question(item: Item)
        /// What the machine answered to the question of that UUID; no reading where the machine has nothing to read.
        case answer(item: Item, answers: UUID, text: String, values: Reading?)
        /// A control word that was used.
        case control(ControlAction)
        /// Something that happened to the host, or was refused.
        case notice(HostEvent, NoticeValues = NoticeValues())
        /// The machine warns of something.
        case alert(text: String)
    }

    /// Makes an entry of its parts.
    public init(id: Int, uuid: UUID, conversation: String?, at: Date, author: Author, content: Content) {
        self.id = id
        self.uuid = uuid
        self.conversation = conversation
        self.at = at
        self.author = author
        self.content = content
    }
}

/// What can happen to a host.
public enum HostEvent: String, Codable, CaseIterable, Sendable {
    /// The server started.
    case started
    /// The server started, and the machine had booted since it last ran.
    case rebooted
    /// The server stops.
    case stopping
    /// The port is opened anew.
    case reset
    /// Someone tried what their role does not allow.
    case refused
    /// Someone was let in.
    case paired
    /// Someone was shut out.
    case revoked
}

extension Entry {
    /// The words of a message, an answer or an alert, and a notice's values as a text.
    public var text: String? {
        switch content {
        case .message(let text), .answer(_, _, let text, _), .alert(let text): text
        case .notice(_, let values): values.text
        case .question, .control: nil
        }
    }

    /// The names of the kinds of entries, as in `type`.
    public enum Kind: String, Codable, CaseIterable, Sendable {
        case message
        case question
        case answer
        case control
        case notice
        case alert
    }

    /// The kind of entry it is.
    public var kind: Kind {
        switch content {
        case .message: .message
        case .question: .question
        case .answer: .answer
        case .control: .control
        case .notice: .notice
        case .alert: .alert
        }
    }
}

extension Entry: Codable {
    private enum CodingKeys: String, CodingKey {
        case id, uuid, conversation, at, author, type, text, item, answers, values, action, event
    }

    /// Reads the flat object.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(Int.self, forKey: .id)
        uuid = try container.decode(UUID.self, forKey: .uuid)
        conversation = try container.decodeIfPresent(String.self, forKey: .conversation)
        at = try container.decode(Date.self, forKey: .at)
        author = try container.decode(Author.self, forKey: .author)
        switch try container.decode(Kind.self, forKey: .type) {
        case .message:
            content = .message(text: try container.decode(String.self, forKey: .text))
        case .question:
            content = .question(item: try container.decode(Item.self, forKey: .item))
        case .answer:
            let item = try container.decode(Item.self, forKey: .item)
            content = .answer(
                item: item,
                answers: try container.decode(UUID.self, forKey: .answers),
                text: try container.decode(String.self, forKey: .text),
                values: container.contains(.values)
                    ? try Reading(of: item, from: container.superDecoder(forKey: .values)) : nil
            )
        case .control:
            content = .control(try container.decode(ControlAction.self, forKey: .action))
        case .notice:
            let event = try container.decode(HostEvent.self, forKey: .event)
            let values = try NoticeValues(from: decoder)
            // Whoever wrote it had the text alone, or values that this version doesn't know.
            content = .notice(
                event,
                values.isEmpty
                    ? NoticeValues(text: try container.decodeIfPresent(String.self, forKey: .text), of: event) : values
            )
        case .alert:
            content = .alert(text: try container.decode(String.self, forKey: .text))
        }
    }

    /// Writes the flat object.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(uuid.lowercased, forKey: .uuid)
        try container.encodeIfPresent(conversation, forKey: .conversation)
        try container.encode(at, forKey: .at)
        try container.encode(author, forKey: .author)
        try container.encode(kind, forKey: .type)
        switch content {
        case .message(let text), .alert(let text):
            try container.encode(text, forKey: .text)
        case .question(let item):
            try container.encode(item, forKey: .item)
        case .answer(let item, let answers, let text, let values):
            try container.encode(item, forKey: .item)
            try container.encode(answers.lowercased, forKey: .answers)
            try container.encode(text, forKey: .text)
            if let values { try values.encode(to: container.superEncoder(forKey: .values)) }
        case .control(let action):
            try container.encode(action, forKey: .action)
        case .notice(let event, let values):
            try container.encode(event, forKey: .event)
            try values.encode(to: encoder)
            try container.encodeIfPresent(values.text, forKey: .text)
        }
    }
}
