internal import Crypto
public import FoundationEssentials
internal import Glibc
public import NIOSSL
internal import SwiftASN1
public import TchatModel
public import TchatPairing
internal import X509

/// Who this host is to its clients: a private key, the certificate chain that carries its public half, and the pin.
///
/// Made or read once at the start, before the port opens: every method here does blocking file work.
public struct HostIdentity: Sendable {
    /// Where the identity came from.
    public enum Source: Hashable, Sendable {
        /// Made just now: the first run.
        case made
        /// Read from the data directory.
        case kept
        /// Read from the data directory, with a new certificate for the same key: clients notice nothing.
        case renewed
        /// Read from the files that were configured.
        case configured
    }

    /// Where it came from.
    public let source: Source
    /// The chain, this host's own certificate first.
    public let certificateChain: [NIOSSLCertificate]
    /// The key.
    public let privateKey: NIOSSLPrivateKey
    /// What clients remember of the key.
    public let pin: PublicKeyPin
    /// When the certificate ends.
    public let notValidAfter: Date

    /// The name of the key's file in the data directory.
    public static let keyFileName = "identity.key"
    /// The name of the certificate's file in the data directory.
    public static let certificateFileName = "identity.crt"
    /// How long before its end a certificate of our own is renewed.
    static let renewalSeconds = 365.0 * 86_400

    /// Reads the identity kept in the data directory; makes it on the first run.
    ///
    /// The certificate is made anew, with the same key, when it is within a year of its end or names another host.
    /// Anything wrong with the files is an error: a new key would shut out every paired client, so only a person may decide
    /// on one.
    ///
    /// - Parameters:
    ///   - directory: The data directory, which exists; the caller makes sure that one server at a time uses it.
    ///   - hostName: What the certificate names.
    public static func open(
        inDirectory directory: String,
        hostName: String,
        now: Date = Date()
    ) throws(HostIdentityError) -> HostIdentity {
        let keyFile = IdentityFile(path: "\(directory)/\(keyFileName)")
        let certificateFile = IdentityFile(path: "\(directory)/\(certificateFileName)")
        let keptKey = try keyFile.read()
        let keptCertificate = try certificateFile.read()

        guard let keptKey else {
            guard keptCertificate == nil else {
                throw .keyMissing(keyPath: keyFile.path, certificatePath: certificateFile.path)
            }
            let key = P256.Signing.PrivateKey()
            // The key first: a certificate can be made again, and one without its key stops the next start.
            try keyFile.replace(with: key.pemRepresentation + "\n")
            return try makeCertificate(for: key, in: certificateFile, hostName: hostName, now: now, source: .made)
        }
        guard keptKey.permissions & 0o077 == 0 else { throw .keyReadableByOthers(path: keyFile.path) }
        guard let key = try? P256.Signing.PrivateKey(pemRepresentation: String(decoding: keptKey.bytes, as: UTF8.self))
        else { throw .corruptKey(path: keyFile.path, certificatePath: certificateFile.path) }
        guard let keptCertificate else {
            return try makeCertificate(for: key, in: certificateFile, hostName: hostName, now: now, source: .renewed)
        }

        let pem = String(decoding: keptCertificate.bytes, as: UTF8.self)
        guard let certificate = try? Certificate(pemEncoded: pem),
            let namesHost = try? SelfSignedCertificate.names(hostName, certificate: certificate)
        else { throw .corruptCertificate(path: certificateFile.path) }
        guard certificate.publicKey == Certificate.PublicKey(key.publicKey) else {
            throw .keyOfAnother(keyPath: keyFile.path, certificatePath: certificateFile.path)
        }
        let secondsLeft = certificate.notValidAfter.timeIntervalSince(SelfSignedCertificate.plausible(now))
        guard namesHost, secondsLeft > renewalSeconds else {
            return try makeCertificate(for: key, in: certificateFile, hostName: hostName, now: now, source: .renewed)
        }
        return try assemble(key: key, certificatePEM: pem, certificateFile: certificateFile, source: .kept)
    }

    /// Reads an identity that somebody else issued, such as a certificate authority.
    ///
    /// - Parameters:
    ///   - certificatePath: A PEM file: this host's certificate, then those that lead to its authority.
    ///   - keyPath: A PEM file: its private key, of any type that TLS 1.3 signs with, without a pass phrase.
    public static func read(
        certificatePath: String,
        keyPath: String
    ) throws(HostIdentityError) -> HostIdentity {
        guard let certificateBytes = try IdentityFile(path: certificatePath).read()?.bytes else {
            throw .unreadable(path: certificatePath, code: ENOENT)
        }
        guard let keyBytes = try IdentityFile(path: keyPath).read()?.bytes else {
            throw .unreadable(path: keyPath, code: ENOENT)
        }
        guard let chain = try? NIOSSLCertificate.fromPEMBytes(certificateBytes), let leaf = chain.first else {
            throw .unusableCertificate(path: certificatePath)
        }
        // An encrypted key would otherwise ask for its pass phrase on the terminal and wait.
        let key = try? NIOSSLPrivateKey(bytes: keyBytes, format: .pem) { (setPassphrase: ([UInt8]) -> Void) in
            throw HostIdentityError.unusableKey(path: keyPath)
        }
        guard let key else { throw .unusableKey(path: keyPath) }
        guard let publicKey = try? leaf.extractPublicKey().toSPKIBytes() else {
            throw .unusableCertificate(path: certificatePath)
        }
        let identity = HostIdentity(
            source: .configured,
            certificateChain: chain,
            privateKey: key,
            pin: PublicKeyPin(subjectPublicKeyInfo: publicKey),
            notValidAfter: Date(timeIntervalSince1970: Double(leaf.notValidAfter))
        )
        // Making a context is what compares the key with the certificate.
        guard (try? NIOSSLContext(configuration: identity.tlsConfiguration())) != nil else {
            throw .keyOfAnother(keyPath: keyPath, certificatePath: certificatePath)
        }
        return identity
    }

    /// How the server speaks TLS: version 1.3 only, with this identity.
    public func tlsConfiguration(applicationProtocols: [String] = ["h2", "http/1.1"]) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: certificateChain.map { .certificate($0) },
            privateKey: .privateKey(privateKey)
        )
        configuration.minimumTLSVersion = .tlsv13
        configuration.applicationProtocols = applicationProtocols
        return configuration
    }

    private static func makeCertificate(
        for key: P256.Signing.PrivateKey,
        in file: IdentityFile,
        hostName: String,
        now: Date,
        source: Source
    ) throws(HostIdentityError) -> HostIdentity {
        let pem: String
        do {
            pem = try SelfSignedCertificate.pem(for: key, hostName: hostName, now: now)
        } catch {
            throw .unmakable(reason: "\(error)")
        }
        try file.replace(with: pem)
        return try assemble(key: key, certificatePEM: pem, certificateFile: file, source: source)
    }

    private static func assemble(
        key: P256.Signing.PrivateKey,
        certificatePEM: String,
        certificateFile: IdentityFile,
        source: Source
    ) throws(HostIdentityError) -> HostIdentity {
        guard let chain = try? NIOSSLCertificate.fromPEMBytes(Array(certificatePEM.utf8)), let leaf = chain.first,
            let privateKey = try? NIOSSLPrivateKey(bytes: Array(key.derRepresentation), format: .der)
        else { throw .corruptCertificate(path: certificateFile.path) }
        return HostIdentity(
            source: source,
            certificateChain: chain,
            privateKey: privateKey,
            pin: PublicKeyPin(subjectPublicKeyInfo: key.publicKey.derRepresentation),
            notValidAfter: Date(timeIntervalSince1970: Double(leaf.notValidAfter))
        )
    }
}

/// Why a host has no identity; each description says what to do.
public enum HostIdentityError: PhrasedError, Equatable {
    /// The file can't be opened or read.
    case unreadable(path: String, code: Int32)
    /// The file can't be written.
    case unwritable(path: String, code: Int32)
    /// A directory, a device, or larger than any key.
    case notAnIdentityFile(path: String)
    /// The kept key is not one.
    case corruptKey(path: String, certificatePath: String)
    /// The kept certificate is not one.
    case corruptCertificate(path: String)
    /// There is a certificate but no key.
    case keyMissing(keyPath: String, certificatePath: String)
    /// Other users of the machine can read the key.
    case keyReadableByOthers(path: String)
    /// The key and the certificate don't belong together.
    case keyOfAnother(keyPath: String, certificatePath: String)
    /// The configured certificate can't be used.
    case unusableCertificate(path: String)
    /// The configured key can't be used.
    case unusableKey(path: String)
    /// The certificate could not be made.
    case unmakable(reason: String)

    /// One sentence for whoever starts the server.
    public var phrase: Phrase {
        switch self {
        case .unreadable(let path, let code):
            Phrase(
                "{path} can't be read: {reason}; give the server's user access to it.",
                ["path": path, "reason": String(cString: strerror(code))]
            )
        case .unwritable(let path, let code):
            Phrase(
                "{path} can't be written: {reason}; give the server's user access to its directory.",
                ["path": path, "reason": String(cString: strerror(code))]
            )
        case .notAnIdentityFile(let path):
            Phrase("{path} is not a file of up to 1 MiB: put a PEM file there.", ["path": path])
        case .corruptKey(let path, let certificatePath):
            Phrase(
                "{path} is damaged: restore it from a backup, or remove it and {certificate} to begin with a new identity, "
                    + "with which every client has to pair again.",
                ["path": path, "certificate": certificatePath]
            )
        case .corruptCertificate(let path):
            Phrase(
                "{path} is damaged: remove it; the next start makes a new one with the same key, and clients notice nothing.",
                ["path": path]
            )
        case .keyMissing(let keyPath, let certificatePath):
            Phrase(
                "{key} is missing though {certificate} is there: restore it from a backup, or remove {certificate} to begin "
                    + "with a new identity, with which every client has to pair again.",
                ["key": keyPath, "certificate": certificatePath]
            )
        case .keyReadableByOthers(let path):
            Phrase(
                "{path} is open to other users: run 'chmod 600 {path}', and make a new identity if one may have read it.",
                ["path": path]
            )
        case .keyOfAnother(let keyPath, let certificatePath):
            Phrase(
                "The key {key} is not the one of the certificate {certificate}: put the right two files together.",
                ["key": keyPath, "certificate": certificatePath]
            )
        case .unusableCertificate(let path):
            Phrase(
                "{path} holds no certificate in PEM: give the host's own certificate, followed by those of its authority.",
                ["path": path]
            )
        case .unusableKey(let path):
            Phrase(
                "{path} holds no private key in PEM without a pass phrase: give the certificate's key in that form.",
                ["path": path]
            )
        case .unmakable(let reason):
            Phrase("The certificate can't be made: {reason}.", ["reason": reason])
        }
    }
}
