import Crypto
import NIOCore
import NIOSSL
import Synchronization
import TchatPairing

/// Checks the server's public key on each new connection, before anything is sent on it.
///
/// Without a pin, the key of the first connection is kept and all others have to show the same one.
final class ServerKeyCheck: Sendable {
    private let location: HostLocation
    private let known: Mutex<PublicKeyPin?>

    init(pin: PublicKeyPin?, location: HostLocation) {
        self.location = location
        known = Mutex(pin)
    }

    /// The pinned key, or the one that was seen; nil before the first connection.
    var key: PublicKeyPin? { known.withLock { $0 } }

    /// Succeeds when the TLS peer of the channel has the right key.
    ///
    /// The caller gives the connection up on failure; closing is left to this function.
    func check(_ channel: any Channel) -> EventLoopFuture<Void> {
        do {
            guard let certificate = try channel.pipeline.syncOperations.nioSSL_peerCertificate() else {
                throw HostError.notTchat(location)
            }
            let seen = PublicKeyPin(subjectPublicKeyInfo: try certificate.extractPublicKey().toSPKIBytes())
            let expected = known.withLock { known in
                if known == nil { known = seen }
                return known
            }
            if let expected, expected != seen {
                throw HostError.keyChanged(location, expected: expected, seen: seen)
            }
            return channel.eventLoop.makeSucceededVoidFuture()
        } catch {
            // In the next turn of the loop: the pool first has to take note that this attempt failed.
            channel.eventLoop.execute { channel.close(promise: nil) }
            return channel.eventLoop.makeFailedFuture(error)
        }
    }

    /// TLS 1.3 in which the certificate's issuer, names and dates mean nothing, only the key that ``check(_:)`` looks at.
    ///
    /// The handshake itself proves that the peer has the private key (RFC 8446 § 4.4.3), whatever is verified besides.
    static var tlsConfiguration: TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv13
        configuration.certificateVerification = .none
        configuration.trustRoots = .certificates([])
        return configuration
    }
}
