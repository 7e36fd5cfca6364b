/// What someone means who types a line in a conversation.
public enum TypedWords: Hashable, Sendable {
    /// Nothing but white space.
    case nothing
    /// A word that asks the machine by itself, as it always did.
    case question(Item)
    /// A word that acts on the connection or on the server.
    case control(ControlAction)
    /// Words for the other side, as they were typed.
    case message(String)

    /// The items whose words ask the machine by themselves.
    public static let questions: [Item] = [.name, .os, .cpu, .ram]

    /// Reads a line; white space before a word does not count.
    public init(_ line: String) {
        let text = String(line.trimmingPrefix(while: \.isWhitespace))
        if text.isEmpty {
            self = .nothing
        } else if let action = ControlAction(rawValue: text) {
            self = .control(action)
        } else if let item = Item(rawValue: text), Self.questions.contains(item) {
            self = .question(item)
        } else {
            self = .message(line)
        }
    }
}

extension EntryDraft {
    /// The longest text of a message that a host takes unless it was told otherwise, in UTF-8 bytes.
    public static let longestTextBytes = 4096
}
