import Hummingbird
import TchatModel
import TchatStore

/// Who did or tried what.
struct AuditRoutes: Sendable {
    let store: Store

    /// Answers `GET /v1/audit`.
    func trail(_ request: APIRequest) async throws -> Response {
        let limit = try request.number("limit", in: 1...1000) ?? 100
        let before = try request.number("before", in: 0...Int.max)
        let isRepeatable = try request.query("repeatable") == nil ? nil : request.flag("repeatable", default: true)
        // What shows both shares is no page that another could follow without a gap.
        if before != nil, isRepeatable == nil {
            throw Problem.Reason.invalidParameter(parameter: "repeatable", allowed: ["true", "false"])
        }
        let trail = try await store.auditTrail(isRepeatable: isRepeatable, before: before, limit: limit)
        return try await .json(listing: trail, count: trail.records.count)
    }
}
