import Foundation

/// A folder of one test, deleted by ``delete()``.
struct TemporaryFolder {
    let path: String

    init() throws {
        // Directly in /tmp: the name of a Unix socket in it must fit 108 bytes.
        var template = Array("/tmp/tchat-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemCallError("mkdtemp") }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Writes a text to a file, making the folders above it.
    func write(_ text: String, to name: String) throws {
        let file = URL(filePath: path).appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: file, options: .atomic)
    }

    func delete() {
        try? FileManager.default.removeItem(atPath: path)
    }
}
