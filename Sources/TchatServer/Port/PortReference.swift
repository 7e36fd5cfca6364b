import Synchronization
import TchatModel

/// The port, for those who are built before it, and whom it keeps.
final class PortReference: Sendable {
    private struct Reference {
        weak var port: Port?
    }

    private let reference = Mutex(Reference())

    private var port: Port? { reference.withLock(\.port) }

    func set(_ port: Port) { reference.withLock { $0.port = port } }

    /// Where it listens now.
    var addresses: [HostAddress] { port?.addresses ?? [] }

    /// Does what was asked of the server.
    func perform(_ action: ControlAction) {
        let port = port
        switch action {
        case .disconnect: break
        case .reset: port?.reset()
        case .kill: port?.stop()
        }
    }
}
