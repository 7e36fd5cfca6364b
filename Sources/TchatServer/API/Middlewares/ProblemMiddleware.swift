import Hummingbird
import Logging
import TchatModel
import TchatStore

/// Answers what went wrong with a problem document.
struct ProblemMiddleware: Sendable {
    let audit: AuditLog
    let logger: Logger

    func response(to error: any Error, of request: Request, _ context: APIContext) -> Response {
        switch error {
        case let reason as Problem.Reason:
            switch reason {
            case .roleTooLow, .notYours: noteRefusal(of: request, context)
            default: break
            }
            return reason.response
        case let error as StoreError:
            let reason = Problem.Reason(error)
            // What is wrong, and where, is for whoever runs the host.
            if case .logUnavailable = reason {
                logger.error("The log can't be used", metadata: ["reason": "\(error)"])
            } else if reason == .internalError {
                logger.error("The log refuses what was to be written", metadata: ["reason": "\(error)"])
            }
            return reason.response
        default:
            let route = context.match?.route.path ?? "none"
            logger.error("Request failed", metadata: ["route": "\(route)", "reason": "\(error)"])
            return Problem.Reason.internalError.response
        }
    }

    /// Keeps who asked for what is not theirs, wherever that was found out.
    private func noteRefusal(of request: Request, _ context: APIContext) {
        // The route and not the path, of which there can be ever more.
        var record = NewAuditRecord(.refused, person: context.principal?.name)
        record.method = request.method.rawValue
        record.route = context.match?.route.path
        audit.note(record, from: context.transport.peer)
    }
}

extension Problem.Reason {
    /// What a failure of the log means for whoever asked.
    init(_ error: StoreError) {
        self =
            switch error {
            case .conflict: .uuidTaken
            case .unknownConversation(let name): .unknownConversation(name: name)
            case .unknownPerson(let name): .unknownPerson(name: name)
            case .personHasOtherRole(let name, _): .otherRole(name: name)
            case .unstorableCharacter: .unstorableText
            case .invalid: .internalError
            case .diskFull: .logUnavailable(.diskFull)
            case .readOnly: .logUnavailable(.readOnly)
            case .corrupt, .newerSchema: .logUnavailable(.damaged)
            case .tooManyWaiting: .logUnavailable(.busy)
            case .closed: .logUnavailable(.closed)
            case .unusable, .missing, .inUse, .cancelled, .failed: .logUnavailable(.failed)
            }
    }
}
