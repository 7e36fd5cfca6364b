import Foundation
import Testing

/// The real window with the real server, used through its accessibility tree as a screen reader does.
///
/// What is done there stands in Python, which has the library for it: `Python/scenarios`. Each has a display of its own.
@Suite(.ownThread, .serialized, .enabled(if: WindowScenario.isPossible, "xvfb, xdotool or gir1.2-atspi-2.0 is missing"))
struct WindowTests {
    @Test(arguments: WindowScenario.languages)
    func `A person pairs, talks, asks the machine, and writes while the server is away`(language: String) throws {
        try WindowScenario.run("person", language)
    }

    @Test(arguments: WindowScenario.languages)
    func `An admin leaves, comes back, resets the server and stops it`(language: String) throws {
        try WindowScenario.run("control", language)
    }

    @Test(arguments: WindowScenario.languages)
    func `The operator answers two people, and is notified`(language: String) throws {
        try WindowScenario.run("operator", language)
    }

    @Test(arguments: WindowScenario.languages)
    func `Nothing is told to another machine in the host's place, nor by who was shut out`(language: String) throws {
        try WindowScenario.run("trust", language)
    }

    @Test(arguments: WindowScenario.languages)
    func `A screen reader says once what happens`(language: String) throws {
        try WindowScenario.run("announcements", language)
    }

    @Test func `The window speaks the system's language, also where the system has no data for it`() throws {
        try WindowScenario.run("languages", "en")
    }

    @Test func `The window opens as it was closed`() throws {
        try WindowScenario.run("memory", "en")
    }

    @Test func `The keyboard alone is enough`() throws {
        try WindowScenario.run("keyboard", "en")
    }

    @Test(arguments: WindowScenario.languages)
    func `Everything that can have the focus has a name and a role`(language: String) throws {
        try WindowScenario.run("names", language)
    }
}

/// A scenario in Python, and what it needs.
private enum WindowScenario {
    static let languages = ["en", "fr"]
    /// Several things are waited for, each as long as any other.
    private static let patience = 6
    private static let python = "/usr/bin/python3"

    /// Whether there is what it needs besides the programs.
    static var isPossible: Bool {
        ["/usr/bin/Xvfb", "/usr/bin/xdotool", python, "/usr/lib/python3/dist-packages/gi"]
            .allSatisfy { FileManager.default.fileExists(atPath: $0) }
    }

    /// Runs it to its end, and shows what it saw where it failed.
    static func run(_ name: String, _ language: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent()
        let root = tests.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let programs = URL(filePath: try TchatBinary.path()).deletingLastPathComponent()
        let folder = try TemporaryFolder()
        defer { folder.delete() }
        let process = try TchatProcess(
            [
                python, tests.appending(path: "Python/scenario.py").path, name, "--language", language,
                "--programs", programs.path,
            ],
            program: root.appending(path: "scripts/with-display").path,
            folder: folder
        )
        defer { process.end() }
        do {
            let status = try process.exitStatus(patience: patience, sourceLocation: sourceLocation)
            let output = process.standardOutput.text + process.standardError.text
            #expect(status == 0, "\(output)", sourceLocation: sourceLocation)
        } catch {
            // It ends its display, too.
            process.send(signal: SIGTERM)
            _ = try? process.exitStatus()
            Issue.record("\(process.standardOutput.text)\(process.standardError.text)", sourceLocation: sourceLocation)
            throw error
        }
    }
}
