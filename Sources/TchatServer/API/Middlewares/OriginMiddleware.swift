import HTTPTypes
import Hummingbird
import TchatModel

/// Refuses requests that a browser may have been tricked into.
struct OriginMiddleware: Sendable {
    private let tls: RequestOrigin
    private let loopback: RequestOrigin
    private let unixSocket: RequestOrigin

    /// The rules are made once for every way in.
    ///
    /// - Parameter hostName: What this machine is called.
    init(hostName: String) {
        tls = RequestOrigin(transport: .tls, ownNames: [hostName])
        loopback = RequestOrigin(transport: .loopback, ownNames: [hostName])
        unixSocket = RequestOrigin(transport: .unixSocket, ownNames: [hostName])
    }

    func check(_ request: Request, _ context: APIContext) throws(Problem.Reason) {
        let rule =
            switch context.transport {
            case .tls: tls
            case .loopback: loopback
            case .unix: unixSocket
            }
        let refusal = rule.refusal(
            method: request.method,
            host: request.head.authority,
            origin: request.headers[.origin]
        )
        switch refusal {
        case nil: break
        case .foreignHost: throw .foreignHost
        case .foreignOrigin: throw .foreignOrigin
        }
    }
}
