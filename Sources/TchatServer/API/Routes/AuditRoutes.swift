import Hummingbird
import TchatModel
import TchatStore

/// Who did or tried what.
struct AuditRoutes: Sendable {
    let store: Store

    /// Answers `GET /v1/audit`.
    func trail(_ request: APIRequest) async throws -> Response {
        let limit = try request.number("limit", in: 1...1000) ?? 100
        let trail = AuditTrail(records: try await store.auditTrail(limit: limit))
        return try await .json(listing: trail, count: trail.records.count)
    }
}
