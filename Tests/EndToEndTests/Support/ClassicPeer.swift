import Glibc
import Testing

/// A client as the original one: a blocking socket, one `send` for a message, one `recv(1024)` for a reply.
final class ClassicPeer {
    private let socket: CInt
    private var isClosed = false

    /// Connects to a port of this machine.
    ///
    /// - Parameter address: Which of this machine's own addresses to come from, of `127.0.0.0/8`.
    init(port: Int, from address: String = "127.0.0.1") throws {
        let socket = try checked("socket", LoopbackSocket.make())
        let isBound = LoopbackSocket.withAddress(address, port: 0) { bind(socket, $0, $1) } == 0
        guard isBound, LoopbackSocket.withAddress(port: port, { connect(socket, $0, $1) }) == 0 else {
            let error = SystemCallError("connect from \(address) to port \(port)")
            Glibc.close(socket)
            throw error
        }
        self.socket = socket
        limitWaiting()
    }

    /// Connects to a Unix socket.
    init(unixSocket path: String) throws {
        let socket = try checked("socket", Glibc.socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0))
        guard LoopbackSocket.withAddress(ofUnixSocket: path, { connect(socket, $0, $1) }) == 0 else {
            let error = SystemCallError("connect to \(path)")
            Glibc.close(socket)
            throw error
        }
        self.socket = socket
        limitWaiting()
    }

    /// A server that does not answer must not hold the test forever.
    private func limitWaiting() {
        var patience = timeval(tv_sec: Deadline.seconds, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
    }

    deinit {
        close()
    }

    /// Sends a message, without a newline unless the text has one.
    func send(_ text: String) throws {
        try send(Array(text.utf8))
    }

    func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
            guard count > 0 else { throw SystemCallError("send") }
            rest = rest.dropFirst(count)
        }
    }

    /// Takes a reply as the original client does, with one `recv(1024)`; nothing is the end of the connection.
    func receive() throws -> String {
        String(decoding: try receiveBytes(atMost: 1024), as: UTF8.self)
    }

    /// Takes as many bytes as a text has; what several messages are answered may come in one piece or in several.
    func receive(asManyBytesAs text: String) throws -> String {
        var received: [UInt8] = []
        while received.count < text.utf8.count {
            let bytes = try receiveBytes(atMost: text.utf8.count - received.count)
            if bytes.isEmpty { break }
            received += bytes
        }
        return String(decoding: received, as: UTF8.self)
    }

    func receiveBytes(atMost count: Int) throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: count)
        let received = recv(socket, &buffer, count, 0)
        guard received >= 0 else { throw SystemCallError("recv") }
        return Array(buffer[..<received])
    }

    /// Asks and takes the reply.
    func ask(_ message: String) throws -> String {
        try send(message)
        return try receive()
    }

    /// Expects to be told to leave, and the end of the connection.
    func expectFarewell(sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(try receive(asManyBytesAs: "kill") == "kill", sourceLocation: sourceLocation)
        try expectEnd(sourceLocation: sourceLocation)
    }

    /// Expects that the server has closed the connection and sent nothing more.
    func expectEnd(sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(try receive() == "", "the connection goes on", sourceLocation: sourceLocation)
    }

    /// Whether something to receive, be it the end, is here already.
    var hasSomethingToReceive: Bool {
        var polled = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return poll(&polled, 1, 0) > 0
    }

    /// Lets the server know that nothing more will be sent.
    func finishSending() {
        shutdown(socket, CInt(SHUT_WR))
    }

    /// Breaks the connection off with a reset instead of an end.
    func breakOff() {
        var immediately = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &immediately, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    func close() {
        guard !isClosed else { return }
        isClosed = true
        Glibc.close(socket)
    }
}
