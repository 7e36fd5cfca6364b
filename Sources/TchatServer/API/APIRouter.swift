import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import TchatModel
import TchatPairing
import TchatStore

/// The API, version 1: every route of `openapi.yaml`, over a core that knows no HTTP.
struct APIRouter: Sendable {
    let store: Store
    let sampler: Sampler
    let conversations: Conversations
    let broadcaster: EventBroadcaster
    let access: AccessControl
    let metrics: ServerMetrics
    let metricsPage: MetricsPage
    let control: ServerControl
    let origins: Origins
    let startedAt: Date
    let logger: Logger

    /// From where a browser's requests may come, made once for every way in.
    struct Origins: Sendable {
        let tls: RequestOrigin
        let loopback: RequestOrigin
        let unixSocket: RequestOrigin

        init(hostName: String) {
            tls = RequestOrigin(transport: .tls, ownNames: [hostName])
            loopback = RequestOrigin(transport: .loopback, ownNames: [hostName])
            unixSocket = RequestOrigin(transport: .unixSocket, ownNames: [hostName])
        }
    }

    /// Who may use a route.
    enum Access {
        case anyone
        case role(Role)
    }

    /// The longest body of a request.
    private static let longestBodyBytes = 65_536
    private static let longestSearch = 256

    /// Builds what answers requests.
    func responder() -> some HTTPResponder<APIContext> {
        let router = Router(context: APIContext.self)
        let routes: [(path: String, endpoints: [Endpoint])] = [
            ("healthz", [get(.anyone, health)]),
            ("openapi.yaml", [get(.anyone, openAPI)]),
            ("metrics", [get(.role(.guest), getMetrics)]),
            ("v1/host", [get(.role(.guest), host)]),
            ("v1/host/history", [get(.role(.guest), history)]),
            ("v1/host/:item", [get(.role(.guest), item)]),
            ("v1/conversations", [get(.role(.member), getConversations)]),
            ("v1/conversations/:name/entries", [get(.role(.member), entries)]),
            ("v1/conversations/:name/entries/:uuid", [Endpoint(.put, .role(.member), putEntry)]),
            ("v1/conversations/:name/markers", [Endpoint(.put, .role(.member), putMarker)]),
            ("v1/events", [get(.role(.guest), events)]),
            ("v1/control", [Endpoint(.post, .role(.admin), postControl)]),
            ("v1/pair", [Endpoint(.post, .anyone, pair)]),
            ("v1/people", [get(.role(.admin), listPeople)]),
            ("v1/people/:name", [Endpoint(.delete, .role(.admin), deletePerson)]),
            ("v1/people/:name/codes", [Endpoint(.post, .role(.admin), postCode)]),
            ("v1/people/:name/tokens", [Endpoint(.post, .role(.admin), postToken)]),
            ("v1/audit", [get(.role(.operator), audit)]),
        ]
        // Methods are anything; the second router finds the paths, whatever the method.
        let paths = Router(context: APIContext.self)
        for (path, endpoints) in routes {
            let allowed = endpoints.flatMap { $0.method == .get ? [.get, .head] : [$0.method] }
            func responder(_ endpoint: Endpoint?) -> EndpointResponder {
                EndpointResponder(
                    api: self,
                    route: "/" + path,
                    endpoint: endpoint,
                    allow: allowed.map(\.rawValue).joined(separator: ", ")
                )
            }
            for method in allowed {
                let endpoint = endpoints.first { $0.method == (method == .head ? .get : method) }
                router.on("/\(path)".routerPath, method: method, responder: responder(endpoint))
            }
            paths.on("/\(path)".routerPath, method: .get, responder: responder(nil))
        }
        return FallbackResponder(router: router.buildResponder(), paths: paths.buildResponder())
    }

    typealias Handler = @Sendable (APIRequest) async throws -> Response

    private func get(_ access: Access, _ handler: @escaping Handler) -> Endpoint { Endpoint(.get, access, handler) }

    /// One method of a path.
    struct Endpoint: Sendable {
        let method: HTTPRequest.Method
        let access: Access
        let handler: Handler

        init(_ method: HTTPRequest.Method, _ access: Access, _ handler: @escaping Handler) {
            self.method = method
            self.access = access
            self.handler = handler
        }
    }
}

extension String {
    fileprivate var routerPath: RouterPath { RouterPath(self) }
}

// MARK: - What every route goes through

/// A request that was let in.
struct APIRequest: Sendable {
    let request: Request
    let context: APIContext
    /// Who asks; only a route for anyone has none.
    let principal: Principal?

    /// A part of the path, decoded.
    func parameter(_ name: String) throws -> String {
        guard let text = context.parameters.get(name)?.removingPercentEncoding, !text.isEmpty else {
            throw APIError.badRequest("The path can't be read: encode its parts as percent-encoded UTF-8.")
        }
        return text
    }

    /// Who asks, and how: with `as=operator`, at a console.
    func caller() throws -> Caller {
        guard let principal else { throw APIError.unauthorized }
        var caller = Caller(principal: principal, address: context.transport.peer)
        switch try query("as") {
        case nil: break
        case "operator": caller.isAtConsole = true
        default: throw APIError.badRequest("'as' is operator, or left out.")
        }
        guard !caller.isAtConsole || principal.role >= .operator else {
            throw APIError(.forbidden, "Your role is \(principal.role.rawValue); a console needs operator.")
        }
        return caller
    }

    /// A parameter of the query, decoded; given twice it is an error.
    func query(_ name: String) throws -> String? {
        let values = request.uri.queryParameters[values: name[...]]
        guard values.count <= 1 else { throw APIError.badRequest("Give \(name) only once.") }
        return values.first.map { String($0) }
    }

    /// A whole number of the query.
    func number(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
        guard let text = try query(name) else { return nil }
        guard let number = Int(text), range.contains(number), text == String(number) else {
            throw APIError.badRequest(
                "'\(name)' is a whole number from \(range.lowerBound)"
                    + (range.upperBound == .max ? " up." : " to \(range.upperBound).")
            )
        }
        return number
    }

    /// A yes or no of the query.
    func flag(_ name: String, default value: Bool) throws -> Bool {
        switch try query(name) {
        case nil: value
        case "true": true
        case "false": false
        default: throw APIError.badRequest("'\(name)' is true or false.")
        }
    }

    /// The body, read as JSON.
    func body<Body: Decodable>(as type: Body.Type, atMost bytes: Int) async throws -> Body {
        guard request.headers[.contentType].map(Self.isJSON) ?? false else {
            throw APIError(.unsupportedMediaType, "Send the body as JSON, with Content-Type: application/json.")
        }
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: bytes)
        } catch is NIOTooManyBytesError {
            throw APIError(.contentTooLarge, "The body is too long: at most \(bytes) bytes are read.")
        }
        do {
            return try Self.decoder.decode(type, from: Data(body.readableBytesView))
        } catch let error as DecodingError {
            throw APIError.badRequest("The body is not what this call takes (\(error.reason)): see /openapi.yaml.")
        } catch {
            throw APIError.badRequest("The body is not JSON: see /openapi.yaml for what this call takes.")
        }
    }

    private static func isJSON(_ contentType: String) -> Bool {
        let type = contentType.prefix { $0 != ";" && $0 != " " && $0 != "\t" }
        return type.lowercased() == "application/json"
    }

    private static let decoder = APICoding.decoder()
}

extension DecodingError {
    /// Where and why, in a few words.
    fileprivate var reason: String {
        let (path, reason): ([any CodingKey], String) =
            switch self {
            case .keyNotFound(let key, let context): (context.codingPath, "'\(key.stringValue)' is missing")
            case .typeMismatch(_, let context): (context.codingPath, "a value of the wrong type")
            case .valueNotFound(_, let context): (context.codingPath, "null where a value belongs")
            case .dataCorrupted(let context): (context.codingPath, context.debugDescription)
            @unknown default: ([], "unreadable")
            }
        let place = path.map(\.stringValue).joined(separator: ".")
        return (place.isEmpty ? reason : "\(place): \(reason)").visible()
    }
}

/// Answers one method of one path: checks who asks, has the answer made, and counts.
private struct EndpointResponder: HTTPResponder {
    typealias Context = APIContext

    let api: APIRouter
    let route: String
    let endpoint: APIRouter.Endpoint?
    let allow: String

    func respond(to request: Request, context: APIContext) async throws -> Response {
        let start = ContinuousClock.now
        var response: Response
        do {
            try api.checkOrigin(of: request, context: context)
            guard let endpoint else {
                throw APIError(
                    .methodNotAllowed,
                    "This path takes other methods: use \(allow).",
                    headers: [.allow: allow]
                )
            }
            let principal = try api.principal(of: request, access: endpoint.access, route: route, context: context)
            response = try await endpoint.handler(APIRequest(request: request, context: context, principal: principal))
        } catch {
            response = api.response(to: error, request: request, route: route).response
        }
        if request.method == .head { response = response.withoutBody() }
        api.metrics.requestAnswered(
            route: route,
            method: request.method.rawValue,
            status: response.status.code,
            duration: start.duration(to: .now)
        )
        return response
    }
}

/// Answers what no route is for.
private struct FallbackResponder<Router: HTTPResponder<APIContext>>: HTTPResponder {
    typealias Context = APIContext

    let router: Router
    /// By path alone: answers that the method is not one of the path's.
    let paths: Router

    func respond(to request: Request, context: APIContext) async throws -> Response {
        var response = try await router.respond(to: request, context: context)
        guard isUnknown(response) else { return response }
        var head = request.head
        head.method = .get
        response = try await paths.respond(to: Request(head: head, body: request.body), context: context)
        if isUnknown(response) {
            response =
                APIError(.notFound, "There is nothing under this path: see /openapi.yaml for what there is.").response
        }
        return request.method == .head ? response.withoutBody() : response
    }

    /// The router's own answer has no body; those of the routes say what is not found.
    private func isUnknown(_ response: Response) -> Bool {
        response.status == .notFound && response.headers[.contentType] == nil
    }
}

extension APIRouter {
    fileprivate func checkOrigin(of request: Request, context: APIContext) throws(APIError) {
        let rule =
            switch context.transport {
            case .tls: origins.tls
            case .loopback: origins.loopback
            case .unix: origins.unixSocket
            }
        let refusal = rule.refusal(
            method: request.method,
            host: request.head.authority,
            origin: request.headers[.origin]
        )
        if let refusal { throw APIError(.forbidden, "\(refusal)") }
    }

    fileprivate func principal(
        of request: Request,
        access required: Access,
        route: String,
        context: APIContext
    ) throws(APIError) -> Principal? {
        guard case .role(let role) = required else { return nil }
        let principal: Principal
        if case .unix(let local) = context.transport {
            principal = local
        } else {
            guard let header = request.headers[.authorization] else { throw .unauthorized }
            let parts = header.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "bearer" else { throw .unauthorized }
            do {
                principal = try access.principal(with: String(parts[1]), from: context.transport.peer)
            } catch {
                switch error {
                case .unknown: throw .unauthorized
                case .tooMany(let seconds): throw .tooManyAttempts(retryAfterSeconds: seconds)
                }
            }
        }
        guard principal.role >= role else {
            // The route and not the path, of which there can be ever more.
            var record = NewAuditRecord(.refused, person: principal.name)
            record.method = request.method.rawValue
            record.route = route
            access.audit.note(record, from: context.transport.peer)
            throw APIError(
                .forbidden,
                "Your role is \(principal.role.rawValue); this needs \(role.rawValue): ask whoever let you in."
            )
        }
        return principal
    }

    fileprivate func response(to error: any Error, request: Request, route: String) -> APIError {
        switch error {
        case let error as APIError:
            return error
        case let error as TalkError:
            if case .logUnavailable(let reason) = error {
                logger.error("The log can't be used", metadata: ["reason": "\(reason)"])
            }
            return APIError(error)
        default:
            logger.error("Request failed", metadata: ["route": "\(route)", "reason": "\(error)"])
            return APIError(.internalServerError, "The host made a mistake: its log says more.")
        }
    }
}

// MARK: - Routes

extension APIRouter {
    private func health(_ request: APIRequest) -> Response { .json(ByteBuffer(string: #"{"status":"ok"}"#)) }

    private func openAPI(_ request: APIRequest) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "application/yaml"],
            body: ResponseBody(byteBuffer: Self.openAPIDocument)
        )
    }

    private static let openAPIDocument = ByteBuffer(bytes: PackageResources.openapi_yaml)

    private func getMetrics(_ request: APIRequest) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: MetricsPage.contentType],
            body: ResponseBody(byteBuffer: metricsPage.render())
        )
    }

    private func host(_ request: APIRequest) throws -> Response {
        let principal = try request.caller().principal
        return .json(
            HostStatus(
                id: store.hostID,
                version: tchatVersion,
                startedAt: startedAt,
                port: control.addresses.first?.port,
                facts: sampler.facts,
                vitals: sampler.snapshot.vitals,
                caller: HostStatus.Caller(name: principal.name, role: principal.role)
            )
        )
    }

    private func item(_ request: APIRequest) throws -> Response {
        guard let item = Item(rawValue: try request.parameter("item")) else {
            let items = Item.allCases.map(\.rawValue).joined(separator: ", ")
            throw APIError(.notFound, "The machine can't be asked that: ask one of \(items), or history.")
        }
        guard let answer = sampler.snapshot.answerJSON(to: item) else { throw TalkError.notMeasuredYet }
        return .json(answer)
    }

    private func history(_ request: APIRequest) throws -> Response {
        let seconds = try request.number("seconds", in: 1...Sampler.longestHistory) ?? Sampler.longestHistory
        return .json(HostHistory(samples: sampler.history(seconds: seconds)))
    }

    private func getConversations(_ request: APIRequest) async throws -> Response {
        .json(ConversationList(conversations: try await conversations.summaries(for: request.caller().principal)))
    }

    private func entries(_ request: APIRequest) async throws -> Response {
        let after = try request.number("after", in: 0...Int.max)
        let before = try request.number("before", in: 0...Int.max)
        let search = try request.query("search")
        guard search.map({ 1...Self.longestSearch ~= $0.unicodeScalars.count }) ?? true else {
            throw APIError.badRequest("'search' has 1 to \(Self.longestSearch) characters.")
        }
        let page = try await conversations.entries(
            of: request.parameter("name"),
            after: after,
            before: before,
            limit: request.number("limit", in: 1...500) ?? 100,
            search: search,
            for: request.caller().principal
        )
        return .json(page)
    }

    private func putEntry(_ request: APIRequest) async throws -> Response {
        guard let uuid = UUID(uuidString: try request.parameter("uuid")) else {
            throw APIError.badRequest(
                "The entry's name is no UUID: make one, such as 0b6f2a1e-6c0f-4a57-9d0e-2f5d1c9b7a10."
            )
        }
        let draft = try await request.body(as: EntryDraft.self, atMost: conversations.longestDraftBytes)
        let appended = try await conversations.put(
            draft,
            uuid: uuid,
            in: request.parameter("name"),
            by: request.caller()
        )
        return .json(appended.entry, status: appended.isNew ? .created : .ok)
    }

    private func putMarker(_ request: APIRequest) async throws -> Response {
        let update = try await request.body(as: MarkerUpdate.self, atMost: Self.longestBodyBytes)
        guard update.delivered != nil || update.read != nil else {
            throw APIError.badRequest("Say how far: give delivered, read, or both, each the id of an entry.")
        }
        guard update.delivered ?? 0 >= 0, update.read ?? 0 >= 0 else {
            throw APIError.badRequest("The id of an entry is a whole number from 0 up.")
        }
        return .json(try await conversations.mark(request.parameter("name"), by: request.caller(), update))
    }

    private func postControl(_ request: APIRequest) async throws -> Response {
        let action = try await request.body(as: ControlRequest.self, atMost: Self.longestBodyBytes).action
        guard action != .disconnect else {
            throw APIError.badRequest("To disconnect, close the connection; the actions are reset and kill.")
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

    private func pair(_ request: APIRequest) async throws -> Response {
        guard case .tls(let peer, let hostKey) = request.context.transport else {
            throw APIError(.forbidden, "Pairing is bound to the host's key: pair over https.")
        }
        do {
            switch try await request.body(as: PairingRequest.self, atMost: Self.longestBodyBytes) {
            case .hello(let hello): return .json(try access.begin(hello, hostKey: hostKey, from: peer))
            case .proof(let proof): return .json(try await access.end(proof, from: peer))
            }
        } catch let error as AccessControl.PairingError {
            switch error {
            case .refused(let refusal): throw APIError(.forbidden, "\(refusal)")
            case .tooMany(let seconds): throw APIError.tooManyAttempts(retryAfterSeconds: seconds)
            case .talk(let error): throw error
            }
        }
    }

    private func listPeople(_ request: APIRequest) async throws -> Response {
        .json(PeopleList(people: try await access.list()))
    }

    private func deletePerson(_ request: APIRequest) async throws -> Response {
        try await access.remove(request.parameter("name"), by: request.caller())
        return Response(status: .noContent)
    }

    private func postCode(_ request: APIRequest) async throws -> Response {
        let enrolment = try await request.body(as: Enrolment.self, atMost: Self.longestBodyBytes)
        var offer = try await access.makeCode(
            for: request.parameter("name"),
            role: enrolment.role,
            by: request.caller()
        )
        offer.listensOn = control.addresses
        return .json(offer, status: .created)
    }

    private func postToken(_ request: APIRequest) async throws -> Response {
        let enrolment = try await request.body(as: Enrolment.self, atMost: Self.longestBodyBytes)
        let token = try await access.makeToken(
            for: request.parameter("name"),
            role: enrolment.role,
            by: request.caller()
        )
        return .json(TokenGrant(token: token.text), status: .created)
    }

    private func audit(_ request: APIRequest) async throws -> Response {
        let limit = try request.number("limit", in: 1...1000) ?? 100
        return .json(AuditTrail(records: try await translatingStoreErrors { try await store.auditTrail(limit: limit) }))
    }

    private func events(_ request: APIRequest) async throws -> Response {
        try EventStream(request: request, broadcaster: broadcaster, store: store, sampler: sampler, access: access)
            .response()
    }
}
