public import FoundationEssentials

/// What `GET /v1/host` tells.
public struct HostStatus: Codable, Hashable, Sendable {
    /// Who asks, as the host knows them.
    public struct Caller: Codable, Hashable, Sendable {
        /// The person's name.
        public var name: String
        /// What the person may do.
        public var role: Role

        /// Makes a caller of its parts.
        public init(name: String, role: Role) {
            self.name = name
            self.role = role
        }
    }

    /// The host's own identifier: it stays with the log through new names, addresses and keys.
    public var id: UUID
    /// The version of Tchat that runs there.
    public var version: String
    /// When the server started.
    public var startedAt: Date
    /// The TCP port it listens on; absent while it is not open.
    public var port: Int?
    /// What rarely changes about the machine.
    public var facts: HostFacts
    /// The latest sample.
    public var vitals: Vitals
    /// Who asked.
    public var caller: Caller

    /// Makes a status of its parts.
    public init(
        id: UUID,
        version: String,
        startedAt: Date,
        port: Int? = nil,
        facts: HostFacts,
        vitals: Vitals,
        caller: Caller
    ) {
        self.id = id
        self.version = version
        self.startedAt = startedAt
        self.port = port
        self.facts = facts
        self.vitals = vitals
        self.caller = caller
    }
}

extension HostStatus {
    private enum CodingKeys: String, CodingKey {
        case id, version, startedAt, port, facts, vitals, caller
    }

    /// Writes the object.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id.lowercased, forKey: .id)
        try container.encode(version, forKey: .version)
        try container.encode(startedAt, forKey: .startedAt)
        try container.encodeIfPresent(port, forKey: .port)
        try container.encode(facts, forKey: .facts)
        try container.encode(vitals, forKey: .vitals)
        try container.encode(caller, forKey: .caller)
    }
}

extension UUID {
    /// The text of it in lower case, as RFC 9562 § 4 has it written.
    public var lowercased: String { uuidString.lowercased() }
}

/// What `GET /v1/host/{item}` tells.
public struct ItemAnswer: Hashable, Sendable {
    /// What was asked.
    public var item: Item
    /// Seconds since it was measured; absent where the machine has nothing to measure.
    public var ageSeconds: Double?
    /// The answer for people, in the host's words.
    public var text: String
    /// What was measured; absent where the machine has nothing to measure.
    public var values: Reading?

    /// Makes an answer of its parts.
    public init(item: Item, ageSeconds: Double? = nil, text: String, values: Reading? = nil) {
        self.item = item
        self.ageSeconds = ageSeconds
        self.text = text
        self.values = values
    }
}

extension ItemAnswer: Codable {
    private enum CodingKeys: String, CodingKey {
        case item, ageSeconds, text, values
    }

    /// Reads the object.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        item = try container.decode(Item.self, forKey: .item)
        ageSeconds = try container.decodeIfPresent(Double.self, forKey: .ageSeconds)
        text = try container.decode(String.self, forKey: .text)
        values =
            container.contains(.values)
            ? try Reading(of: item, from: container.superDecoder(forKey: .values)) : nil
    }

    /// Writes the object.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(item, forKey: .item)
        try container.encodeIfPresent(ageSeconds, forKey: .ageSeconds)
        try container.encode(text, forKey: .text)
        try container.encodeIfPresent(values, forKey: .values)
    }
}

/// What `GET /v1/host/history` tells.
public struct HostHistory: Codable, Hashable, Sendable {
    /// The samples, oldest first.
    public var samples: [Vitals]

    /// Makes a history.
    public init(samples: [Vitals]) { self.samples = samples }
}

/// One conversation in a list.
public struct ConversationSummary: Codable, Hashable, Sendable {
    /// Its name, which is the person's.
    public var name: String
    /// What is known of the person.
    public var person: Person
    /// The newest entry of its own; absent in an empty conversation, and when a newer host wrote what can't be read here.
    public var lastEntry: Entry?
    private var passedOverID: Int?
    /// How many messages the caller has not read.
    public var unread: Int
    /// How far everyone has received and seen it.
    public var markers: [Marker]

    /// Makes a summary of its parts.
    public init(name: String, person: Person, lastEntry: Entry?, unread: Int, markers: [Marker]) {
        self.name = name
        self.person = person
        self.lastEntry = lastEntry
        self.unread = unread
        self.markers = markers
    }

    private enum CodingKeys: String, CodingKey { case name, person, lastEntry, unread, markers }

    /// Reads the object.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        person = try container.decode(Person.self, forKey: .person)
        switch try container.decodeIfPresent(EntryOrID.self, forKey: .lastEntry) {
        case .entry(let entry): lastEntry = entry
        case .passedOver(let id): passedOverID = id
        case nil: break
        }
        unread = try container.decode(Int.self, forKey: .unread)
        markers = try container.decode([Marker].self, forKey: .markers)
    }

    /// The id of the newest entry, also when that can't be read here; absent in an empty conversation.
    public var lastEntryID: Int? { lastEntry?.id ?? passedOverID }
}

/// An entry, or only its id when a newer host wrote what can't be read here, such as another kind or item.
private enum EntryOrID: Decodable {
    case entry(Entry)
    case passedOver(id: Int)

    private enum CodingKeys: String, CodingKey { case id }

    init(from decoder: any Decoder) throws {
        do {
            self = .entry(try Entry(from: decoder))
        } catch let error as DecodingError {
            let id = try? decoder.container(keyedBy: CodingKeys.self).decode(Int.self, forKey: .id)
            guard let id else { throw error }
            self = .passedOver(id: id)
        }
    }
}

/// What `GET /v1/conversations` tells: a page of them.
public struct ConversationList: Codable, Hashable, Sendable {
    /// The conversations, the one with the newest entry first; those without an entry come last, by name.
    public var conversations: [ConversationSummary]
    /// Whether more come behind them; a host of an older version sends all at once.
    public var hasMore: Bool

    /// Makes a list.
    public init(conversations: [ConversationSummary], hasMore: Bool = false) {
        self.conversations = conversations
        self.hasMore = hasMore
    }

    /// Reads the object.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        conversations = try container.decode([ConversationSummary].self, forKey: .conversations)
        hasMore = try container.decodeIfPresent(Bool.self, forKey: .hasMore) ?? false
    }

    /// Where the page behind this one begins; `nil` when there is none.
    public var next: ConversationPosition? {
        guard hasMore, let last = conversations.last else { return nil }
        return last.lastEntryID.map { .before($0) } ?? .after(last.name)
    }
}

/// A place in the list of conversations: the part of it behind that place is meant.
public enum ConversationPosition: Hashable, Sendable {
    /// In front of all whose newest entry is older than that one, and of those without.
    case before(Int)
    /// Among the conversations without an entry, behind that name.
    case after(String)
}

/// A page of the log.
public struct EntryPage: Codable, Hashable, Sendable {
    /// The entries, oldest first.
    public var entries: [Entry]
    /// Whether there is more in the direction that was asked for.
    public var hasMore: Bool
    /// The least and the greatest id of what is left out, as a newer host wrote what can't be read here; absent for nothing.
    public private(set) var passedOver: ClosedRange<Int>?

    /// Makes a page of its parts.
    public init(entries: [Entry], hasMore: Bool) {
        self.entries = entries
        self.hasMore = hasMore
    }

    private enum CodingKeys: String, CodingKey { case entries, hasMore }

    /// Reads the object.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        hasMore = try container.decode(Bool.self, forKey: .hasMore)
        entries = []
        for one in try container.decode([EntryOrID].self, forKey: .entries) {
            switch one {
            case .entry(let entry): entries.append(entry)
            case .passedOver(let id):
                passedOver = min(passedOver?.lowerBound ?? id, id)...max(passedOver?.upperBound ?? id, id)
            }
        }
    }
}

/// What `POST /v1/control` takes: `{"action":"reset"}` or `{"action":"kill"}`.
public struct ControlRequest: Codable, Hashable, Sendable {
    /// What to do.
    public var action: ControlAction

    /// Makes a request.
    public init(action: ControlAction) { self.action = action }
}

/// What `GET /v1/people` tells.
public struct PeopleList: Codable, Hashable, Sendable {
    /// Everyone the host knows, by name.
    public var people: [Person]

    /// Makes a list.
    public init(people: [Person]) { self.people = people }
}

/// What `POST /v1/people/{name}/codes` and `POST /v1/people/{name}/tokens` take.
public struct Enrolment: Codable, Hashable, Sendable {
    /// What the person may do; absent for someone who has a role already.
    public var role: Role?

    /// Makes an enrolment.
    public init(role: Role? = nil) { self.role = role }
}

/// A one-time code, as `POST /v1/people/{name}/codes` tells it.
public struct PairingCodeOffer: Codable, Hashable, Sendable {
    /// The code for the person to type: `XXXX-XXXX-XXXX`.
    public var code: String
    /// Until when it works.
    public var expiresAt: Date
    /// Where the host listens, where `::` and `0.0.0.0` are all its addresses; absent from a host of an older version.
    public var listensOn: [HostAddress]?

    /// Makes an offer of its parts.
    public init(code: String, expiresAt: Date, listensOn: [HostAddress]? = nil) {
        self.code = code
        self.expiresAt = expiresAt
        self.listensOn = listensOn
    }
}

/// A token, as `POST /v1/people/{name}/tokens` tells it once.
public struct TokenGrant: Codable, Hashable, Sendable {
    /// The secret to send as `Authorization: Bearer …`.
    public var token: String

    /// Makes a grant.
    public init(token: String) { self.token = token }
}

/// What `GET /v1/audit` tells.
public struct AuditTrail: Codable, Hashable, Sendable {
    /// The last lines, oldest first.
    public var records: [AuditRecord]
    /// Whether there are older ones; a host of an older version doesn't say.
    public var hasMore: Bool

    /// Makes a trail.
    public init(records: [AuditRecord], hasMore: Bool = false) {
        self.records = records
        self.hasMore = hasMore
    }

    /// Reads the object.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        records = try container.decode([AuditRecord].self, forKey: .records)
        hasMore = try container.decodeIfPresent(Bool.self, forKey: .hasMore) ?? false
    }
}
