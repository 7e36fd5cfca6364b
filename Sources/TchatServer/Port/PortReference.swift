import Synchronization
import TchatModel

/// The port, for those who are built before it.
final class PortReference: Sendable {
    private let port = Mutex<Port?>(nil)

    func set(_ port: Port) { self.port.withLock { $0 = port } }

    /// Where it listens now.
    var addresses: [HostAddress] { port.withLock(\.self)?.addresses ?? [] }

    /// Does what was asked of the server.
    func perform(_ action: ControlAction) {
        let port = port.withLock(\.self)
        switch action {
        case .disconnect: break
        case .reset: port?.reset()
        case .kill: port?.stop()
        }
    }
}
