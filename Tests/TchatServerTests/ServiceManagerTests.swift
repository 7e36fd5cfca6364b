import Foundation
import Glibc
import Testing

@testable import TchatServer

@Suite struct ServiceManagerTests {
    @Test(arguments: [
        (["LISTEN_PID": "42", "LISTEN_FDS": "2"], [CInt(3), 4]),
        (["LISTEN_PID": "41", "LISTEN_FDS": "2"], []),
        (["LISTEN_FDS": "2"], []),
        (["LISTEN_PID": "42", "LISTEN_FDS": "0"], []),
        (["LISTEN_PID": "42", "LISTEN_FDS": "-1"], []),
        (["LISTEN_PID": "42", "LISTEN_FDS": "100000"], []),
        (["LISTEN_PID": "42", "LISTEN_FDS": "x"], []),
    ])
    func `Only sockets meant for this process are taken`(environment: [String: String], descriptors: [CInt]) {
        #expect(ServiceManager(environment: environment, processID: 42).inheritedSockets == descriptors)
    }

    @Test(arguments: ["@tchat-test-\(UUID())", "\(NSTemporaryDirectory())/tchat-\(UUID()).socket"])
    func `It is told what the server does`(path: String) throws {
        let receiver = try DatagramSocket(path: path)
        let manager = ServiceManager(environment: ["NOTIFY_SOCKET": path])
        manager.notify(.ready)
        manager.notify(.reloading)
        manager.notify(.stopping)
        #expect(receiver.receive() == "READY=1")
        #expect(receiver.receive()?.wholeMatch(of: /RELOADING=1\nMONOTONIC_USEC=\d+/) != nil)
        #expect(receiver.receive() == "STOPPING=1")
    }

    @Test(arguments: ["", "/nowhere/notify", String(repeating: "x", count: 200)])
    func `Nobody there is no error`(path: String) {
        ServiceManager(environment: ["NOTIFY_SOCKET": path]).notify(.ready)
    }
}

/// The receiving end of sd_notify(3).
private final class DatagramSocket {
    private let descriptor: CInt
    private let path: String

    init(path: String) throws {
        self.path = path
        descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(path.utf8)
        if path.hasPrefix("@") { bytes[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        try #require(result == 0)
    }

    deinit {
        close(descriptor)
        if !path.hasPrefix("@") { unlink(path) }
    }

    func receive() -> String? {
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = recv(descriptor, &buffer, buffer.count, CInt(MSG_DONTWAIT))
        return count >= 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
    }
}
