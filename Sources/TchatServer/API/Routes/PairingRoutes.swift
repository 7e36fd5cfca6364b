import Hummingbird
import TchatModel
import TchatPairing

/// How a person gets in for the first time.
struct PairingRoutes: Sendable {
    let access: AccessControl

    /// Answers `POST /v1/pair`.
    func pair(_ request: APIRequest) async throws -> Response {
        // The exchange is bound to the key that the host shows in TLS.
        guard case .tls(let peer, let hostKey) = request.context.transport else {
            throw Problem.Reason.encryptionRequired
        }
        switch try await request.body(as: PairingRequest.self) {
        case .hello(let hello): return .json(try access.begin(hello, hostKey: hostKey, from: peer))
        case .proof(let proof): return .json(try await access.end(proof, from: peer))
        }
    }
}
