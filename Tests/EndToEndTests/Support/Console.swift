import Testing

/// A server with its operator's console in a terminal.
struct Console {
    let server: Server
    let terminal: Pty

    /// Starts a console in a new terminal, and ends it when the body has ended.
    static func run<Result>(
        _ arguments: [String] = [],
        configuration: String = "",
        body: (Console) throws -> Result
    ) throws -> Result {
        let terminal = try Pty()
        defer { terminal.hangUp() }
        return try Server.run(arguments, configuration: configuration, in: terminal) { server in
            try body(Console(server: server, terminal: terminal))
        }
    }

    /// Types a line and Return.
    func type(_ line: String) throws {
        try terminal.type(line + "\r")
    }

    /// Everything shown so far, without control sequences.
    var shown: String { Self.withoutControls(terminal.output.text) }

    /// Waits until a text was shown.
    func wait(for text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        try terminal.output.wait(for: "\(text.debugDescription)", sourceLocation: sourceLocation) {
            Self.withoutControls($0).contains(text)
        }
    }

    /// Waits until this is the prompt, with nothing typed behind it.
    func wait(forPrompt prompt: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        try terminal.output.wait(for: "the prompt \(prompt.debugDescription)", sourceLocation: sourceLocation) {
            Self.withoutControls(String($0.suffix(500))).hasSuffix(prompt)
        }
    }

    private static func withoutControls(_ text: String) -> String {
        let visible = text.replacing(/\u{1B}\[[0-9;?]*[@-~]/, with: "")
        // By scalars, as "\r\n" is one character.
        return String(visible.unicodeScalars.filter { $0 != "\r" }.map(Character.init))
    }
}
