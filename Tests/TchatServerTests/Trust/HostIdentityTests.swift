import FoundationEssentials
import NIOCore
import NIOEmbedded
import NIOSSL
import Testing
import TchatPairing

@testable import TchatServer

@Suite final class HostIdentityTests {
    let directory: String
    let now = Date(timeIntervalSince1970: 1_795_000_000)  // 2026-11-18

    init() throws {
        directory = FileManager.default.temporaryDirectory.path + "/tchat-identity-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: directory)
    }

    var keyPath: String { "\(directory)/identity.key" }
    var certificatePath: String { "\(directory)/identity.crt" }

    func contents(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    }

    func write(_ text: String, to path: String, mode: Int = 0o600) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    func open(hostName: String = "lab7", yearsLater: Double = 0) throws -> HostIdentity {
        let now = now.addingTimeInterval(yearsLater * 365.25 * 86_400)
        return try HostIdentity.open(inDirectory: directory, hostName: hostName, now: now)
    }

    @Test func `The first run makes an identity that only its owner can read`() throws {
        let identity = try open()
        #expect(identity.source == .made)
        let files = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
        #expect(files == ["identity.crt", "identity.key"])
        for path in [keyPath, certificatePath] {
            #expect(try IdentityFile(path: path).read()?.permissions == 0o600)
        }
        let certificate = try #require(identity.certificateChain.first)
        #expect(identity.certificateChain.count == 1)
        #expect(try PublicKeyPin(subjectPublicKeyInfo: certificate.extractPublicKey().toSPKIBytes()) == identity.pin)
        #expect(identity.notValidAfter.timeIntervalSince(now) / 86_400 > 19 * 365)
    }

    @Test func `Later runs keep it as it is`() throws {
        let first = try open()
        let files = try (contents(keyPath), contents(certificatePath))
        let second = try open(yearsLater: 18)
        #expect(second.source == .kept && second.pin == first.pin)
        #expect(second.certificateChain == first.certificateChain && second.privateKey == first.privateKey)
        #expect(try contents(keyPath) == files.0)
        #expect(try contents(certificatePath) == files.1)
    }

    @Test(arguments: [("lab7", 19.5), ("lab7", 25), ("lab8", 0), ("", 0)])
    func `A certificate near its end or of another name is renewed, and the pin stays`(
        hostName: String,
        yearsLater: Double
    ) throws {
        let first = try open()
        let key = try contents(keyPath)
        let second = try open(hostName: hostName, yearsLater: yearsLater)
        #expect(second.source == .renewed && second.pin == first.pin && second.privateKey == first.privateKey)
        #expect(second.certificateChain != first.certificateChain)
        #expect(try contents(keyPath) == key)
        #expect(try open(hostName: hostName, yearsLater: yearsLater).source == .kept)
    }

    @Test func `A machine that starts without a clock gets a certificate that lasts`() throws {
        let first = try HostIdentity.open(inDirectory: directory, hostName: "lab7", now: Date(timeIntervalSince1970: 0))
        #expect(first.notValidAfter > now.addingTimeInterval(10 * 365 * 86_400))
        #expect(
            try HostIdentity.open(inDirectory: directory, hostName: "lab7", now: Date(timeIntervalSince1970: 5)).source
                == .kept
        )
        #expect(try open().source == .kept)
    }

    @Test(arguments: ["lab7", "", "château", "a b", String(repeating: "x", count: 255), "127.0.0.1", "-", "\u{1B}[2J"])
    func `Any host name makes a certificate that TLS accepts`(hostName: String) throws {
        #expect(try open(hostName: hostName).source == .made)
        #expect(try open(hostName: hostName).source == .kept)
    }

    @Test func `What a cut has left does no harm`() throws {
        try write("half", to: keyPath + ".new")
        let identity = try open()
        try write("half", to: certificatePath + ".new")
        // The key is written first, so a cut in between leaves it alone.
        try FileManager.default.removeItem(atPath: certificatePath)
        let again = try open()
        #expect(again.source == .renewed && again.pin == identity.pin)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory).count == 2)
    }

    @Test(arguments: ["", "x", "-----BEGIN PRIVATE KEY-----\n", "half"])
    func `A damaged key is an error and stays`(damage: String) throws {
        _ = try open()
        let certificate = try contents(certificatePath)
        let text = try damage == "half" ? String(contents(keyPath).prefix(100)) : damage
        try write(text, to: keyPath)
        #expect(throws: HostIdentityError.corruptKey(path: keyPath, certificatePath: certificatePath)) { try open() }
        #expect(try contents(keyPath) == text)
        #expect(try contents(certificatePath) == certificate)
    }

    @Test(arguments: ["", "x", "half"])
    func `A damaged certificate is an error and stays`(damage: String) throws {
        _ = try open()
        let text = try damage == "half" ? String(contents(certificatePath).prefix(300)) : damage
        try write(text, to: certificatePath)
        #expect(throws: HostIdentityError.corruptCertificate(path: certificatePath)) { try open() }
        #expect(try contents(certificatePath) == text)
    }

    @Test func `A missing key is not replaced`() throws {
        _ = try open()
        try FileManager.default.removeItem(atPath: keyPath)
        #expect(throws: HostIdentityError.keyMissing(keyPath: keyPath, certificatePath: certificatePath)) { try open() }
        #expect(!FileManager.default.fileExists(atPath: keyPath))
    }

    @Test(arguments: [0o640, 0o604, 0o644, 0o660])
    func `A key that others can read is refused`(mode: Int) throws {
        _ = try open()
        try write(try contents(keyPath), to: keyPath, mode: mode)
        #expect(throws: HostIdentityError.keyReadableByOthers(path: keyPath)) { try open() }
    }

    @Test func `Somebody else's certificate is refused`() throws {
        _ = try open()
        let certificate = try contents(certificatePath)
        try FileManager.default.removeItem(atPath: certificatePath)
        try FileManager.default.removeItem(atPath: keyPath)
        _ = try open()
        try write(certificate, to: certificatePath)
        let error = HostIdentityError.keyOfAnother(keyPath: keyPath, certificatePath: certificatePath)
        #expect(throws: error) { try open() }
        #expect(throws: error) { try HostIdentity.read(certificatePath: certificatePath, keyPath: keyPath) }
    }

    @Test func `A directory that is not there is an error`() {
        #expect(throws: HostIdentityError.unwritable(path: "\(directory)/no/identity.key", code: 2)) {
            try HostIdentity.open(inDirectory: directory + "/no", hostName: "lab7")
        }
    }

    @Test func `What is no file is an error`() throws {
        try FileManager.default.createDirectory(atPath: keyPath, withIntermediateDirectories: false)
        #expect(throws: HostIdentityError.notAnIdentityFile(path: keyPath)) { try open() }
        #expect(throws: HostIdentityError.notAnIdentityFile(path: "/dev/zero")) {
            try HostIdentity.read(certificatePath: "/dev/zero", keyPath: keyPath)
        }
    }

    @Test func `Configured files are read, whoever may read them`() throws {
        let made = try open()
        try write(try contents(keyPath), to: keyPath, mode: 0o644)
        let read = try HostIdentity.read(certificatePath: certificatePath, keyPath: keyPath)
        #expect(read.source == .configured && read.pin == made.pin && read.certificateChain == made.certificateChain)
        #expect(read.notValidAfter == made.notValidAfter)
    }

    @Test func `Configured files that can't be used are named`() throws {
        _ = try open()
        let missing = "\(directory)/missing"
        #expect(throws: HostIdentityError.unreadable(path: missing, code: 2)) {
            try HostIdentity.read(certificatePath: missing, keyPath: keyPath)
        }
        #expect(throws: HostIdentityError.unreadable(path: missing, code: 2)) {
            try HostIdentity.read(certificatePath: certificatePath, keyPath: missing)
        }
        #expect(throws: HostIdentityError.unusableCertificate(path: keyPath)) {
            try HostIdentity.read(certificatePath: keyPath, keyPath: keyPath)
        }
        #expect(throws: HostIdentityError.unusableKey(path: certificatePath)) {
            try HostIdentity.read(certificatePath: certificatePath, keyPath: certificatePath)
        }
    }

    @Test(arguments: TestIdentities.all)
    func `Keys of every usual type serve TLS`(files: TestIdentities.Files) throws {
        try write(files.key, to: keyPath)
        try write(files.certificate, to: certificatePath)
        let identity = try HostIdentity.read(certificatePath: certificatePath, keyPath: keyPath)
        #expect(identity.pin.curlText == files.pin)
        var trusting = TLSConfiguration.makeClientConfiguration()
        trusting.certificateVerification = .none
        // Ed25519 is not among what NIOSSL offers by itself.
        trusting.verifySignatureAlgorithms = [
            .ecdsaSecp256R1Sha256, .ecdsaSecp384R1Sha384, .rsaPssRsaeSha256, .ed25519,
        ]
        #expect(try handshake(server: identity.tlsConfiguration(), client: trusting, serverName: nil))
    }

    @Test func `A key with a pass phrase is refused without asking for it`() throws {
        try write(TestIdentities.encryptedKey, to: keyPath)
        try write(TestIdentities.all[0].certificate, to: certificatePath)
        #expect(throws: HostIdentityError.unusableKey(path: keyPath)) {
            try HostIdentity.read(certificatePath: certificatePath, keyPath: keyPath)
        }
    }

    @Test(arguments: ["localhost", "lab7"])
    func `A client that trusts the certificate alone accepts it by name`(serverName: String) throws {
        let identity = try open()
        var client = TLSConfiguration.makeClientConfiguration()
        client.trustRoots = .certificates(identity.certificateChain)
        #expect(try handshake(server: identity.tlsConfiguration(), client: client, serverName: serverName))
        #expect(throws: (any Error).self) {
            try handshake(server: identity.tlsConfiguration(), client: client, serverName: "evil.example")
        }
    }

    @Test func `Nothing older than TLS 1.3 is spoken`() throws {
        let identity = try open()
        var client = TLSConfiguration.makeClientConfiguration()
        client.certificateVerification = .none
        client.maximumTLSVersion = .tlsv12
        #expect(throws: (any Error).self) {
            try handshake(server: identity.tlsConfiguration(), client: client, serverName: nil)
        }
    }

    /// Carries bytes between two channels until neither has any; whether both sides have agreed then.
    private func handshake(server: TLSConfiguration, client: TLSConfiguration, serverName: String?) throws -> Bool {
        let serverSide = EmbeddedChannel(
            handler: NIOSSLServerHandler(context: try NIOSSLContext(configuration: server))
        )
        let clientSide = EmbeddedChannel(
            handler: try NIOSSLClientHandler(
                context: try NIOSSLContext(configuration: client),
                serverHostname: serverName
            )
        )
        defer {
            // Each would wait for the other's goodbye; the loop's time passes at once.
            for channel in [serverSide, clientSide] {
                channel.close(promise: nil)
                channel.embeddedEventLoop.advanceTime(by: .seconds(10))
            }
        }
        // An address that no certificate names: a client accepts one that fits either the name or the address.
        let address = try SocketAddress(ipAddress: "192.0.2.1", port: 5005)
        serverSide.connect(to: address, promise: nil)
        clientSide.connect(to: address, promise: nil)
        var isMoving = true
        while isMoving {
            isMoving = false
            while let bytes = try clientSide.readOutbound(as: ByteBuffer.self) {
                isMoving = true
                try serverSide.writeInbound(bytes)
            }
            while let bytes = try serverSide.readOutbound(as: ByteBuffer.self) {
                isMoving = true
                try clientSide.writeInbound(bytes)
            }
        }
        // What the client says now arrives in plain.
        clientSide.writeAndFlush(ByteBuffer(string: "bonjour"), promise: nil)
        while let bytes = try clientSide.readOutbound(as: ByteBuffer.self) { try serverSide.writeInbound(bytes) }
        return try serverSide.readInbound(as: ByteBuffer.self).map { String(buffer: $0) } == "bonjour"
    }
}
