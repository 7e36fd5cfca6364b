import Foundation
import TchatClient
import TchatModel
import TchatPairing

/// Values for tests.
enum Sample {
    static let token = AccessToken.random()

    static func entry(_ id: Int, _ text: String = "bonjour é 👋") -> Entry {
        Entry(
            id: id,
            uuid: UUID(),
            conversation: "alice",
            at: Date(millisecondsSince1970: 1_700_000_000_000 + 1000 * id),
            author: Author(kind: .operator, name: "bob"),
            content: .message(text: text)
        )
    }

    static func pin(_ byte: UInt8) -> PublicKeyPin { PublicKeyPin(subjectPublicKeyInfo: [byte]) }

    static func host(_ name: String, alias: String? = nil, address: String = "192.0.2.1") -> KnownHost {
        KnownHost(
            id: UUID(),
            name: name,
            alias: alias,
            address: HostAddress(host: address),
            pin: pin(1),
            token: token,
            person: "alice",
            role: .member
        )
    }

    static func problem(_ status: Int) -> HostError {
        let problem = Problem(title: "Problem", status: status, detail: "Why.")
        let location = HostLocation.socket(path: "/s")
        return switch status {
        case 401: .notLetIn(location)
        case 403: .notAllowed(location, problem)
        default: .problem(location, problem, retryAfterSeconds: nil)
        }
    }
}
