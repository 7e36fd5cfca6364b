import Synchronization
public import TchatModel

/// What is asked of the server as a whole, and where it listens.
///
/// It is made before the ``Port`` that does what is asked, one request after the other, and before those who ask.
public final class ServerControl: Sendable {
    /// In the order in which they are taken when there are several: each makes those behind it needless.
    enum Request: CaseIterable {
        case stop
        case reset
        case reload
    }

    private struct State {
        var requests: Set<Request> = []
        var addresses: [HostAddress] = []
    }

    private let state = Mutex(State())
    private let onListening: @Sendable ([HostAddress]) -> Void
    private let continuation: AsyncStream<Void>.Continuation

    /// Says that there may be requests to take; for the port alone, and over when the port has to end.
    let wakeUps: AsyncStream<Void>

    /// - Parameter onListening: Told where, each time the port is opened.
    init(onListening: @escaping @Sendable ([HostAddress]) -> Void = { _ in }) {
        self.onListening = onListening
        (wakeUps, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Where the port listens now; empty before it is open.
    public var addresses: [HostAddress] { state.withLock(\.addresses) }

    /// Tells every client to leave, reads the configuration and opens the port anew.
    public func reset() { request(.reset) }

    /// Reads the configuration again; whoever is connected stays.
    public func reload() { request(.reload) }

    /// Tells every client to leave and ends the server.
    public func stop() { request(.stop) }

    /// Does what a person asked of the server; to disconnect concerns nobody else.
    func perform(_ action: ControlAction) {
        switch action {
        case .disconnect: break
        case .reset: reset()
        case .kill: stop()
        }
    }

    private func request(_ request: Request) {
        state.withLock { _ = $0.requests.insert(request) }
        continuation.yield()
    }
}

// MARK: - For the port

extension ServerControl {
    /// What has to be done next, if anything was asked.
    func nextRequest() -> Request? {
        state.withLock { state in
            let next = Request.allCases.first { state.requests.remove($0) != nil }
            // It reads the configuration too.
            if next == .reset { state.requests.remove(.reload) }
            return next
        }
    }

    /// The port is open.
    func listens(on addresses: [HostAddress]) {
        state.withLock { $0.addresses = addresses }
        onListening(addresses)
    }

    /// Ends ``wakeUps``.
    func finish() { continuation.finish() }
}
