public import FoundationEssentials
import NIOHTTP1
public import TchatModel

extension HostConnection {
    /// What the host is, how it does, and who is asking.
    public func status() async throws -> HostStatus {
        try await send(.GET, "/v1/host")
    }

    /// What the host says about one item.
    public func answer(_ item: Item) async throws -> ItemAnswer {
        try await send(.GET, "/v1/host/\(item.rawValue)")
    }

    /// The samples of the last seconds, oldest first.
    public func history(seconds: Int = 900) async throws -> [Vitals] {
        let history: HostHistory = try await send(
            .GET,
            "/v1/host/history",
            query: [("seconds", "\(seconds)")],
            limit: AnswerLimit.list
        )
        return history.samples
    }

    /// All conversations the caller may read, the one with the newest entry first; at most 100,000.
    ///
    /// One that gets its next entry meanwhile may be left out: the event stream tells of it.
    public func conversations() async throws -> [ConversationSummary] {
        var conversations: [ConversationSummary] = []
        var names: Set<String> = []
        var position: ConversationPosition?
        for _ in 0..<200 {
            let page = try await self.conversations(at: position, limit: 500)
            conversations += page.conversations.filter { names.insert($0.name).inserted }
            position = page.next
            if position == nil { break }
        }
        return conversations
    }

    /// The newest entry of any conversation that the caller may read; nil when there is none.
    public func newestEntryID() async throws -> Int? {
        try await conversations(at: nil, limit: 1).conversations.first?.lastEntryID
    }

    /// A page of the conversations the caller may read, the one with the newest entry first.
    ///
    /// - Parameters:
    ///   - position: Where it begins, which the page before tells; without it, with the first.
    ///   - limit: How many, 1 to 500.
    public func conversations(at position: ConversationPosition?, limit: Int = 100) async throws -> ConversationList {
        var query = [("limit", "\(limit)")]
        switch position {
        case .before(let id): query.append(("before", "\(id)"))
        case .after(let name): query.append(("after", name))
        case nil: break
        }
        return try await send(.GET, "/v1/conversations", query: query, limit: AnswerLimit.list)
    }

    /// A page of a conversation, oldest first.
    ///
    /// - Parameters:
    ///   - conversation: Its name.
    ///   - after: Gives the first entries after this one.
    ///   - before: Gives the last entries before this one; without `after` and `before`, the last of all.
    ///   - limit: How many, 1 to 500.
    ///   - search: Only entries with all of these words.
    public func entries(
        of conversation: String,
        after: Int? = nil,
        before: Int? = nil,
        limit: Int = 100,
        search: String? = nil
    ) async throws -> EntryPage {
        var (after, before) = (after, before)
        for _ in 1..<Self.mostPassedOverPages {
            let page = try await page(of: conversation, after: after, before: before, limit: limit, search: search)
            guard page.entries.isEmpty, page.hasMore, let passedOver = page.passedOver else { return page }
            // A newer host wrote all of it: what can be read is behind that.
            if after != nil { after = passedOver.upperBound } else { before = passedOver.lowerBound }
        }
        return try await page(of: conversation, after: after, before: before, limit: limit, search: search)
    }

    /// How many pages without anything that can be read here are asked for at once.
    private static let mostPassedOverPages = 100

    private func page(of conversation: String, after: Int?, before: Int?, limit: Int, search: String?) async throws
        -> EntryPage
    {
        var query = [("limit", "\(limit)")]
        if let after { query.append(("after", "\(after)")) }
        if let before { query.append(("before", "\(before)")) }
        if let search { query.append(("search", search)) }
        return try await send(.GET, Self.path(of: conversation) + "/entries", query: query, limit: AnswerLimit.list)
    }

    /// Puts something into a conversation; with the same UUID again it changes nothing.
    ///
    /// - Parameter asOperator: Whether the caller writes as who answers at the host, also in their own conversation.
    @discardableResult
    public func put(
        _ draft: EntryDraft,
        uuid: UUID,
        in conversation: String,
        asOperator: Bool = false
    ) async throws -> Entry {
        let path = Self.path(of: conversation) + "/entries/\(uuid.lowercased)"
        return try await send(.PUT, path, query: Self.query(asOperator: asOperator), body: draft)
    }

    /// Tells how far the caller has received and seen a conversation.
    @discardableResult
    public func mark(
        _ update: MarkerUpdate,
        in conversation: String,
        asOperator: Bool = false
    ) async throws -> Marker {
        let path = Self.path(of: conversation) + "/markers"
        return try await send(.PUT, path, query: Self.query(asOperator: asOperator), body: update)
    }

    private static func query(asOperator: Bool) -> [(String, String)] { asOperator ? [("as", "operator")] : [] }

    /// Resets or stops the server.
    public func control(_ action: ControlAction) async throws {
        let _: Empty = try await send(.POST, "/v1/control", body: ControlRequest(action: action))
    }

    /// Everyone the host knows, by name.
    public func people() async throws -> [Person] {
        let list: PeopleList = try await send(.GET, "/v1/people", limit: AnswerLimit.list)
        return list.people
    }

    /// Makes a one-time pairing code.
    ///
    /// - Parameters:
    ///   - name: For whom.
    ///   - role: What the person may do; not needed for someone who has a role already.
    public func makeCode(for name: String, role: Role?) async throws -> PairingCodeOffer {
        try await send(.POST, Self.path(ofPerson: name) + "/codes", body: Enrolment(role: role))
    }

    /// Makes a token, for a script.
    ///
    /// - Parameters:
    ///   - name: For whom.
    ///   - role: What it allows; not needed for someone who has a role already.
    public func makeToken(for name: String, role: Role?) async throws -> String {
        let grant: TokenGrant = try await send(
            .POST,
            Self.path(ofPerson: name) + "/tokens",
            body: Enrolment(role: role)
        )
        return grant.token
    }

    /// Shuts a person out; the conversation stays.
    public func removePerson(_ name: String) async throws {
        try await send(.DELETE, Self.path(ofPerson: name))
    }

    /// The last lines of the audit trail, oldest first.
    ///
    /// - Parameters:
    ///   - isRepeatable: Only what anybody can repeat, or only the rest; `nil` for some of both.
    ///   - before: Gives the last lines before this one; only with `isRepeatable`.
    ///   - limit: How many, 1 to 1000.
    public func audit(isRepeatable: Bool? = nil, before: Int? = nil, limit: Int = 100) async throws -> AuditTrail {
        var query = [("limit", "\(limit)")]
        if let isRepeatable { query.append(("repeatable", "\(isRepeatable)")) }
        if let before { query.append(("before", "\(before)")) }
        return try await send(.GET, "/v1/audit", query: query, limit: AnswerLimit.list)
    }

    private struct Empty: Decodable {}

    private static func path(of conversation: String) -> String {
        "/v1/conversations/\(conversation.percentEncoded)"
    }

    private static func path(ofPerson name: String) -> String {
        "/v1/people/\(name.percentEncoded)"
    }
}
