import Foundation
import Testing

/// A short run of `scripts/check-durability`, which kills servers at random moments.
@Suite(.ownThread)
struct DurabilityTests {
    @Test func `What was answered is kept, whenever the server is killed`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let script = root.appending(path: "scripts/check-durability").path
        let folder = try TemporaryFolder()
        defer { folder.delete() }
        let process = try TchatProcess(
            ["python3", script, "5", "--tchat", try TchatBinary.path()],
            program: "/usr/bin/env",
            folder: folder
        )
        defer { process.end() }
        // It has deadlines of its own.
        let status = try process.exitStatus(patience: 6)
        #expect(status == 0, "\(process.standardOutput.text)\(process.standardError.text)")
    }
}
