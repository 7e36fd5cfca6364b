import Hummingbird
import Logging
import NIOCore
import TchatModel
import TchatStore

/// What acts on the server.
struct ControlRoutes: Sendable {
    let conversations: Conversations
    let access: AccessControl
    let control: ServerControl
    let logger: Logger

    /// The actions that are one connection's are not for the API.
    private static let actions = ControlAction.allCases.filter { $0 != .disconnect }

    /// A ``ControlRequest`` whose action may be any word, so that the answer can say which there are.
    private struct Word: Decodable {
        let action: String
    }

    /// Answers `POST /v1/control`.
    func perform(_ request: APIRequest) async throws -> Response {
        let word = try await request.body(as: Word.self).action
        guard let action = ControlAction(rawValue: word), Self.actions.contains(action) else {
            throw Problem.Reason.unknownAction(actions: Self.actions.map(\.rawValue))
        }
        let caller = try request.caller()
        let name = caller.principal.name
        try await conversations.appendControl(action, by: caller)
        // What the log says is done, also when nobody takes the answer any more; whoever does still gets it, since a
        // connection is closed behind its answer.
        control.perform(action)
        var record = NewAuditRecord(.control, person: name)
        record.action = action
        access.audit.note(record, from: caller.address)
        logger.notice("Control action", metadata: ["person": "\(name)", "action": "\(action.rawValue)"])
        return .json(ByteBuffer(string: "{}"), status: .accepted)
    }
}
