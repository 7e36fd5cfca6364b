/// What a client puts into a conversation: `{"type":"message","text":"…"}` or `{"type":"question","item":"cpu"}`.
public enum EntryDraft: Hashable, Sendable {
    /// Words for the other side.
    case message(text: String)
    /// Something asked of the machine, which answers with an entry of its own.
    case question(item: Item)

    /// The entry's content it becomes.
    public var content: Entry.Content {
        switch self {
        case .message(let text): .message(text: text)
        case .question(let item): .question(item: item)
        }
    }
}

extension EntryDraft: Codable {
    private enum CodingKeys: String, CodingKey {
        case type, text, item
    }

    private enum Kind: String, Codable {
        case message, question
    }

    /// Reads the object.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self =
            switch try container.decode(Kind.self, forKey: .type) {
            case .message: .message(text: try container.decode(String.self, forKey: .text))
            case .question: .question(item: try container.decode(Item.self, forKey: .item))
            }
    }

    /// Writes the object.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .message(let text):
            try container.encode(Kind.message, forKey: .type)
            try container.encode(text, forKey: .text)
        case .question(let item):
            try container.encode(Kind.question, forKey: .type)
            try container.encode(item, forKey: .item)
        }
    }
}
