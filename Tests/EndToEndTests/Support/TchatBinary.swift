import Foundation

/// The `tchat` binary under test.
enum TchatBinary {
    /// Its place: in the folder of the program that runs the tests, where SwiftPM puts both.
    static func path() throws -> String {
        var folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        // Some layouts have the tests in a folder of their own beside it.
        for _ in 1...4 {
            let candidate = folder.appending(path: "tchat").path
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder), !isFolder.boolValue {
                return candidate
            }
            folder.deleteLastPathComponent()
        }
        throw NotFound()
    }

    private struct NotFound: Error, CustomStringConvertible {
        let description = "There is no tchat binary beside the tests: build it with 'swift build --build-tests'."
    }
}
