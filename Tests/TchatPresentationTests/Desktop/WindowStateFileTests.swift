import Foundation
import Testing

@testable import TchatPresentation

@Suite struct WindowStateFileTests {
    /// Runs the body with the path of a folder that is removed afterwards.
    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.path + "/tchat-window-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(path)
    }

    @Test func `It lies where programs keep their state`() {
        let home = ["HOME": "/home/alice"]
        #expect(WindowStateFile(environment: home)?.path == "/home/alice/.local/state/tchat/window.json")
        let state = home.merging(["XDG_STATE_HOME": "/state"]) { $1 }
        #expect(WindowStateFile(environment: state)?.path == "/state/tchat/window.json")
        let relative = home.merging(["XDG_STATE_HOME": "state"]) { $1 }
        #expect(WindowStateFile(environment: relative)?.path == "/home/alice/.local/state/tchat/window.json")
        #expect(WindowStateFile(environment: [:]) == nil)
    }

    @Test func `What was written is read, and for the user alone`() async throws {
        try await withFolder { folder in
            let file = try #require(WindowStateFile(environment: ["XDG_STATE_HOME": folder]))
            #expect(file.read() == nil)
            var state = WindowState()
            (state.width, state.isMaximized, state.selectedConversation) = (900, true, "élise")
            await file.write(state)
            #expect(file.read() == state)
            state.width = 901
            await file.write(state)
            #expect(file.read() == state)
            let mode = try FileManager.default.attributesOfItem(atPath: folder + "/tchat")[.posixPermissions] as? Int
            #expect(mode == 0o700)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/tchat") == ["window.json"])
        }
    }

    @Test(arguments: [
        "", "{", "[]", #"{"width":1}"#,
        #"{"width":-5,"height":700,"isMaximized":false,"isInformationShown":true}"#,
        #"{"width":100000000,"height":700,"isMaximized":false,"isInformationShown":true}"#,
        String(repeating: " ", count: 1 << 17),
    ]) func `A damaged one is passed over`(content: String) async throws {
        try await withFolder { folder in
            let file = try #require(WindowStateFile(environment: ["XDG_STATE_HOME": folder]))
            await file.write(WindowState())
            try Data(content.utf8).write(to: URL(filePath: file.path))
            #expect(file.read() == nil)
        }
    }

    @Test func `What is no file is passed over`() async throws {
        try await withFolder { folder in
            let file = try #require(WindowStateFile(environment: ["XDG_STATE_HOME": folder]))
            try FileManager.default.createDirectory(atPath: file.path, withIntermediateDirectories: true)
            #expect(file.read() == nil)
            await file.write(WindowState())
            #expect(file.read() == nil)
        }
    }
}
