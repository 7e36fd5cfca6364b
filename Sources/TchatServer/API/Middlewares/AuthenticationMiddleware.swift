import HTTPTypes
import Hummingbird
import TchatModel
import TchatStore

/// Finds out who asks, and whether they may.
struct AuthenticationMiddleware: Sendable {
    let access: AccessControl

    /// Puts the caller into the request's context.
    ///
    /// - Parameter required: Who may use what was asked for.
    func authenticate(
        _ request: Request,
        _ context: inout APIContext,
        for required: Route.Access
    ) throws(Problem.Reason) {
        guard case .role(let role) = required else { return }
        let principal = try self.principal(of: request, context)
        context.principal = principal
        guard principal.role >= role else { throw .roleTooLow(role: principal.role, neededRole: role) }
    }

    private func principal(of request: Request, _ context: APIContext) throws(Problem.Reason) -> Principal {
        if case .unix(let local) = context.transport { return local }
        guard let header = request.headers[.authorization] else { throw .tokenRequired }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { throw .tokenRequired }
        return try access.principal(with: String(parts[1]), from: context.transport.peer)
    }
}
