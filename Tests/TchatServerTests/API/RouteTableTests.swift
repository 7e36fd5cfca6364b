import HTTPTypes
import Hummingbird
import TchatModel
import Testing

@testable import TchatServer

@Suite struct RouteTableTests {
    private static let answer: Route.Handler = { _ in Response(status: .ok) }

    private let table: RouteTable

    init() {
        table = RouteTable([
            Route("/healthz", .get(.anyone, Self.answer)),
            Route("/v1/host", .get(.role(.guest), Self.answer)),
            Route("/v1/host/history", .get(.role(.guest), Self.answer)),
            Route("/v1/host/:item", .get(.role(.guest), Self.answer)),
            Route("/v1/people/:name", .get(.anyone, Self.answer), .delete(.role(.admin), Self.answer)),
            Route("/v1/people/:name/entries/:uuid", .put(.role(.member), Self.answer)),
        ])
    }

    @Test(
        arguments: [
            ("/healthz", "/healthz", []), ("/v1/host", "/v1/host", []), ("/v1/host/", "/v1/host", []),
            ("//v1//host", "/v1/host", []), ("v1/host", "/v1/host", []), ("/v1/host/cpu", "/v1/host/:item", ["cpu"]),
            ("/v1/host/history", "/v1/host/history", []), ("/v1/host/histor", "/v1/host/:item", ["histor"]),
            ("/v1/people/%C3%A9%2F", "/v1/people/:name", ["%C3%A9%2F"]),
            ("/v1/people/é/entries/x", "/v1/people/:name/entries/:uuid", ["é", "x"]),
        ] as [(String, String, [String])]
    )
    func `A path leads to its route, with what its parameters stand for`(
        path: String,
        route: String,
        parameters: [String]
    ) {
        let match = table.match(path)
        #expect(match?.route.path == route)
        #expect(match?.parameters.map(String.init) == parameters)
    }

    @Test(arguments: [
        "", "/", "/v1", "/v2/host", "/V1/host", "/v1/hosts", "/v1/host/cpu/x", "/v1/people", "/v1/people/a/entries",
        "/v1/people/a/b", "/healthz/x", "/:name",
    ])
    func `Any other path leads nowhere`(path: String) {
        #expect(table.match(path)?.route.path == nil)
    }

    @Test func `HEAD is GET, and a method that is not there is told with those that are`() throws {
        let person = try #require(table.match("/v1/people/a")?.route)
        #expect(try person.endpoint(for: .head).method == .get)
        #expect(try person.endpoint(for: .delete).access == .role(.admin))
        let refusal = Problem.Reason.methodNotAllowed(allowed: ["GET", "HEAD", "DELETE"])
        #expect(throws: refusal) { try person.endpoint(for: .post) }
        let entry = try #require(table.match("/v1/people/a/entries/b")?.route)
        #expect(throws: Problem.Reason.methodNotAllowed(allowed: ["PUT"])) { try entry.endpoint(for: .head) }
    }
}
