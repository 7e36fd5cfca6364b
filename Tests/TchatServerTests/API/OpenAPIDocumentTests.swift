import Testing

/// The check itself, on the document that the server serves.
@Suite struct OpenAPIDocumentTests {
    let document: OpenAPIDocument

    init() throws { document = try OpenAPIDocument.served.get() }

    @Test(arguments: [
        ("GET", "/v1/host", "/v1/host"), ("GET", "/v1/host/cpu", "/v1/host/{item}"),
        ("GET", "/v1/host/history?seconds=5", "/v1/host/history"), ("get", "/healthz", "/healthz"),
        ("PUT", "/v1/conversations/%C3%A9lo%20%2F/markers", "/v1/conversations/{name}/markers"),
        ("PUT", "/v1/conversations/a/entries/b", "/v1/conversations/{name}/entries/{uuid}"),
    ])
    func `A request is found by its path`(method: String, path: String, template: String) {
        #expect(document.operation(method: method, path: path)?.path == template)
    }

    @Test(arguments: [
        ("GET", "/"), ("GET", "/v1/host/"), ("GET", "/v1/host/cpu/now"), ("POST", "/v1/host"), ("GET", "/v1/hosts"),
    ])
    func `What is not described is not found`(method: String, path: String) {
        #expect(document.operation(method: method, path: path) == nil)
    }

    @Test func `Every call names the role it needs, and three need none`() {
        #expect(document.operations.count == 18)
        #expect(
            document.operations.filter { $0.role == nil }.map(\.description) == [
                "GET /healthz", "GET /openapi.yaml", "POST /v1/pair",
            ]
        )
        #expect(document.operation(method: "POST", path: "/v1/control")?.role == "admin")
        #expect(document.operation(method: "GET", path: "/v1/events")?.role == "guest")
    }

    /// The code that comes with a status, and its values.
    private static let codes = [
        401: #""code":"token-required""#, 429: #""code":"too-many-attempts","retryAfterSeconds":5"#,
        404: #""code":"unknown-path""#, 405: #""code":"method-not-allowed","allowed":["GET"]"#,
    ]

    private static func problem(_ status: Int, code: String? = nil) -> String {
        let code = code ?? codes[status] ?? #""code":"internal-error""#
        return #"{"type":"about:blank","title":"No","status":\#(status),"detail":"Do this.",\#(code)}"#
    }

    private struct Answer {
        var method = "GET"
        var path = "/healthz"
        var status = 200
        var headers = [(name: "Content-Type", value: "application/json")]
        var body = #"{"status":"ok"}"#

        static func problem(
            _ status: Int,
            method: String = "GET",
            path: String = "/v1/host",
            _ headers: [(name: String, value: String)] = []
        ) -> Answer {
            Answer(
                method: method,
                path: path,
                status: status,
                headers: [("content-type", "application/problem+json")] + headers,
                body: OpenAPIDocumentTests.problem(status)
            )
        }
    }

    private func check(_ answer: Answer) -> [String] {
        document.check(
            method: answer.method,
            path: answer.path,
            status: answer.status,
            headers: answer.headers,
            body: answer.body.utf8
        )
    }

    private static let stream = """
        id: 7
        event: presence
        data: {"operators":["bob"]}

        :

        id: 7
        event: marker
        data: {"conversation":"a","reader":{"kind":"person","name":"a"},"read":7}

        event: vitals
        data: {"at":"2026-11-23T03:45:00.123Z"}


        """

    private static let good: [Answer] = [
        Answer(),
        Answer(headers: [("content-type", "application/json; charset=utf-8")]),
        Answer(method: "HEAD", body: ""),
        .problem(401, [("WWW-Authenticate", "Bearer")]),
        .problem(429, [("Retry-After", "5")]),
        .problem(404, path: "/nowhere"),
        .problem(405, method: "POST", [("Allow", "GET")]),
        Answer(
            method: "HEAD",
            status: 405,
            headers: [("Content-Type", "application/problem+json"), ("Allow", "GET")],
            body: ""
        ),
        .problem(405, path: "/v1/people/bob", [("Allow", "HEAD, DELETE")]),
        .problem(401, path: "/nowhere", [("WWW-Authenticate", "Bearer")]),
        Answer(method: "DELETE", path: "/v1/people/bob", status: 204, headers: [], body: ""),
        Answer(
            path: "/metrics",
            headers: [("Content-Type", "text/plain; version=0.0.4; charset=utf-8")],
            body: "a 1\n"
        ),
        Answer(path: "/v1/events", headers: [("Content-Type", "text/event-stream")], body: stream),
    ]

    @Test(arguments: good.indices)
    func `A response as described has no problem`(index: Int) {
        #expect(check(Self.good[index]) == [])
    }

    private static let bad: [(Answer, String)] = [
        (Answer(status: 202), "the status is not documented"),
        (Answer(headers: []), "the content type '' is not documented"),
        (Answer(headers: [("Content-Type", "text/html")]), "the content type 'text/html' is not documented"),
        (Answer(body: "{"), "the body is not JSON"),
        (Answer(body: #"{"status":"bad"}"#), "$.status: \"bad\" is not \"ok\""),
        (Answer(body: "{}"), "'status' is missing"),
        (Answer(method: "HEAD"), "a response to HEAD has a body"),
        (Answer(method: "DELETE", path: "/v1/people/bob", status: 204), "there is a body of 15 bytes"),
        (.problem(401), "the header WWW-Authenticate is missing"),
        (.problem(401, [("WWW-Authenticate", "Basic")]), "WWW-Authenticate: \"Basic\" does not match"),
        (.problem(429, [("Retry-After", "soon")]), "Retry-After: \"soon\" is not of type \"integer\""),
        (.problem(429, [("Retry-After", "0")]), "Retry-After: 0 breaks minimum 1"),
        (.problem(405, method: "POST"), "the header Allow is missing"),
        (.problem(405, method: "POST", [("Allow", "GET, POST")]), "Allow lists [\"GET\", \"POST\"], documented are"),
        (.problem(405), "the status is not documented"),
        (.problem(404, method: "POST"), "the status is not documented"),
        (.problem(405, path: "/nowhere", [("Allow", "GET")]), "the status is not documented"),
        (.problem(409), "the status is not documented"),
        (
            Answer(
                path: "/nowhere",
                status: 404,
                headers: [("Content-Type", "application/problem+json")],
                body: problem(400, code: codes[404])
            ), "the problem names another status"
        ),
        (
            Answer(
                path: "/nowhere",
                status: 404,
                headers: [("Content-Type", "application/problem+json")],
                body: problem(404, code: codes[401])
            ), "$.code"
        ),
        (
            Answer(path: "/metrics", headers: [("Content-Type", "text/plain")], body: ""),
            "the content type 'text/plain' is not documented"
        ),
        (
            Answer(
                path: "/v1/events",
                headers: [("Content-Type", "text/event-stream")],
                body: "event: presence\ndata: {\"operators\":[]}\n\n"
            ), "event 'presence': 'id' is missing"
        ),
        (
            Answer(
                path: "/v1/events",
                headers: [("Content-Type", "text/event-stream")],
                body: "id: 1\nevent: presence\ndata: {\"operators\":[1]}\n\n"
            ), "event 'presence'.data(JSON).operators[0]: 1 is not of type \"string\""
        ),
        (
            Answer(
                path: "/v1/events",
                headers: [("Content-Type", "text/event-stream")],
                body: "event: other\ndata: {}\n\n"
            ), "event 'other'.event: \"other\" is none of"
        ),
    ]

    @Test(arguments: bad.indices)
    func `A response that differs is a problem`(index: Int) {
        let (answer, sentence) = Self.bad[index]
        let problems = check(answer)
        #expect(problems.contains { $0.contains(sentence) }, "\(problems)")
    }

    @Test func `An event can be checked by itself`() {
        let data = #"{"operators":[]}"#
        #expect(document.checkEvent(name: "presence", id: "0", data: data) == [])
        #expect(document.checkEvent(name: "vitals", id: nil, data: data) != [])
        #expect(document.checkEvent(name: "overflow", id: nil, data: #"{"detail":"Resume."}"#) == [])
    }
}
