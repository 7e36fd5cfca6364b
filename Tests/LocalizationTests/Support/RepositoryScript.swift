import Foundation

/// A script of this package, run as a person would.
struct RepositoryScript {
    let name: String

    /// The package's folder.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// What it wrote to standard error, and how it ended.
    struct Outcome: Equatable {
        var status: Int32
        var errors: String
    }

    @discardableResult
    func run(_ arguments: String...) throws -> Outcome {
        let process = Process()
        process.executableURL = Self.root.appending(path: "scripts/\(name)")
        process.arguments = arguments
        let errors = Pipe()
        process.standardError = errors
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return Outcome(status: process.terminationStatus, errors: text)
    }
}

/// Calls the body with a folder that is there for no longer.
func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tchat-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
}
