import HTTPTypes
import Hummingbird
import TchatModel

/// A path of the API, and what is done for each of its methods.
final class Route: Sendable {
    /// Who may use a method.
    enum Access: Hashable, Sendable {
        case anyone
        case role(Role)
    }

    typealias Handler = @Sendable (APIRequest) async throws -> Response

    /// One method of a path.
    struct Endpoint: Sendable {
        let method: HTTPRequest.Method
        let access: Access
        let handler: Handler

        static func get(_ access: Access, _ handler: @escaping Handler) -> Endpoint {
            Endpoint(method: .get, access: access, handler: handler)
        }

        static func put(_ access: Access, _ handler: @escaping Handler) -> Endpoint {
            Endpoint(method: .put, access: access, handler: handler)
        }

        static func post(_ access: Access, _ handler: @escaping Handler) -> Endpoint {
            Endpoint(method: .post, access: access, handler: handler)
        }

        static func delete(_ access: Access, _ handler: @escaping Handler) -> Endpoint {
            Endpoint(method: .delete, access: access, handler: handler)
        }
    }

    /// The path as it is written in the table; a segment that begins with `:` is a parameter.
    let path: String
    /// The names of its parameters, in their order.
    let parameterNames: [String]
    /// The methods it has, as `Allow` lists them.
    let allowedMethods: [String]
    private let endpoints: [Endpoint]

    init(_ path: String, _ endpoints: Endpoint...) {
        self.path = path
        self.endpoints = endpoints
        parameterNames = path.split(separator: "/").filter { $0.hasPrefix(":") }.map { String($0.dropFirst()) }
        allowedMethods = endpoints.flatMap { $0.method == .get ? ["GET", "HEAD"] : [$0.method.rawValue] }
    }

    /// What is done for a method: for HEAD the same as for GET.
    func endpoint(for method: HTTPRequest.Method) throws(Problem.Reason) -> Endpoint {
        let method = method == .head ? .get : method
        guard let endpoint = endpoints.first(where: { $0.method == method }) else {
            throw .methodNotAllowed(allowed: allowedMethods)
        }
        return endpoint
    }
}
