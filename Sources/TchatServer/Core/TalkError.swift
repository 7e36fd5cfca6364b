import TchatModel
import TchatStore

/// Why something can't be said, read or done; each description says what to do.
enum TalkError: Error, Hashable, CustomStringConvertible {
    /// The conversation is another person's.
    case notYours
    /// Nobody of that name has a conversation.
    case unknownConversation(String)
    /// Nobody of that name is known.
    case unknownPerson(String)
    /// Words without anything to read in them.
    case emptyText
    /// Words that can't be kept; the text says why.
    case invalid(String)
    /// More than may be said at once.
    case tooLong(limitBytes: Int)
    /// A classic client has not taken what it was sent before.
    case tooMuchUnsent(String)
    /// Something else has been said under the same UUID.
    case conflict
    /// The machine has not been measured yet.
    case notMeasuredYet
    /// The log can't be written or read.
    case logUnavailable(String)
    /// A person can't have that name.
    case invalidName(String)
    /// A person who is not known yet needs a role.
    case roleNeeded(String)
    /// The person has another role.
    case otherRole(String)
    /// As many pairing codes are pending as may be.
    case tooManyCodes(String)
    /// The event stream has too many readers.
    case tooManyStreams

    /// One sentence for whoever tried.
    var description: String {
        switch self {
        case .notYours:
            "This conversation is not yours: read and write the one that carries your own name."
        case .unknownConversation(let name):
            "There is no conversation '\(name.visible())': GET /v1/conversations lists them."
        case .unknownPerson(let name):
            "There is nobody named '\(name.visible())': GET /v1/people lists who is known."
        case .emptyText:
            "There is nothing in the text: say something."
        case .tooLong(let limit):
            "The text is too long: say it in pieces of at most \(limit) bytes of UTF-8."
        case .tooMuchUnsent(let name):
            "Too much already waits for \(name.visible()): say it again when it has written."
        case .conflict:
            "Something else was said under this UUID: make a new UUID for every entry."
        case .notMeasuredYet:
            "The machine was not measured yet: ask again in a second."
        case .logUnavailable(let reason), .tooManyCodes(let reason), .invalid(let reason):
            reason
        case .invalidName(let name):
            "'\(name.visible())' can't be a name: \(PersonName.rule)"
        case .roleNeeded(let name):
            "\(name.visible()) is not known yet: give a role, one of \(Role.allCases.map(\.rawValue).joined(separator: ", "))."
        case .otherRole(let name):
            "\(name.visible()) has another role: leave the role out, or remove the person first to change it."
        case .tooManyStreams:
            "Too many event streams are open: close one, or raise limits.connections on the host."
        }
    }
}

/// Uses the log, and says what a failure of it means for whoever asked.
func translatingStoreErrors<Result: Sendable>(
    _ body: () async throws -> Result
) async throws(TalkError) -> Result {
    do {
        return try await body()
    } catch let error as StoreError {
        throw TalkError(error)
    } catch {
        throw .logUnavailable("The log can't be read (\(error)): see the server's log.")
    }
}

extension TalkError {
    /// What a failure of the log means for whoever said something.
    init(_ error: StoreError) {
        switch error {
        case .conflict: self = .conflict
        case .unknownConversation(let name): self = .unknownConversation(name)
        case .personHasOtherRole(let name, _): self = .otherRole(name)
        case .invalid(let reason): self = .invalid("\(reason)")
        default: self = .logUnavailable("\(error)")
        }
    }
}
