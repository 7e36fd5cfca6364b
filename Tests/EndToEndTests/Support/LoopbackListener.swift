import Glibc
import Testing

/// A socket on 127.0.0.1 that is not Tchat's.
final class LoopbackListener {
    let descriptor: CInt
    let port: Int

    /// Takes a port.
    ///
    /// - Parameters:
    ///   - port: The port to take; 0 lets the system choose.
    ///   - listens: Without listening, the port refuses connections and no other connection gets it, but a server that
    ///     wants just this one can have it.
    init(port: Int = 0, listens: Bool = true) throws {
        let socket = try checked("socket", LoopbackSocket.make())
        var isReused: CInt = 1
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &isReused, socklen_t(MemoryLayout<CInt>.size))
        let isBound = LoopbackSocket.withAddress(port: port) { bind(socket, $0, $1) } == 0
        guard isBound, !listens || listen(socket, 64) == 0 else {
            let error = SystemCallError("listen on port \(port)")
            close(socket)
            throw error
        }
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = getsockname(socket, $0, &length)
            }
        }
        descriptor = socket
        self.port = Int(in_port_t(bigEndian: address.sin_port))
    }

    deinit {
        close(descriptor)
    }

    /// Takes the next connection, answers one thing to each that is said on it, and closes it once the peer has.
    func answerOne(with replies: String..., sourceLocation: SourceLocation = #_sourceLocation) throws {
        let isReady = Deadline().waits(for: POLLIN, on: descriptor)
        try #require(isReady, "nobody connects", sourceLocation: sourceLocation)
        let peer = try checked("accept", accept(descriptor, nil, nil))
        defer { close(peer) }
        _ = fcntl(peer, F_SETFD, FD_CLOEXEC)
        var replies = replies[...]
        var buffer = [UInt8](repeating: 0, count: 1024)
        let deadline = Deadline()
        while deadline.waits(for: POLLIN, on: peer), recv(peer, &buffer, buffer.count, 0) > 0 {
            guard let reply = replies.popFirst() else { continue }
            _ = reply.withCString { send(peer, $0, reply.utf8.count, CInt(MSG_NOSIGNAL)) }
        }
    }
}
