public import FoundationEssentials
public import TchatModel

/// Something the user has said that the host has not taken yet.
public struct OutboxItem: Codable, Hashable, Identifiable, Sendable {
    /// What it is called for good, so that sending it twice does no harm.
    public var uuid: UUID
    /// The conversation it goes to.
    public var conversation: String
    /// When the user said it.
    public var at: Date
    /// What it is.
    public var draft: EntryDraft

    /// What it is called for good.
    public var id: UUID { uuid }

    /// Makes an item of its parts.
    public init(uuid: UUID, conversation: String, at: Date, draft: EntryDraft) {
        self.uuid = uuid
        self.conversation = conversation
        self.at = at
        self.draft = draft
    }
}

/// What an outbox file says: lines of what was accepted and of what became of it; no file, no clock.
struct OutboxLog: Sendable {
    /// One line.
    enum Record: Hashable, Sendable {
        /// The user has said it.
        case accepted(OutboxItem)
        /// The host has it, or will never take it.
        case done(UUID)
    }

    /// What is still to be delivered, in the order it was said.
    private(set) var waiting: [OutboxItem] = []

    /// Lines nobody can read: kept, as they may be someone's words in the form of a newer version.
    private(set) var unreadable: [Data] = []

    /// Reads the lines; half a line at the end was never accepted.
    init(reading data: Data) {
        let end = data.lastIndex(of: UInt8(ascii: "\n")) ?? data.startIndex
        var done: Set<UUID> = []
        var seen: Set<UUID> = []
        let decoder = APICoding.decoder()
        for line in data[..<end].split(separator: UInt8(ascii: "\n")) {
            switch try? decoder.decode(Record.self, from: Data(line)) {
            case .accepted(let item): if seen.insert(item.uuid).inserted { waiting.append(item) }
            case .done(let uuid): done.insert(uuid)
            case nil: unreadable.append(Data(line))
            }
        }
        waiting.removeAll { done.contains($0.uuid) }
    }

    /// A record as a line of the file.
    static func line(_ record: Record) throws -> Data {
        try APICoding.encoder().encode(record) + [UInt8(ascii: "\n")]
    }

    /// The shortest file that says the same.
    func compacted() throws -> Data {
        try unreadable.map { $0 + [UInt8(ascii: "\n")] }.reduce(Data(), +)
            + waiting.map { try Self.line(.accepted($0)) }.reduce(Data(), +)
    }

    /// What to do about an item after an attempt to send it failed.
    enum Verdict: Hashable, Sendable {
        /// It will never be taken: go on with the next one.
        case refused
        /// Try it, and all after it, another time.
        case later
    }

    /// Judges a failed attempt.
    static func verdict(on error: HostError) -> Verdict {
        switch error {
        case .notAllowed(_, let problem), .problem(_, let problem, _): problem.refusesForGood ? .refused : .later
        // A token that is refused or a key that has changed says nothing against the message.
        default: .later
        }
    }
}

extension OutboxLog.Record: Codable {
    private enum CodingKeys: String, CodingKey { case accepted, done }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let item = try container.decodeIfPresent(OutboxItem.self, forKey: .accepted) {
            self = .accepted(item)
        } else {
            self = .done(try container.decode(UUID.self, forKey: .done))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .accepted(let item): try container.encode(item, forKey: .accepted)
        case .done(let uuid): try container.encode(uuid, forKey: .done)
        }
    }
}
