import Foundation
import Synchronization
import TchatClient
import TchatClientFakes
import TchatModel
import TchatPairing
import TestClock

@testable import TchatPresentation

/// A world of scripted hosts for the models of a test.
nonisolated final class TestWorld: Sendable {
    private struct State {
        var localServer: HostEndpoint?
        var searches = 0
        var known: [KnownHost] = []
        var listFailure: LocalFileError?
        var hosts: [HostLocation: ScriptedHost] = [:]
        var storages: [String: MemoryStorage] = [:]
        var pairing: @Sendable (HostAddress, PairingCode) async throws -> KnownHost = { address, _ in
            throw HostError.nobodyListening(.address(address))
        }
        var remembered: [WindowState] = []
        var windowState: WindowState?
        var now = ScriptedHost.date(0)
    }

    private let state = Mutex(State())
    let clock = ManualClock()

    static let socket = HostEndpoint.unixSocket(path: "/run/user/1000/tchat/tchat.sock")

    /// What the models are given.
    var surroundings: Surroundings {
        Surroundings(
            localServer: { [self] in
                state.withLock { state in
                    state.searches += 1
                    return state.localServer
                }
            },
            knownHosts: { [self] in
                try state.withLock { state in
                    if let failure = state.listFailure { throw failure }
                    return state.known
                }
            },
            forgetHost: { [self] id in
                try state.withLock { state in
                    if let failure = state.listFailure { throw failure }
                    state.known.removeAll { $0.id == id }
                }
            },
            pair: { [self] address, code in
                let host = try await state.withLock(\.pairing)(address, code)
                state.withLock { state in
                    state.known.removeAll { $0.id == host.id }
                    state.known.append(host)
                }
                return host
            },
            client: { [self] endpoint in host(at: endpoint.location) },
            storage: { [self] in storage(of: $0, isConsole: $1) },
            windowState: { [self] in state.withLock(\.windowState) },
            rememberWindowState: { [self] new in
                state.withLock { state in
                    state.remembered.append(new)
                    state.windowState = new
                }
            },
            clock: clock,
            now: { [self] in state.withLock(\.now) }
        )
    }

    /// The script of the host at a place.
    func host(at location: HostLocation) -> ScriptedHost {
        state.withLock { state in
            if let host = state.hosts[location] { return host }
            let host = ScriptedHost()
            state.hosts[location] = host
            return host
        }
    }

    /// What is kept for a host.
    func storage(of host: UUID, isConsole: Bool = false) -> MemoryStorage {
        let key = "\(host) \(isConsole)"
        return state.withLock { state in
            if let storage = state.storages[key] { return storage }
            let storage = MemoryStorage()
            state.storages[key] = storage
            return storage
        }
    }

    /// Has this computer's server run, or not.
    @discardableResult
    func startLocalServer(_ host: ScriptedHost = ScriptedHost("vm", caller: "root", role: .admin)) -> ScriptedHost {
        state.withLock { state in
            state.localServer = Self.socket
            state.hosts[Self.socket.location] = host
        }
        return host
    }

    /// Takes this computer's socket away.
    func stopLocalServer() { state.withLock { $0.localServer = nil } }

    /// How often this computer's server was looked for.
    var searches: Int { state.withLock(\.searches) }

    /// Pairs with a host, before or behind the model's back.
    @discardableResult
    func addKnown(_ host: ScriptedHost, at address: String, alias: String? = nil, pinByte: UInt8 = 1) -> KnownHost {
        let known = known(host, at: address, alias: alias, pinByte: pinByte)
        state.withLock { state in
            state.known.removeAll { $0.id == known.id }
            state.known.append(known)
            state.hosts[.address(known.address)] = host
        }
        return known
    }

    /// What would be remembered of a host.
    func known(_ host: ScriptedHost, at address: String, alias: String? = nil, pinByte: UInt8 = 1) -> KnownHost {
        let status = host.status
        return KnownHost(
            id: status.id,
            name: status.facts.name,
            alias: alias,
            address: HostAddress(host: address),
            pin: PublicKeyPin(subjectPublicKeyInfo: [pinByte]),
            token: .random(),
            person: status.caller.name,
            role: status.caller.role
        )
    }

    /// The paired hosts.
    var known: [KnownHost] {
        get { state.withLock(\.known) }
        set { state.withLock { $0.known = newValue } }
    }

    /// Why the list of paired hosts can't be used.
    var listFailure: LocalFileError? {
        get { state.withLock(\.listFailure) }
        set { state.withLock { $0.listFailure = newValue } }
    }

    /// What pairing does.
    func onPair(_ pairing: @escaping @Sendable (HostAddress, PairingCode) async throws -> KnownHost) {
        state.withLock { $0.pairing = pairing }
    }

    /// What the window remembers.
    var windowState: WindowState? {
        get { state.withLock(\.windowState) }
        set { state.withLock { $0.windowState = newValue } }
    }

    /// What was remembered, one after the other.
    var remembered: [WindowState] { state.withLock(\.remembered) }

    /// What time it is.
    var now: Date {
        get { state.withLock(\.now) }
        set { state.withLock { $0.now = newValue } }
    }
}
