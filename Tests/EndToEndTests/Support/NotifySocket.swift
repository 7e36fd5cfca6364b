import Glibc
import Testing

/// The socket on which systemd would hear from its service (sd_notify(3)).
final class NotifySocket {
    let path: String
    private let descriptor: CInt

    init(in folder: TemporaryFolder) throws {
        let path = "\(folder.path)/notify"
        self.path = path
        let descriptor = try checked("socket", socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0))
        guard LoopbackSocket.withAddress(ofUnixSocket: path, { bind(descriptor, $0, $1) }) == 0 else {
            let error = SystemCallError("bind \(path)")
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// The next thing the service says.
    func next(sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        let isReady = Deadline().waits(for: POLLIN, on: descriptor)
        try #require(isReady, "the service says nothing", sourceLocation: sourceLocation)
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count >= 0 else { throw SystemCallError("recv") }
        return String(decoding: buffer[..<count], as: UTF8.self)
    }
}
