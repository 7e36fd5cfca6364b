import Foundation
import Testing

@testable import LocalFiles

/// What is removed where a Unix socket is to be.
@Suite final class SocketFileTests {
    private let folder = "/tmp/tchat-\(UUID().uuidString.prefix(8))"
    private let path: String

    init() throws {
        path = "\(folder)/s"
        try Folder(path: folder).make()
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func kind(_ path: String) -> FileStatus.Kind? {
        (try? FileStatus(path: path, followingLinks: false))?.kind
    }

    /// Leaves a socket on which nobody listens, as a server that was killed does.
    private func abandon(_ path: String) throws {
        close(try SocketFile.listen(at: path, backlog: 1).descriptor)
        #expect(kind(path) == .socket)
    }

    private func expectRefusal(_ error: SocketFileError, at path: String) {
        #expect(throws: error) { try SocketFile.listen(at: path, backlog: 1) }
    }

    @Test func `A new socket is its owner's alone, and goes at the end`() throws {
        let (file, descriptor) = try SocketFile.listen(at: path, backlog: 1)
        #expect(try FileStatus(path: path).permissions == 0o600)
        file.remove()
        close(descriptor)
        #expect(kind(path) == nil)
    }

    @Test func `A file is left as it is`() throws {
        try DurableFile(path: path).replace(with: "notes".utf8)
        expectRefusal(.notASocket, at: path)
        #expect(try DurableFile(path: path).read(limitBytes: 10)?.bytes == Array("notes".utf8))
    }

    @Test func `A folder is left as it is`() throws {
        try Folder(path: path).make()
        expectRefusal(.notASocket, at: path)
        #expect(kind(path) == .folder)
    }

    @Test func `A link is left as it is, wherever it leads`() throws {
        let target = "\(folder)/target"
        #expect(symlink(target, path) == 0)
        expectRefusal(.notASocket, at: path)
        try abandon(target)
        expectRefusal(.notASocket, at: path)
        #expect(kind(path) == .symbolicLink)
        #expect(kind(target) == .socket)
    }

    @Test func `A socket that an earlier process left is taken over`() throws {
        try abandon(path)
        let (file, descriptor) = try SocketFile.listen(at: path, backlog: 1)
        file.remove()
        close(descriptor)
    }

    @Test(.enabled(if: geteuid() != 0, "root may connect to any socket"))
    func `A socket that this user may not try is left`() throws {
        try abandon(path)
        #expect(chmod(path, 0) == 0)
        expectRefusal(.othersSocket, at: path)
        #expect(kind(path) == .socket)
    }

    @Test func `A socket on which somebody listens is left, whatever they speak`() throws {
        let (_, descriptor) = try SocketFile.listen(at: path, backlog: 1)
        for _ in 1...5 { expectRefusal(.inUse, at: path) }
        #expect(kind(path) == .socket)
        close(descriptor)

        let datagrams = "\(folder)/d"
        let other = try SocketFile.bind(datagrams, type: SOCK_DGRAM)
        expectRefusal(.failed(SystemError(code: EPROTOTYPE)), at: datagrams)
        #expect(kind(datagrams) == .socket)
        close(other)
    }

    @Test func `What came in its place stays at the end`() throws {
        let first = try SocketFile.listen(at: path, backlog: 1)
        #expect(unlink(path) == 0)
        let second = try SocketFile.listen(at: path, backlog: 1)
        first.file.remove()
        close(first.descriptor)
        #expect(kind(path) == .socket)
        second.file.remove()
        try DurableFile(path: path).replace(with: "notes".utf8)
        second.file.remove()
        #expect(kind(path) == .regular)
        close(second.descriptor)
    }

    @Test func `A path that is too long, or leads nowhere, is refused`() {
        expectRefusal(.failed(SystemError(code: ENOENT)), at: "\(folder)/none/s")
        expectRefusal(.failed(SystemError(code: ENAMETOOLONG)), at: "\(folder)/" + String(repeating: "x", count: 108))
    }
}
