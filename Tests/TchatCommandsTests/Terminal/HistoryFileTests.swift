import Foundation
import Testing

@testable import TchatCommands

@Suite struct HistoryFileTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func returnsWhatWasAppended() throws {
        let file = HistoryFile(path: folder.path("history"), limit: 10)
        #expect(file.load() == [])
        for line in ["one", "zwölf 🎉", "three"] { file.append(line) }
        #expect(file.load() == ["one", "zwölf 🎉", "three"])

        let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func keepsTheNewestLines() {
        let file = HistoryFile(path: folder.path("history"), limit: 3)
        for number in 1...10 { file.append("\(number)") }
        #expect(file.load() == ["8", "9", "10"])
        // The file itself was cut as well.
        #expect(HistoryFile(path: file.path, limit: 100).load() == ["8", "9", "10"])
    }

    @Test func readsOnlyTheEndOfALargeFile() {
        let writer = HistoryFile(path: folder.path("history"), limit: 1)
        let long = String(repeating: "x", count: HistoryFile.longestLine)
        for number in 1...5 { writer.append("\(number)" + long.dropFirst()) }
        #expect(HistoryFile(path: writer.path, limit: 2).load().map(\.first) == ["4", "5"])
    }

    @Test func isEmptyWhereThereIsNoFile() {
        for path in ["/nowhere/history", folder.path(""), "/dev/null"] {
            let file = HistoryFile(path: path, limit: 3)
            file.append("line")
            #expect(file.load() == [])
        }
    }
}

/// A folder removed with its files at the end of a test.
final class TemporaryFolder: Sendable {
    private let root: String

    init() throws {
        var template = Array("/tmp/tchat-terminal-XXXXXX".utf8CString)
        let created = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        root = try #require(created)
    }

    deinit {
        if let folder = opendir(root) {
            while let entry = readdir(folder) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                    String(decoding: $0.prefix(while: { $0 != 0 }), as: UTF8.self)
                }
                unlink(path(name))
            }
            closedir(folder)
        }
        rmdir(root)
    }

    func path(_ name: String) -> String { "\(root)/\(name)" }
}
