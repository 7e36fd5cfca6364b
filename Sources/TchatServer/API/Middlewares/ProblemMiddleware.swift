import Hummingbird
import Logging
import TchatModel
import TchatStore

/// Answers what went wrong with a problem document.
struct ProblemMiddleware: Sendable {
    let logger: Logger

    func response(to error: any Error, _ context: APIContext) -> Response {
        switch error {
        case let reason as Problem.Reason:
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
