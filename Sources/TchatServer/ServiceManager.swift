public import Glibc
import NIOCore

/// The service manager that started this process, such as systemd, where there is one.
///
/// Speaks sd_notify(3) and takes over sockets as sd_listen_fds(3) describes, without libsystemd.
public struct ServiceManager: Sendable {
    /// What the manager is told about this process.
    enum State: Sendable {
        case ready
        case reloading
        case stopping
    }

    private let notifySocket: String?

    /// Listening sockets that were opened for this process.
    public let inheritedSockets: [CInt]

    /// Makes a manager that is told nothing and hands over nothing.
    public static let none = ServiceManager(environment: [:])

    /// Reads `NOTIFY_SOCKET`, `LISTEN_PID` and `LISTEN_FDS`.
    public init(environment: [String: String], processID: pid_t = getpid()) {
        notifySocket = environment["NOTIFY_SOCKET"]
        let firstDescriptor: CInt = 3  // SD_LISTEN_FDS_START
        let mostDescriptors: CInt = 64
        if environment["LISTEN_PID"] == "\(processID)", let count = environment["LISTEN_FDS"].flatMap(CInt.init),
            1...mostDescriptors ~= count
        {
            inheritedSockets = Array(firstDescriptor..<firstDescriptor + count)
            for descriptor in inheritedSockets { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        } else {
            inheritedSockets = []
        }
    }

    /// Tells the manager; one that does not listen is no error.
    func notify(_ state: State) {
        guard let notifySocket else { return }
        let text: String
        switch state {
        case .ready:
            text = "READY=1"
        case .stopping:
            text = "STOPPING=1"
        case .reloading:
            // NIO's deadlines are on CLOCK_MONOTONIC, as systemd wants it.
            text = "RELOADING=1\nMONOTONIC_USEC=\(NIODeadline.now().uptimeNanoseconds / 1000)"
        }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var path = Array(notifySocket.utf8)
        guard !path.isEmpty, path.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        if path[0] == UInt8(ascii: "@") { path[0] = 0 }  // the abstract namespace, unix(7)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + path.count)

        let descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = sendto(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL), $0, length)
            }
        }
    }
}
