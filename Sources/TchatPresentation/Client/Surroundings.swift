package import FoundationEssentials
package import TchatClient
package import TchatModel
package import TchatPairing

/// What the window's models need of the world; a test makes a world of its own.
public nonisolated struct Surroundings: Sendable {
    /// Where this computer's own server is reached; nil while none runs that this user may talk to.
    package var localServer: @Sendable () -> HostEndpoint?
    /// The paired hosts, in the order they were paired.
    package var knownHosts: @Sendable () async throws -> [KnownHost]
    /// Forgets a paired host.
    package var forgetHost: @Sendable (UUID) async throws -> Void
    /// Pairs with a host and remembers it.
    package var pair: @Sendable (HostAddress, PairingCode) async throws -> KnownHost
    /// Makes what talks to a host.
    package var client: @Sendable (HostEndpoint) -> any HostClient
    /// Makes what keeps things for a host; nil where there is no folder for them.
    ///
    /// What is said at the console is kept apart: this computer may be paired with too, and somebody else is meant then.
    package var storage: @Sendable (_ host: UUID, _ isConsole: Bool) -> (any HostStorage)?
    /// What the window remembered; nil at a first start, or when it can't be read.
    package var windowState: @Sendable () -> WindowState?
    /// Remembers what the window is to remember.
    package var rememberWindowState: @Sendable (WindowState) async -> Void
    /// What time is waited on.
    package var clock: any Clock<Duration>
    /// What time it is.
    package var now: @Sendable () -> Date
    /// Runs the steps of what belongs to no actor, beside the main thread: none of them blocks or takes long.
    package var execute: @Sendable (_ step: @escaping @Sendable () -> Void) -> Void = { NetworkThread.execute($0) }
}

extension Surroundings {
    /// This machine, this user's files and the network.
    public nonisolated static var live: Surroundings {
        live(environment: ProcessInfo.processInfo.environment)
    }

    nonisolated static func live(environment: [String: String]) -> Surroundings {
        let folder = Result { () throws(LocalFileError) in try DataFolder.standard(environment: environment) }
        let stateFile = WindowStateFile(environment: environment)
        return Surroundings(
            localServer: { try? LocalSocket.find(environment: environment) },
            knownHosts: { try await KnownHosts(in: folder.get()).all() },
            forgetHost: { try await KnownHosts(in: folder.get()).remove($0) },
            pair: { try await KnownHosts(in: folder.get()).pair(with: $0, code: $1) },
            client: { HostConnection(to: $0) },
            storage: { host, isConsole in
                (try? folder.get()).map { folder in
                    LiveHostStorage(of: host, in: isConsole ? folder.console : folder)
                }
            },
            windowState: { stateFile?.read() },
            rememberWindowState: { await stateFile?.write($0) },
            clock: NetworkClock(),
            now: { Date() }
        )
    }
}
