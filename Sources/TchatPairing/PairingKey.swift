internal import Crypto
internal import CryptoExtras
public import TchatModel

/// The key that both sides derive from a ``PairingCode``, and what it proves.
///
/// A code has 60 bits; scrypt makes each guess cost about 50 ms and 16 MiB, so whoever recorded an exchange cannot search
/// for its code within any useful time.
public struct PairingKey: Sendable {
    /// The work a server asks for: scrypt's N.
    ///
    /// Its r is 8 and its p is 1.
    public static let scryptCost = 16384

    /// What a client accepts: less would help whoever stands in the middle, more would fill its memory (1 KiB each).
    public static let acceptedScryptCosts = 16384...131072

    let key: SymmetricKey

    /// Derives the key: about 50 ms of work, so **never on an event loop or in the cooperative pool** but on a thread
    /// that may be busy (for example `NIOThreadPool`).
    ///
    /// - Throws: ``PairingKeyError``.
    public init(
        deriving code: PairingCode,
        salt: PairingSalt,
        scryptCost: Int = PairingKey.scryptCost
    ) throws(PairingKeyError) {
        guard Self.acceptedScryptCosts.contains(scryptCost), scryptCost.nonzeroBitCount == 1 else {
            throw .unacceptableCost(scryptCost)
        }
        do {
            key = try KDF.Scrypt.deriveKey(
                from: code.bytes,
                salt: salt.bytes,
                outputByteCount: 32,
                rounds: scryptCost,
                blockSize: 8,
                parallelism: 1
            )
        } catch {
            throw .noMemory
        }
    }

    /// What a client that has the code sends.
    public func clientTag(for transcript: PairingTranscript) -> PairingTag {
        tag(of: transcript.message(label: PairingTranscript.clientLabel))
    }

    /// What a server that has the code answers.
    public func serverTag(for transcript: PairingTranscript) -> PairingTag {
        tag(of: transcript.message(label: PairingTranscript.serverLabel))
    }

    private func tag(of message: [UInt8]) -> PairingTag {
        let code = Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
        guard let tag = PairingTag(bytes: code) else { preconditionFailure("HMAC-SHA256 has 32 bytes") }
        return tag
    }
}

extension PairingKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says what it is, not what it says.
    public var description: String { "a pairing key" }

    /// Says what it is, not what it says.
    public var debugDescription: String { description }

    /// Shows nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why no key was derived.
public enum PairingKeyError: PhrasedError, Hashable {
    /// The server asked for more or less work than is right.
    case unacceptableCost(Int)
    /// scrypt did not get its memory.
    case noMemory

    /// One sentence that says what to do.
    public var phrase: Phrase {
        switch self {
        case .unacceptableCost(let cost):
            Phrase(
                "The host asks for a scrypt cost of {cost}, which this version does not accept: update Tchat on both sides.",
                ["cost": cost]
            )
        case .noMemory:
            Phrase("There is not enough memory to derive the pairing key: close some programs and pair again.")
        }
    }
}

/// What one exchange is about; both sides must have seen the same.
public struct PairingTranscript: Hashable, Sendable {
    /// The client's share.
    public var clientNonce: PairingNonce
    /// The server's share.
    public var serverNonce: PairingNonce
    /// The server's key: its own for the server, the one seen in TLS for the client.
    public var hostKey: PublicKeyPin

    /// Makes a transcript of its parts.
    public init(clientNonce: PairingNonce, serverNonce: PairingNonce, hostKey: PublicKeyPin) {
        self.clientNonce = clientNonce
        self.serverNonce = serverNonce
        self.hostKey = hostKey
    }

    static let clientLabel = "tchat-pairing-1 client"
    static let serverLabel = "tchat-pairing-1 server"

    /// What is authenticated; every part but the label has a fixed length, and the zero byte ends the label.
    func message(label: String) -> [UInt8] {
        Array(label.utf8) + [0] + clientNonce.bytes + serverNonce.bytes + hostKey.bytes
    }
}
