import HTTPTypes
import Hummingbird
import NIOCore
import TchatModel

/// A problem answers by itself: with its document, and the headers that go with it.
extension Problem.Reason {
    /// The response that says so.
    var response: Response { response(status: status) }

    /// The response that says so under another status than the usual one.
    func response(status: HTTPResponse.Status) -> Response {
        let problem = Problem(title: status.reasonPhrase, status: status.code, reason: self)
        var response = Response.json(problem, status: status)
        response.headers[.contentType] = "application/problem+json"
        switch self {
        case .tokenRequired: response.headers[.wwwAuthenticate] = "Bearer"
        case .methodNotAllowed(let allowed): response.headers[.allow] = allowed.joined(separator: ", ")
        default: break
        }
        if let seconds = retryAfterSeconds { response.headers[.retryAfter] = String(seconds) }
        return response
    }

    /// The status under which it is answered.
    var status: HTTPResponse.Status {
        switch self {
        case .repeatedParameter, .invalidParameter, .numberOutOfRange, .invalidLength, .unreadablePath, .invalidUUID,
            .invalidBody, .emptyMarker, .unknownAction, .emptyText, .unstorableText, .invalidName, .roleNeeded, .other:
            .badRequest
        case .tokenRequired: .unauthorized
        case .roleTooLow, .foreignHost, .foreignOrigin, .encryptionRequired, .notYours, .pairingOver, .wrongCode:
            .forbidden
        case .unknownPath, .unknownItem, .unknownConversation, .unknownPerson: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .uuidTaken, .otherRole: .conflict
        case .bodyTooLong, .textTooLong: .contentTooLarge
        case .unsupportedMediaType: .unsupportedMediaType
        case .tooManyAttempts, .tooMuchUnsent, .tooManyCodes: .tooManyRequests
        case .internalError: .internalServerError
        case .notMeasuredYet, .tooManyStreams, .logUnavailable: .serviceUnavailable
        }
    }
}
