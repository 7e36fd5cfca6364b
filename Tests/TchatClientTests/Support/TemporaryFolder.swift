import Foundation
import TchatClient

/// Runs the body with a folder that is removed afterwards.
@discardableResult
func withTemporaryFolder<Result>(
    isolation: isolated (any Actor)? = #isolation,
    _ body: (DataFolder) async throws -> Result
) async throws -> Result {
    // Short: a Unix socket's path has 107 bytes at most.
    let path = "/tmp/tchat-test-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(DataFolder(path: path))
}
