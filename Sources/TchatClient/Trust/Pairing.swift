import NIOCore
import NIOHTTP1
import NIOPosix
public import TchatModel
public import TchatPairing

/// Pairs this user with a host.
public enum Pairing {
    /// Proves the code to the host, and has the host prove it back.
    ///
    /// The key that the host shows on these connections is part of both proofs, so a machine in the middle is noticed.
    /// Nothing is stored; ``KnownHosts/pair(with:code:alias:timeout:)`` does that too.
    ///
    /// - Returns: What to remember of the host.
    /// - Throws: ``HostError``.
    public static func pair(
        with address: HostAddress,
        code: PairingCode,
        timeout: Duration = .seconds(10)
    ) async throws -> KnownHost {
        let location = HostLocation.address(address)
        let keyCheck = ServerKeyCheck(pin: nil, location: location)
        let connection = HostConnection(
            address: address,
            keyCheck: keyCheck,
            timeout: timeout
        )
        return try await connection.whileOpen { connection in
            do {
                return try await exchange(code, with: address, over: connection, keyCheck: keyCheck)
            } catch let error as PairingClientError {
                throw HostError.unprovenHost(location, error)
            } catch let error as PairingKeyError {
                throw HostError.unprovenHost(location, .key(error))
            } catch HostError.problem(_, let problem, _) where problem.reason == .wrongCode {
                throw HostError.codeRefused(location)
            } catch HostError.notAllowed(_, let problem) where problem.reason.code == nil {
                // An earlier version refuses for no other reason here.
                throw HostError.codeRefused(location)
            }
        }
    }

    private static func exchange(
        _ code: PairingCode,
        with address: HostAddress,
        over connection: HostConnection,
        keyCheck: ServerKeyCheck
    ) async throws -> KnownHost {
        var pairing = PairingClient(code: code)
        let challenge: PairingChallenge = try await connection.send(.POST, "/v1/pair", body: pairing.hello)
        guard let key = keyCheck.key else { throw HostError.notTchat(connection.location) }
        let derivation = try pairing.receive(challenge, hostKey: key)
        let derived = try await NIOThreadPool.singleton.runIfActive { try derivation.key() }
        let proof = try pairing.prove(with: derived)
        let answer: PairingGrant = try await connection.send(.POST, "/v1/pair", body: proof)
        // Each connection had to show the same key, so it is still the one of the first answer.
        let grant = try pairing.receive(answer, hostKey: key)
        return KnownHost(
            id: grant.hostID,
            name: grant.hostName,
            address: address,
            pin: key,
            token: grant.token,
            person: grant.name,
            role: grant.role
        )
    }
}
