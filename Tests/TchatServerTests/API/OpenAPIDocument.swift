import FoundationEssentials

@testable import TchatServer

/// The API's description, which holds responses to what it says.
struct OpenAPIDocument: Sendable {
    /// One call of the API.
    struct Operation: Hashable, Sendable, CustomStringConvertible {
        /// The HTTP method, in capitals.
        let method: String
        /// The path with its parameters in braces.
        let path: String
        /// The least role that may call it; nothing where no token is needed.
        let role: String?
        fileprivate let content: OpenAPIValue

        var description: String { "\(method) \(path)" }

        /// The statuses that are described.
        var statuses: Set<Int> { Set((content["responses"]?.object ?? [:]).keys.compactMap { Int($0) }) }
    }

    /// The document as the server serves it.
    static let served = Result {
        try OpenAPIDocument(yaml: String(decoding: PackageResources.openapi_yaml, as: UTF8.self))
    }

    let root: OpenAPIValue
    let schema: OpenAPISchema
    /// Every call, in the order of the paths.
    let operations: [Operation]

    init(yaml: String) throws {
        root = try OpenAPIValue(yaml: yaml)
        schema = OpenAPISchema(document: root)
        guard let paths = root["paths"]?.object else { throw OpenAPIError("The document has no paths.") }
        operations = paths.sorted { $0.key < $1.key }.flatMap { path, item in
            (item.object ?? [:]).sorted { $0.key < $1.key }.map { method, content in
                let requirement = content["security"]?.array?.first?["bearer"]
                return Operation(
                    method: method.uppercased(),
                    path: path,
                    role: requirement?.strings.first,
                    content: content
                )
            }
        }
    }

    /// The call that a request makes.
    func operation(method: String, path: String) -> Operation? {
        operations(at: path).first { $0.method == method.uppercased() }
    }

    /// Says what in a response is not as described, one sentence for each thing; nothing when all is.
    ///
    /// - Parameters:
    ///   - path: The path as requested, with or without a query.
    ///   - headers: All header fields; a name's case does not matter.
    ///   - body: The whole body; of a stream, what came until it was cut behind an event.
    func check(
        method: String,
        path: String,
        status: Int,
        headers: [(name: String, value: String)],
        body: some Sequence<UInt8>
    ) -> [String] {
        let body = Array(body)
        let fields = Dictionary(headers.map { ($0.name.lowercased(), $0.value) }) { "\($0), \($1)" }
        let problems: [String]
        if let response = response(method: method, path: path, status: status) {
            problems =
                headerProblems(response, fields) + contentProblems(response, method, status, fields, body)
                + allowProblems(path, status, fields)
        } else {
            problems = ["the status is not documented"]
        }
        return problems.map { "\(method.uppercased()) \(path) → \(status): \($0)" }
    }

    /// Says what in one event of `GET /v1/events` is not as described.
    func checkEvent(name: String, id: String?, data: String) -> [String] {
        var event: [String: OpenAPIValue] = ["event": .string(name), "data": .string(data)]
        if let id { event["id"] = .string(id) }
        return eventProblems(.object(event), .object(["$ref": .string("#/components/schemas/StreamEvent")]))
    }

    /// The named schema of the document's components.
    func problems(_ value: OpenAPIValue, schema name: String) -> [String] {
        schema.problems(value, .object(["$ref": .string("#/components/schemas/\(name)")]))
    }

    private func operations(at path: String) -> [Operation] {
        let segments = Self.segments(path.prefix { $0 != "?" })
        let matching = operations.filter { Self.matches(Self.segments($0.path[...]), segments) }
        // A path without parameters comes before one with (OpenAPI § Path Templating Matching).
        let fewest = matching.map { Self.parameterCount($0.path) }.min()
        return matching.filter { Self.parameterCount($0.path) == fewest }
    }

    private static func segments(_ path: Substring) -> [Substring] {
        path.split(separator: "/", omittingEmptySubsequences: false)
    }

    private static func matches(_ template: [Substring], _ path: [Substring]) -> Bool {
        template.count == path.count
            && zip(template, path).allSatisfy { $0.hasPrefix("{") ? !$1.isEmpty : $0 == $1 }
    }

    private static func parameterCount(_ path: String) -> Int { path.utf8.count { $0 == UInt8(ascii: "{") } }

    /// What the document says about a status, also of requests that it does not describe.
    private func response(method: String, path: String, status: Int) -> OpenAPIValue? {
        let here = operations(at: path)
        let isHead = method.uppercased() == "HEAD" && status != 405
        let found: OpenAPIValue? =
            if let operation = here.first(where: { $0.method == (isHead ? "GET" : method.uppercased()) }) {
                operation.content["responses"]?[String(status)]
            } else if let name = Self.everywhere[status]
                ?? (here.isEmpty ? [404: "NotFound"] : [405: "MethodNotAllowed"])[status]
            {
                .object(["$ref": .string("#/components/responses/\(name)")])
            } else {
                nil
            }
        return found.flatMap { $0["$ref"]?.string.flatMap(schema.resolve) ?? $0 }
    }

    /// What may come before the path and the method are looked at.
    private static let everywhere = [
        400: "BadRequest", 401: "Unauthorized", 403: "Forbidden", 429: "TooManyRequests", 500: "ServerError",
        503: "Unavailable",
    ]

    private func headerProblems(_ response: OpenAPIValue, _ fields: [String: String]) -> [String] {
        (response["headers"]?.object ?? [:]).sorted { $0.key < $1.key }.flatMap { name, header in
            guard let text = fields[name.lowercased()] else {
                return header["required"] == .bool(true) ? ["the header \(name) is missing"] : []
            }
            let rule = header["schema"] ?? .bool(true)
            let value = rule["type"] == .string("integer") ? Int(text).map(OpenAPIValue.integer) : nil
            return schema.problems(value ?? .string(text), rule, at: name)
        }
    }

    private func allowProblems(_ path: String, _ status: Int, _ fields: [String: String]) -> [String] {
        guard status == 405, let allow = fields["allow"] else { return [] }
        let listed = Set(allow.split(separator: ",").map { $0.drop { $0 == " " } }.map(String.init))
        let documented = Set(operations(at: path).map(\.method))
        return documented == listed.subtracting(["HEAD", "OPTIONS"])
            ? [] : ["Allow lists \(listed.sorted()), documented are \(documented.sorted())"]
    }

    private func contentProblems(
        _ response: OpenAPIValue,
        _ method: String,
        _ status: Int,
        _ fields: [String: String],
        _ body: [UInt8]
    ) -> [String] {
        guard let content = response["content"]?.object else {
            return body.isEmpty ? [] : ["there is a body of \(body.count) bytes where none is documented"]
        }
        guard method.uppercased() != "HEAD" else { return body.isEmpty ? [] : ["a response to HEAD has a body"] }
        let type = fields["content-type"] ?? ""
        guard let (name, media) = content.first(where: { MediaType($0.key).includes(MediaType(type)) }) else {
            return ["the content type '\(type)' is not documented: \(content.keys.sorted())"]
        }
        let rule = media["schema"] ?? .bool(true)
        switch MediaType(name).essence {
        case "application/json", "application/problem+json":
            guard let value = try? OpenAPIValue(json: body) else { return ["the body is not JSON"] }
            let agrees = name == "application/json" || value["status"] == .integer(status)
            return schema.problems(value, rule) + (agrees ? [] : ["the problem names another status"])
        case "text/event-stream":
            return Self.events(body).flatMap { eventProblems($0, rule) }
        default:
            guard let text = String(validating: body, as: UTF8.self) else { return ["the body is not UTF-8"] }
            return schema.problems(.string(text), rule)
        }
    }

    private func eventProblems(_ event: OpenAPIValue, _ rule: OpenAPIValue) -> [String] {
        schema.problems(event, rule, at: "event '\(event["event"]?.string ?? "")'")
    }

    /// The events of a stream (HTML standard, § Server-sent events); what follows the last blank line is not one yet.
    private static func events(_ stream: [UInt8]) -> [OpenAPIValue] {
        var events: [OpenAPIValue] = []
        var event: [String: OpenAPIValue] = [:]
        let lines = stream.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for line in lines.dropLast().map({ String(decoding: $0, as: UTF8.self) }) {
            guard !line.isEmpty else {
                if !event.isEmpty { events.append(.object(event)) }
                event = [:]
                continue
            }
            guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else { continue }
            let value = line[line.index(after: colon)...]
            event[String(line[..<colon])] = .string(String(value.hasPrefix(" ") ? value.dropFirst() : value))
        }
        return events
    }
}

/// A media type with its parameters.
private struct MediaType {
    /// The type without its parameters, such as `text/plain`.
    let essence: String
    /// The parameters, such as `version=0.0.4`.
    let parameters: Set<String>

    init(_ text: String) {
        let parts = text.lowercased().split(separator: ";").map { $0.filter { $0 != " " } }
        essence = parts.first ?? ""
        parameters = Set(parts.dropFirst())
    }

    /// Whether another is the same with perhaps more parameters.
    func includes(_ other: MediaType) -> Bool {
        essence == other.essence && parameters.isSubset(of: other.parameters)
    }
}
