import Testing

/// A server with an operator's console in a terminal: its own, or that of `tchat console`.
struct Console {
    let server: Server
    let terminal: Pty

    /// Starts a server with its console in a new terminal, and ends it when the body has ended.
    static func run<Result>(
        _ arguments: [String] = [],
        configuration: String = "",
        folder: TemporaryFolder? = nil,
        port: Int = 0,
        body: (Console) throws -> Result
    ) throws -> Result {
        let terminal = try Pty()
        defer { terminal.hangUp() }
        return try Server.run(arguments, configuration: configuration, in: terminal, folder: folder, port: port) {
            server in
            try body(Console(server: server, terminal: terminal))
        }
    }

    /// Runs `tchat console` for a server in a new terminal, and ends it when the body has ended.
    static func runAnother<Result>(of server: Server, body: (Console, TchatProcess) throws -> Result) throws -> Result {
        let terminal = try Pty()
        defer { terminal.hangUp() }
        return try TchatProcess.run(["console"], input: .terminal(terminal), in: server.folder) { process in
            try body(Console(server: server, terminal: terminal), process)
        }
    }

    /// Types a line and Return.
    func type(_ line: String) throws {
        try terminal.type(line + "\r")
    }

    /// Everything shown so far, without control sequences.
    var shown: String { terminal.shown }

    /// Waits until a text was shown.
    func wait(for text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        try terminal.wait(for: text, sourceLocation: sourceLocation)
    }

    /// Waits until this is the prompt, with nothing typed behind it.
    func wait(forPrompt prompt: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        try terminal.wait(forPrompt: prompt, sourceLocation: sourceLocation)
    }
}
