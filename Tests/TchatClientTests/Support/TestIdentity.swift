import Crypto
import Foundation
import NIOSSL
import SwiftASN1
import TchatPairing
import X509

/// A server's key and certificate, made for one test.
struct TestIdentity {
    let chain: [NIOSSLCertificate]
    let key: NIOSSLPrivateKey
    let pin: PublicKeyPin

    static func newKey() -> P256.Signing.PrivateKey { P256.Signing.PrivateKey() }

    /// A certificate that its own key signs.
    static func selfSigned(_ key: P256.Signing.PrivateKey = .init(), validFrom: TimeInterval = -60) throws
        -> TestIdentity
    {
        let certificate = try certificate(of: key, name: "tchat", issuedBy: key, issuer: "tchat", validFrom: validFrom)
        return try TestIdentity([certificate], key)
    }

    /// A certificate as an authority issues it, with the authority's own behind it or not.
    static func issued(sendsIssuer: Bool) throws -> TestIdentity {
        let (key, issuer) = (P256.Signing.PrivateKey(), P256.Signing.PrivateKey())
        let leaf = try certificate(of: key, name: "host", issuedBy: issuer, issuer: "An authority")
        let root = try certificate(
            of: issuer,
            name: "An authority",
            issuedBy: issuer,
            issuer: "An authority",
            isCA: true
        )
        return try TestIdentity(sendsIssuer ? [leaf, root] : [leaf], key)
    }

    private init(_ certificates: [Certificate], _ key: P256.Signing.PrivateKey) throws {
        chain = try certificates.map {
            try NIOSSLCertificate(bytes: Array(try $0.serializeAsPEM().pemString.utf8), format: .pem)
        }
        self.key = try NIOSSLPrivateKey(bytes: Array(key.pemRepresentation.utf8), format: .pem)
        pin = PublicKeyPin(subjectPublicKeyInfo: key.publicKey.derRepresentation)
    }

    func serverContext(maximum: TLSVersion? = nil) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(key)
        )
        configuration.maximumTLSVersion = maximum
        return try NIOSSLContext(configuration: configuration)
    }

    private static func certificate(
        of key: P256.Signing.PrivateKey,
        name: String,
        issuedBy issuerKey: P256.Signing.PrivateKey,
        issuer: String,
        isCA: Bool = false,
        validFrom: TimeInterval = -60
    ) throws -> Certificate {
        try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: Certificate.PublicKey(key.publicKey),
            notValidBefore: Date(timeIntervalSinceNow: validFrom),
            notValidAfter: Date(timeIntervalSinceNow: validFrom + 3600),
            issuer: try DistinguishedName { CommonName(issuer) },
            subject: try DistinguishedName { CommonName(name) },
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(isCA ? BasicConstraints.isCertificateAuthority(maxPathLength: nil) : .notCertificateAuthority)
            },
            issuerPrivateKey: Certificate.PrivateKey(issuerKey)
        )
    }
}
