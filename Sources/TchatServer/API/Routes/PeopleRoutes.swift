import Hummingbird
import TchatModel
import TchatPairing

/// Who may do what.
struct PeopleRoutes: Sendable {
    let access: AccessControl
    let control: ServerControl

    /// Answers `GET /v1/people`.
    func list(_ request: APIRequest) async throws -> Response {
        let list = PeopleList(people: try await access.list())
        return try await .json(listing: list, count: list.people.count)
    }

    /// Answers `DELETE /v1/people/:name`.
    func remove(_ request: APIRequest) async throws -> Response {
        try await access.remove(request.parameter("name"), by: request.caller())
        return Response(status: .noContent)
    }

    /// Answers `POST /v1/people/:name/codes`.
    func makeCode(_ request: APIRequest) async throws -> Response {
        let enrolment = try await request.body(as: Enrolment.self)
        var offer = try await access.makeCode(
            for: request.parameter("name"),
            role: enrolment.role,
            by: request.caller()
        )
        offer.listensOn = control.addresses
        return .json(offer, status: .created)
    }

    /// Answers `POST /v1/people/:name/tokens`.
    func makeToken(_ request: APIRequest) async throws -> Response {
        let enrolment = try await request.body(as: Enrolment.self)
        let token = try await access.makeToken(
            for: request.parameter("name"),
            role: enrolment.role,
            by: request.caller()
        )
        return .json(TokenGrant(token: token.text), status: .created)
    }
}
