import Foundation
import NIOHTTP1
import TchatModel
import TchatPairing
import Testing

@testable import TchatServer

/// The client's half of a pairing, step by step.
enum TestPairing {
    /// Makes the exchange.
    ///
    /// - Parameters:
    ///   - hostKey: The key the client saw; by default the host's own.
    ///   - isChecked: Whether the answer is held to the API's description.
    ///   - onSend: Told each body before it is sent.
    static func pair(
        code: String,
        with client: TestClient,
        hostKey: PublicKeyPin? = nil,
        isChecked: Bool = true,
        onSend: (String) -> Void = { _ in }
    ) async throws -> TestClient.Answer {
        let hostKey = hostKey ?? client.server.assembly.identity.pin
        var pairing = PairingClient(code: try PairingCode(parsing: code))
        let hello = try json(pairing.hello)
        onSend(hello)
        let challenge = try await client.send(.POST, "/v1/pair", json: hello)
        guard challenge.status == 200 else { return challenge }
        let derivation = try pairing.receive(challenge.decode(PairingChallenge.self), hostKey: hostKey)
        let proof = try json(pairing.prove(with: derivation.key()))
        onSend(proof)
        return try await client.send(.POST, "/v1/pair", json: proof, isChecked: isChecked)
    }

    private static func json(_ value: some Encodable) throws -> String {
        String(decoding: try APICoding.encoder().encode(value), as: UTF8.self)
    }
}
