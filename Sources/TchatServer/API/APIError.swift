import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore
import TchatModel

/// Why a request is not answered as it asks to be: a problem document, and the headers that go with it.
struct APIError: Error {
    var problem: Problem
    var headers = HTTPFields()

    init(_ status: HTTPResponse.Status, _ detail: String, headers: HTTPFields = [:]) {
        problem = Problem(title: status.reasonPhrase, status: status.code, detail: detail)
        self.headers = headers
    }

    /// The response that says so.
    var response: Response {
        var response = Response.json(problem, status: .init(code: problem.status))
        response.headers[.contentType] = "application/problem+json"
        for field in headers { response.headers.append(field) }
        return response
    }
}

extension APIError {
    static let unauthorized = APIError(
        .unauthorized,
        "Send a token that this host has given out: Authorization: Bearer tchat_….",
        headers: [.wwwAuthenticate: "Bearer"]
    )

    static func tooManyAttempts(retryAfterSeconds: Int) -> APIError {
        APIError(
            .tooManyRequests,
            "Too many wrong tokens or codes came from your address: wait \(retryAfterSeconds) seconds and try again.",
            headers: [.retryAfter: String(retryAfterSeconds)]
        )
    }

    static func badRequest(_ detail: String) -> APIError { APIError(.badRequest, detail) }

    /// What a failure of the core means over HTTP.
    init(_ error: TalkError) {
        let status: HTTPResponse.Status
        var headers = HTTPFields()
        switch error {
        case .notYours: status = .forbidden
        case .unknownConversation, .unknownPerson: status = .notFound
        case .emptyText, .invalid, .invalidName, .roleNeeded: status = .badRequest
        case .tooLong: status = .contentTooLarge
        case .conflict, .otherRole: status = .conflict
        case .tooMuchUnsent, .tooManyCodes:
            status = .tooManyRequests
            headers[.retryAfter] = "60"
        case .notMeasuredYet:
            status = .serviceUnavailable
            headers[.retryAfter] = "1"
        case .logUnavailable, .tooManyStreams:
            status = .serviceUnavailable
            headers[.retryAfter] = "30"
        }
        self.init(status, "\(error)", headers: headers)
    }
}

extension Response {
    /// A response with a JSON body.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) -> Response {
        do {
            return json(ByteBuffer(bytes: try encoder.encode(value)), status: status)
        } catch {
            return Response(status: .internalServerError)
        }
    }

    /// A response with a body that is JSON already.
    static func json(_ body: ByteBuffer, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: body)
        )
    }

    /// The same for HEAD, where a body would be taken for the next response.
    func withoutBody() -> Response {
        Response(status: status, headers: headers, body: ResponseBody())
    }

    private static let encoder = APICoding.encoder()
}
