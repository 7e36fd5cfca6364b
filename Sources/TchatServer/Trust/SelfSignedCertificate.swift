internal import Crypto
internal import FoundationEssentials
internal import SwiftASN1
internal import X509

/// The certificate a host makes for its own key.
///
/// Clients pin the key and believe nothing else in it; its names and dates are there for tools that insist on them.
enum SelfSignedCertificate {
    /// How long it is valid: 20 years.
    static let lifetimeSeconds = 20 * 365.25 * 86_400

    /// It begins before any Tchat existed, so that a host and a client whose clocks differ still get along.
    static let notValidBefore = Date(timeIntervalSince1970: 1_577_836_800)  // 2020-01-01T00:00:00Z

    /// The time, or the earliest that it can be on a machine that starts without a clock (in 1970): a certificate made there
    /// must not be over by the time the clock is set.
    static func plausible(_ now: Date) -> Date {
        max(now, Date(timeIntervalSince1970: 1_767_225_600))  // 2026-01-01T00:00:00Z
    }

    /// Makes the certificate of a key, in PEM.
    static func pem(for key: P256.Signing.PrivateKey, hostName: String, now: Date) throws -> String {
        let privateKey = Certificate.PrivateKey(key)
        let name = try DistinguishedName { CommonName(commonName(for: hostName)) }
        let keyIdentifier = SubjectKeyIdentifier(hash: privateKey.publicKey)
        let certificate = try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: privateKey.publicKey,
            notValidBefore: notValidBefore,
            notValidAfter: plausible(now).addingTimeInterval(lifetimeSeconds),
            issuer: name,
            subject: name,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                // No KeyUsage: it would have to allow signing certificates, which no leaf may, or a client that trusts just
                // this certificate could not find that it signed itself.
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames(alternativeNames(for: hostName))
                keyIdentifier
                AuthorityKeyIdentifier(keyIdentifier: keyIdentifier.keyIdentifier)
            },
            issuerPrivateKey: privateKey
        )
        return try certificate.serializeAsPEM().pemString + "\n"
    }

    /// Whether a certificate is one that ``pem(for:hostName:now:)`` would make for this name.
    static func names(_ hostName: String, certificate: Certificate) throws -> Bool {
        let name = try DistinguishedName { CommonName(commonName(for: hostName)) }
        let alternativeNames = try certificate.extensions.subjectAlternativeNames.map(Array.init)
        return certificate.subject == name && alternativeNames == self.alternativeNames(for: hostName)
    }

    /// X.520 limits a common name to 64 characters.
    private static func commonName(for hostName: String) -> String {
        hostName.isEmpty ? "tchat" : String(hostName.prefix(64))
    }

    private static func alternativeNames(for hostName: String) -> [GeneralName] {
        let loopback4: [UInt8] = [127, 0, 0, 1]
        let loopback6: [UInt8] = [UInt8](repeating: 0, count: 15) + [1]
        var names = ["localhost"]
        // A name that DNS could not have would make the whole certificate unreadable to strict tools.
        let isDNSName = hostName.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default:
                "-._".utf8.contains(byte)
            }
        }
        if isDNSName, 1...253 ~= hostName.utf8.count, hostName != "localhost" { names.insert(hostName, at: 0) }
        return names.map { .dnsName($0) }
            + [loopback4, loopback6].map { .ipAddress(ASN1OctetString(contentBytes: $0[...])) }
    }
}
