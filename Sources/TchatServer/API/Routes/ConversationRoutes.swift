import FoundationEssentials
import Hummingbird
import TchatModel
import TchatStore

/// What was said, and what is said.
struct ConversationRoutes: Sendable {
    let conversations: Conversations

    private static let longestSearch = 256

    /// Answers `GET /v1/conversations`.
    func list(_ request: APIRequest) async throws -> Response {
        let before = try request.number("before", in: 0...Int.max)
        let after = try request.query("after")
        let limit = try request.number("limit", in: 1...Store.longestConversationPage)
        // Whoever asks for nothing of a page may be older than pages, and take the first one for everything.
        let isFirstPage = before == nil && after == nil
        let list = try await conversations.list(
            for: request.caller(),
            at: after.map { .after($0) } ?? before.map { .before($0) },
            limit: limit ?? (isFirstPage ? Store.longestConversationPage : 100)
        )
        return try await .json(listing: list, count: list.conversations.count)
    }

    /// Answers `GET /v1/conversations/:name/entries`.
    func entries(_ request: APIRequest) async throws -> Response {
        let page = try await conversations.entries(
            of: request.parameter("name"),
            after: request.number("after", in: 0...Int.max),
            before: request.number("before", in: 0...Int.max),
            limit: request.number("limit", in: 1...500) ?? 100,
            search: request.text("search", characters: 1...Self.longestSearch),
            for: request.caller().principal
        )
        return try await .json(listing: page, count: page.entries.count)
    }

    /// Answers `PUT /v1/conversations/:name/entries/:uuid`.
    func putEntry(_ request: APIRequest) async throws -> Response {
        guard let uuid = UUID(uuidString: try request.parameter("uuid")) else { throw Problem.Reason.invalidUUID }
        let draft = try await request.body(as: EntryDraft.self, atMost: conversations.longestDraftBytes)
        let appended = try await conversations.put(
            draft,
            uuid: uuid,
            in: request.parameter("name"),
            by: request.caller()
        )
        return .json(appended.entry, status: appended.isNew ? .created : .ok)
    }

    /// Answers `PUT /v1/conversations/:name/markers`.
    func putMarker(_ request: APIRequest) async throws -> Response {
        let update = try await request.body(as: MarkerUpdate.self)
        guard update.delivered != nil || update.read != nil else { throw Problem.Reason.emptyMarker }
        for (name, id) in [("delivered", update.delivered), ("read", update.read)] where id ?? 0 < 0 {
            throw Problem.Reason.numberOutOfRange(parameter: name, minimum: 0, maximum: nil)
        }
        return .json(try await conversations.mark(request.parameter("name"), by: request.caller(), update))
    }
}
