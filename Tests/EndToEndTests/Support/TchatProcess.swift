import Foundation
import Glibc
import Testing

/// A run of the `tchat` binary that was built with these tests.
///
/// ``end()`` must be called, whatever happens; ``run(_:input:environment:body:)`` does.
final class TchatProcess: Sendable {
    let standardOutput: Output
    /// In a terminal, the same as the output.
    let standardError: Output
    let id: pid_t
    private let ending: ProcessEnding

    /// Held from the making of pipes to the start of the process, so that no other process inherits them: one that did
    /// would keep them from ending.
    private static let starting = NSLock()

    /// Starts the binary.
    ///
    /// - Parameters:
    ///   - program: Another program to start in its place.
    ///   - folder: Where it has its home, its settings and its state.
    ///   - environment: What it has in its environment besides these.
    ///   - outputFile: What its standard output is, instead of a pipe.
    ///   - listeningSocket: A socket it inherits the way systemd hands one over.
    init(
        _ arguments: [String],
        program: String? = nil,
        input: ProcessInput = .text(""),
        environment: [String: String] = [:],
        folder: TemporaryFolder,
        outputFile: String? = nil,
        inheriting listeningSocket: CInt? = nil
    ) throws {
        // Without a file here one in /etc would count.
        let settings = "config/tchat/tchat.yaml"
        if !FileManager.default.fileExists(atPath: "\(folder.path)/\(settings)") { try folder.write("", to: settings) }

        Self.starting.lock()
        defer { Self.starting.unlock() }
        var spawn = try Spawn()
        defer { spawn.destroy() }
        let command = [try program ?? TchatBinary.path()] + arguments
        switch input {
        case .text(let text):
            let (reading, writing) = try Self.pipe()
            defer { for descriptor in [reading, writing] { close(descriptor) } }
            // A pipe holds 64 KiB before anyone reads.
            guard write(writing, text, text.utf8.count) == text.utf8.count else { throw SystemCallError("write") }
            let (outputReading, outputWriting) = try Self.pipe()
            defer { close(outputWriting) }
            let (errorReading, errorWriting) = try Self.pipe()
            defer { close(errorWriting) }
            spawn.give(reading, as: STDIN_FILENO)
            spawn.give(outputWriting, as: STDOUT_FILENO)
            spawn.give(errorWriting, as: STDERR_FILENO)
            if let outputFile { spawn.giveFile(outputFile, as: STDOUT_FILENO) }
            // The readers close their ends; without a process they find the end at once.
            standardOutput = Output(of: outputReading)
            standardError = Output(of: errorReading)
            if let listeningSocket { spawn.give(listeningSocket, as: 3) }
            id = try Self.start(&spawn, command, environment, folder, isActivated: listeningSocket != nil)
        case .terminal(let pty):
            spawn.giveTerminal(pty.path)
            standardOutput = pty.output
            standardError = pty.output
            id = try Self.start(&spawn, command, environment, folder, isActivated: false)
        }
        ending = ProcessEnding(of: id)
    }

    /// Starts the binary, and ends it when the body has ended.
    ///
    /// - Parameter given: Where it has its home; without one, in a new folder.
    static func run<Result>(
        _ arguments: [String],
        input: ProcessInput = .text(""),
        environment: [String: String] = [:],
        outputFile: String? = nil,
        in given: TemporaryFolder? = nil,
        body: (TchatProcess) throws -> Result
    ) throws -> Result {
        let folder = try given ?? TemporaryFolder()
        defer { if given == nil { folder.delete() } }
        let process = try TchatProcess(
            arguments,
            input: input,
            environment: environment,
            folder: folder,
            outputFile: outputFile
        )
        defer { process.end() }
        return try body(process)
    }

    /// Runs the binary to its end.
    static func finished(
        _ arguments: [String],
        input: ProcessInput = .text(""),
        environment: [String: String] = [:],
        in folder: TemporaryFolder? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> (status: CInt, output: String, error: String) {
        try run(arguments, input: input, environment: environment, in: folder) { process in
            let status = try process.exitStatus(sourceLocation: sourceLocation)
            return (status, try process.standardOutput.whole(), try process.standardError.whole())
        }
    }

    /// Waits for the process's end.
    ///
    /// - Parameter patience: How many times as long as for anything else.
    /// - Returns: Its exit status; one ended by a signal has the signal's number, negative.
    func exitStatus(patience: Int = 1, sourceLocation: SourceLocation = #_sourceLocation) throws -> CInt {
        let status = ending.wait(patience: patience)
        return try #require(status, "the process does not end", sourceLocation: sourceLocation)
    }

    func send(signal: CInt) {
        ending.send(signal: signal)
    }

    /// Ends the process unless it has ended.
    func end() {
        ending.send(signal: SIGKILL)
        _ = ending.wait()
    }

    private static func start(
        _ spawn: inout Spawn,
        _ command: [String],
        _ environment: [String: String],
        _ folder: TemporaryFolder,
        isActivated: Bool
    ) throws -> pid_t {
        let own = ProcessInfo.processInfo.environment
        // Where libraries are, and where a measurement of the tests' coverage goes.
        var all = own.filter { ["PATH", "LD_LIBRARY_PATH", "LLVM_PROFILE_FILE"].contains($0.key) }
        all.merge([
            "HOME": folder.path, "XDG_CONFIG_HOME": "\(folder.path)/config", "XDG_STATE_HOME": "\(folder.path)/state",
            "XDG_DATA_HOME": "\(folder.path)/data", "XDG_RUNTIME_DIR": folder.path,
            "LANG": "C.UTF-8", "TERM": "xterm-256color", "TZ": "UTC",
        ]) { $1 }
        all.merge(environment) { $1 }
        guard isActivated else { return try spawn.start(command, environment: all) }
        // Only the process itself knows the number that it will keep across exec.
        all["LISTEN_FDS"] = "1"
        let script = "export LISTEN_PID=$$; exec \"$0\" \"$@\""
        return try spawn.start(["/bin/sh", "-c", script] + command, environment: all)
    }

    private static func pipe() throws -> (reading: CInt, writing: CInt) {
        var descriptors: [CInt] = [-1, -1]
        _ = try checked("pipe", Glibc.pipe(&descriptors))
        for descriptor in descriptors { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        return (descriptors[0], descriptors[1])
    }
}
