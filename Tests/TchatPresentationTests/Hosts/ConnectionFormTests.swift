import Foundation
import TchatClient
import TchatClientFakes
import TchatModel
import TchatPairing
import Testing

@testable import TchatPresentation

@Suite(.serialized, .timeLimit(.minutes(1))) struct ConnectionFormTests {
    private static let code = "ABCD-EFGH-JKMN"

    private let world = TestWorld()
    private let form: ConnectionForm

    init() {
        form = ConnectionForm(pair: world.surroundings.pair)
        form.code = Self.code
    }

    /// Connects, and waits for what comes of it.
    private func connect() async throws {
        try await withRunning { [form] in
            await form.run()
        } _: {
            form.connect()
            try await eventually { !form.isConnecting }
        }
    }

    @Test func `It begins with this computer and the port of old`() {
        let form = ConnectionForm(pair: world.surroundings.pair)
        #expect(form.address == "127.0.0.1" && form.port == "5005" && form.code.isEmpty)
    }

    @Test(arguments: [
        ("", "5005"), ("a b", "5005"), ("http://lab1", "5005"), ("lab1:99999", "5005"), ("lab1:x", "5005"),
    ]) func `A wrong address is said beside its field, before anything is tried`(address: String, port: String) {
        (form.address, form.port) = (address, port)
        form.connect()
        #expect(form.addressError?.hasSuffix(".") == true)
        #expect(form.portError == nil && form.codeError == nil && form.failure == nil)
        #expect(!form.isConnecting)
        form.address = "lab1"
        #expect(form.addressError == nil)
    }

    @Test(arguments: ["192.168.1.300", "192.168.1", " 1.2.3.4.5 ", "5005"])
    func `Numbers that are no IP address are not taken for a name`(address: String) {
        form.address = address
        form.connect()
        let sentence = "That is not an IP address: it has four numbers from 0 to 255, for example 192.168.1.20."
        #expect(form.addressError == sentence && !form.isConnecting)
    }

    @Test(arguments: ["", "0", "65536", "+80", "abc", "99999999999999999999"])
    func `A wrong port is said beside its field`(port: String) {
        form.port = port
        form.connect()
        #expect(form.portError?.contains("65535") == true)
        #expect(form.addressError == nil && !form.isConnecting)
        form.port = "5006"
        #expect(form.portError == nil)
    }

    @Test(arguments: ["", "ABCD", "ABCD-EFGH-JKM!", "ABCD-EFGH-JKMN-P"])
    func `A wrong code is said beside its field`(code: String) {
        form.code = code
        form.connect()
        #expect(form.codeError != nil && !form.isConnecting)
        form.code = Self.code
        #expect(form.codeError == nil)
    }

    @Test func `All that is wrong is said at once`() {
        (form.address, form.port, form.code) = ("", "x", "y")
        form.connect()
        #expect(form.addressError != nil && form.portError != nil && form.codeError != nil)
    }

    @Test(arguments: [
        ("192.168.1.20:6000", "192.168.1.20", "6000"), (" lab1 \n", "lab1", "5005"), ("[::1]:7000", "::1", "7000"),
        ("fe80::5005", "fe80::5005", "5005"), ("[fe80::1]", "fe80::1", "5005"),
    ]) func `An address that was pasted with its port is taken apart`(text: String, host: String, port: String)
        async throws
    {
        form.address = text
        var asked: HostAddress?
        world.onPair { @MainActor address, _ in
            asked = address
            throw HostError.timedOut(.address(address))
        }
        try await connect()
        #expect(form.address == host && form.port == port)
        #expect(asked == HostAddress(host: host, port: Int(port) ?? 0))
    }

    @Test func `A host that was paired with is told of, and the code is gone`() async throws {
        let known = world.known(ScriptedHost(), at: "127.0.0.1")
        world.onPair { _, _ in known }
        var paired: [KnownHost] = []
        form.onPaired = { host, isAwaited in if isAwaited { paired.append(host) } }
        try await connect()
        #expect(paired == [known] && form.code.isEmpty)
        #expect(form.codeError == nil && form.failure == nil)
    }

    @Test func `What goes wrong is said where it can be put right`() async throws {
        let location = HostLocation.address(HostAddress(host: "127.0.0.1"))
        func tried(_ error: any Error & Sendable) async throws -> [String?] {
            form.code = Self.code
            world.onPair { _, _ in throw error }
            try await connect()
            return [form.addressError, form.portError, form.codeError, form.failure]
        }
        for error in [
            HostError.unknownHost(location), .unreachable(location, reason: "no route"), .timedOut(location),
        ] {
            #expect(try await tried(error) == ["\(error)", nil, nil, nil])
        }
        for error in [HostError.nobodyListening(location), .notTchat(location)] {
            #expect(try await tried(error) == [nil, "\(error)", nil, nil])
        }
        for error in [HostError.codeRefused(location), .unprovenHost(location, .wrongServerProof)] {
            #expect(try await tried(error) == [nil, nil, "\(error)", nil])
        }
        let busy = ScriptedHost.problem(429)
        #expect(try await tried(busy) == [nil, nil, nil, "\(busy)"])
        let file = LocalFileError.busy(path: "/hosts.json")
        #expect(try await tried(file) == [nil, nil, nil, "\(file)"])
        #expect(form.code == Self.code)
    }

    @Test func `An attempt that was given up says nothing, and another one can be made`() async throws {
        let host = ScriptedHost()
        let known = world.known(host, at: "127.0.0.1")
        world.onPair { _, _ in
            _ = try await host.status()
            return known
        }
        var paired: [Bool] = []
        form.onPaired = { _, isAwaited in paired.append(isAwaited) }
        host.hold(.status)
        try await withRunning { [form] in
            await form.run()
        } _: {
            form.connect()
            form.connect()
            try await eventually { host.count(.status) == 1 }
            #expect(form.isConnecting)
            form.cancel()
            #expect(!form.isConnecting)
            host.release(.status)
            await settle()
            #expect(!paired.contains(true) && form.failure == nil && form.code == Self.code)
            form.connect()
            try await eventually { paired.last == true }
        }
        #expect(host.count(.status) == 2)
    }
}
