import NIOCore
import Synchronization

/// The connections that are open, and whether one more may be.
final class ConnectionTable: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        /// By ``IPAddress/subscriberNetwork``.
        var perAddress: [IPAddress: Int] = [:]
    }

    private let state = Mutex(State())

    /// Takes in a new connection until it closes.
    ///
    /// - Returns: Which limit does not allow it, if one doesn't.
    func admit(_ channel: any Channel, from peer: IPAddress?, limits: Limits) -> ServerMetrics.RefusalReason? {
        let peer = peer?.subscriberNetwork
        let refusal: ServerMetrics.RefusalReason? = state.withLock { state in
            guard state.channels.count < limits.connections else { return .connections }
            if let peer {
                guard state.perAddress[peer, default: 0] < limits.connectionsPerAddress else {
                    return .connectionsPerAddress
                }
                state.perAddress[peer, default: 0] += 1
            }
            state.channels[ObjectIdentifier(channel)] = channel
            return nil
        }
        if refusal == nil {
            channel.closeFuture.whenComplete { [weak self] _ in self?.remove(channel, from: peer) }
        }
        return refusal
    }

    /// The connections that are open now.
    var channels: [any Channel] {
        state.withLock { Array($0.channels.values) }
    }

    private func remove(_ channel: any Channel, from peer: IPAddress?) {
        state.withLock { state in
            state.channels[ObjectIdentifier(channel)] = nil
            guard let peer, let count = state.perAddress[peer] else { return }
            state.perAddress[peer] = count > 1 ? count - 1 : nil
        }
    }
}
