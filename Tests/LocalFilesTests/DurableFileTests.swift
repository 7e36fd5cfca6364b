import Foundation
import LocalFiles
import Testing

@Suite final class DurableFileTests {
    private let folder = FileManager.default.temporaryDirectory.path + "/tchat-\(UUID())"
    private let file: DurableFile

    init() throws {
        file = DurableFile(path: "\(folder)/a/file")
        try Folder(of: file.path).make()
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func text() throws -> String? {
        try file.read(limitBytes: 1000).map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    private var names: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/a").sorted()) ?? []
    }

    @Test func `What is replaced is there whole, for its owner alone, and nothing else is left`() throws {
        #expect(try file.read(limitBytes: 0) == nil)
        try file.replace(with: "one".utf8)
        #expect(chmod(file.path, 0o644) == 0)
        // What a killed process left.
        #expect(FileManager.default.createFile(atPath: file.path + ".new", contents: Data("longer than two".utf8)))
        try file.replace(with: "two".utf8)
        #expect(try text() == "two")
        #expect(try FileStatus(path: file.path).permissions == 0o600)
        #expect(try FileStatus(path: "\(folder)/a").permissions == 0o700)
        #expect(names == ["file"])
    }

    @Test func `Whoever replaces it at the same time, one of them is there whole`() async throws {
        let contents = (0..<8).map { String(repeating: "\($0)", count: 100_000) }
        for _ in 1...10 {
            try await withThrowingTaskGroup { [file] group in
                for content in contents {
                    group.addTask { try file.replace(with: content.utf8) }
                }
                try await group.waitForAll()
            }
            let bytes = try #require(try file.read(limitBytes: 1_000_000)).bytes
            #expect(contents.contains(String(decoding: bytes, as: UTF8.self)))
        }
        #expect(names == ["file"])
    }

    @Test func `A link is replaced and not written through, and one in the way is not followed`() throws {
        let other = "\(folder)/other"
        try DurableFile(path: other).replace(with: "other".utf8)
        #expect(symlink(other, file.path) == 0)
        try file.replace(with: "new".utf8)
        #expect(try text() == "new")
        #expect(symlink(other, file.path + ".new") == 0)
        let error = DurableFileError.notWritable(path: file.path + ".new", SystemError(code: ELOOP))
        #expect(throws: error) { try file.replace(with: "newer".utf8) }
        #expect(try text() == "new")
        #expect(try DurableFile(path: other).read(limitBytes: 10)?.bytes == Array("other".utf8))
    }

    @Test func `Lines are added at the end, behind the last whole one`() throws {
        try file.append("one\n".utf8, isDurable: true, limitBytes: 20)
        try file.append("two\nhalf".utf8, isDurable: false, limitBytes: 20)
        try file.append("three\n".utf8, isDurable: true, limitBytes: 20)
        #expect(try text() == "one\ntwo\nthree\n")
        let full = DurableFileError.tooLong(path: file.path, limitBytes: 20)
        #expect(throws: full) { try file.append("seventh\n".utf8, isDurable: true, limitBytes: 20) }
        #expect(try text() == "one\ntwo\nthree\n")
        try file.remove()
        try file.remove()
        #expect(names == [])
    }

    @Test(arguments: [(14, "one\ntwo\nthree\n"), (13, "two\nthree\n"), (10, "three\n"), (7, "three\n"), (3, "")])
    func `Of a long file the last whole lines are read`(mostBytes: Int, text: String) throws {
        try file.replace(with: "one\ntwo\nthree\n".utf8)
        let content = try #require(try file.read(limitBytes: 14, mostBytes: mostBytes))
        #expect(String(decoding: content.bytes, as: UTF8.self) == text)
        #expect(content.byteCount == 14)
        #expect(content.isWhole == (mostBytes == 14))
    }

    @Test func `What is no file, or too long, is refused without being read`() throws {
        try file.replace(with: "abc".utf8)
        #expect(throws: DurableFileError.tooLong(path: file.path, limitBytes: 2)) { try file.read(limitBytes: 2) }
        for path in ["/dev/zero", folder] {
            #expect(throws: DurableFileError.notRegular(path: path)) {
                try DurableFile(path: path).read(limitBytes: 10)
            }
        }
        let inFile = DurableFile(path: file.path + "/x")
        #expect(throws: DurableFileError.notReadable(path: inFile.path, SystemError(code: ENOTDIR))) {
            try inFile.read(limitBytes: 10)
        }
    }

    @Test func `A lock is one owner's until it is released or its owner goes`() throws {
        let path = file.path + ".lock"
        var first: FileLock? = try FileLock(path: path)
        #expect(throws: SystemError(code: EWOULDBLOCK)) { try FileLock(path: path) }
        first?.release()
        let second = try FileLock(path: path)
        first = nil
        #expect(throws: SystemError(code: EWOULDBLOCK)) { try FileLock(path: path) }
        second.release()
    }
}
