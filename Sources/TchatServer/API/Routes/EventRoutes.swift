import HTTPTypes
import Hummingbird
import TchatModel
import TchatStore

/// What happens, as it happens.
struct EventRoutes: Sendable {
    let broadcaster: EventBroadcaster
    let store: Store
    let sampler: Sampler
    let access: AccessControl

    /// HTML standard, § Server-sent events.
    private static let lastEventID = HTTPField.Name("Last-Event-ID")

    /// Answers `GET /v1/events`.
    func stream(_ request: APIRequest) throws -> Response {
        let caller = try request.caller()
        let principal = caller.principal
        let options = EventSubscriber.Options(
            wantsVitals: try request.flag("vitals", default: true),
            wantsComments: try request.flag("comments", default: true),
            isConsole: caller.isAtConsole,
            isLocal: caller.address == nil
        )
        let inQuery = try request.number("lastEventID", in: 0...Int.max)
        let inHeader = try Self.lastEventID.flatMap { try request.number(ofHeader: $0, in: 0...Int.max) }
        guard broadcaster.hasRoomForReader else { throw Problem.Reason.tooManyStreams }
        return EventStream(
            principal: principal,
            options: options,
            lastEventID: inHeader ?? inQuery,
            broadcaster: broadcaster,
            store: store,
            sampler: sampler,
            channel: request.context.channel,
            onBeginning: { [access] in
                access.audit.note(NewAuditRecord(.listens, person: principal.name), from: caller.address)
            },
            hasAccess: { [access] in access.hasAccess(principal) }
        ).response()
    }
}
