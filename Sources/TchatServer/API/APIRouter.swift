import Foundation
import HTTPTypes
import Hummingbird
import Logging
import TchatModel
import TchatStore

/// The API, version 1: every route of `openapi.yaml`, over a core that knows no HTTP.
struct APIRouter: HTTPResponder {
    typealias Context = APIContext

    private let table: RouteTable
    // What every request goes through. They are called, not chained: closures around each other would cost each request an
    // allocation and a change of executors for every one of them.
    private let counting: CountingMiddleware
    private let problems: ProblemMiddleware
    private let origins: OriginMiddleware
    private let authentication: AuthenticationMiddleware

    init(
        store: Store,
        sampler: Sampler,
        conversations: Conversations,
        broadcaster: EventBroadcaster,
        access: AccessControl,
        metrics: ServerMetrics,
        metricsPage: MetricsPage,
        control: ServerControl,
        hostName: String,
        startedAt: Date,
        logger: Logger
    ) {
        let hostRoutes = HostRoutes(store: store, sampler: sampler, control: control, startedAt: startedAt)
        let conversationRoutes = ConversationRoutes(conversations: conversations)
        let eventRoutes = EventRoutes(broadcaster: broadcaster, store: store, sampler: sampler, access: access)
        let controlRoutes = ControlRoutes(
            conversations: conversations,
            access: access,
            control: control,
            logger: logger
        )
        let pairingRoutes = PairingRoutes(access: access)
        let peopleRoutes = PeopleRoutes(access: access, control: control)
        let auditRoutes = AuditRoutes(store: store)
        let serviceRoutes = ServiceRoutes(metricsPage: metricsPage)
        // Every route, and who may use it. How each is described stands in openapi.yaml.
        table = RouteTable([
            Route("/healthz", .get(.anyone, serviceRoutes.health)),
            Route("/openapi.yaml", .get(.anyone, serviceRoutes.openAPI)),
            Route("/metrics", .get(.role(.guest), serviceRoutes.metrics)),
            Route("/v1/host", .get(.role(.guest), hostRoutes.status)),
            Route("/v1/host/history", .get(.role(.guest), hostRoutes.history)),
            Route("/v1/host/:item", .get(.role(.guest), hostRoutes.item)),
            Route("/v1/conversations", .get(.role(.member), conversationRoutes.list)),
            Route("/v1/conversations/:name/entries", .get(.role(.member), conversationRoutes.entries)),
            Route("/v1/conversations/:name/entries/:uuid", .put(.role(.member), conversationRoutes.putEntry)),
            Route("/v1/conversations/:name/markers", .put(.role(.member), conversationRoutes.putMarker)),
            Route("/v1/events", .get(.role(.guest), eventRoutes.stream)),
            Route("/v1/control", .post(.role(.admin), controlRoutes.perform)),
            Route("/v1/pair", .post(.anyone, pairingRoutes.pair)),
            Route("/v1/people", .get(.role(.admin), peopleRoutes.list)),
            Route("/v1/people/:name", .delete(.role(.admin), peopleRoutes.remove)),
            Route("/v1/people/:name/codes", .post(.role(.admin), peopleRoutes.makeCode)),
            Route("/v1/people/:name/tokens", .post(.role(.admin), peopleRoutes.makeToken)),
            Route("/v1/audit", .get(.role(.operator), auditRoutes.trail)),
        ])
        counting = CountingMiddleware(metrics: metrics)
        problems = ProblemMiddleware(audit: access.audit, logger: logger)
        origins = OriginMiddleware(hostName: hostName)
        authentication = AuthenticationMiddleware(access: access)
    }

    func respond(to request: Request, context: APIContext) async throws -> Response {
        let start = ContinuousClock.now
        var context = context
        context.match = table.match(request.uri.path)
        var response: Response
        do {
            try origins.check(request, context)
            guard let route = context.match?.route else { throw Problem.Reason.unknownPath }
            let endpoint = try route.endpoint(for: request.method)
            try authentication.authenticate(request, &context, for: endpoint.access)
            response = try await endpoint.handler(APIRequest(request: request, context: context))
        } catch {
            response = problems.response(to: error, of: request, context)
        }
        if request.method == .head { response = response.withoutBody() }
        counting.count(response, to: request, context, since: start)
        return response
    }
}
