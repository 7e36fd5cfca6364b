import Foundation
import LocalFiles
import Testing

@Suite struct FileStatusTests {
    @Test func `It tells what is there, and follows a link only when it is told to`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tchat-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = "\(folder)/file"
        let link = "\(folder)/link"
        #expect(FileManager.default.createFile(atPath: file, contents: Data("abc".utf8), attributes: nil))
        #expect(chmod(file, 0o640) == 0)
        #expect(symlink(file, link) == 0)

        let status = try FileStatus(path: file)
        #expect(status.kind == .regular && status.bytes == 3 && status.permissions == 0o640 && status.isOwnOrRoots)
        #expect(try FileStatus(path: folder).kind == .folder)
        #expect(try FileStatus(path: link) == status)
        #expect(try FileStatus(path: link, followingLinks: false).kind == .symbolicLink)
        #expect(try FileStatus(path: "/dev/null").kind == .other)

        #expect(rename(file, "\(folder)/other") == 0)
        #expect(throws: SystemError(code: ENOENT)) { try FileStatus(path: file) }
        #expect(throws: SystemError(code: ENOENT)) { try FileStatus(path: link) }
        #expect(try FileStatus(path: "\(folder)/other").identity == status.identity)
        #expect(SystemError(code: ENOENT).reason == "No such file or directory")
    }
}
