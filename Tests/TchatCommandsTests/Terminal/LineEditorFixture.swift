import Synchronization
import Testing

@testable import TchatCommands

/// An editor on a terminal of its own.
struct LineEditorFixture {
    let pty: Pty
    let editor: LineEditor
    let originalModes: [UInt32]
    private let reader: Reader

    init(columns: Int = 80, rows: Int = 24, change: (inout LineEditor.Options) -> Void = { _ in }) async throws {
        pty = try Pty(columns: columns, rows: rows)
        originalModes = pty.modes
        var options = LineEditor.Options()
        options.terminalType = "xterm"
        change(&options)
        editor = try LineEditor(input: pty.terminal, output: pty.terminal, options: options)
        reader = Reader(editor.lines)
        let prompt = PromptText(options.prompt).visible
        try await pty.wait("no prompt") { $0.beforeCursor.unicodeScalars.elementsEqual(prompt) }
    }

    /// The next input, while output is read as a terminal does; nil at the end.
    func next() async throws -> LineEditor.Input? {
        try await pty.wait("no input") { _ in reader.hasNext }
        return reader.next()
    }

    func stop() async {
        editor.stop()
        await editor.ended()
    }
}

/// Collects inputs as they come.
private final class Reader: Sendable {
    private let inputs = Mutex<(received: [LineEditor.Input], hasEnded: Bool)>(([], false))

    init(_ stream: AsyncStream<LineEditor.Input>) {
        Task {
            for await input in stream { inputs.withLock { $0.received.append(input) } }
            inputs.withLock { $0.hasEnded = true }
        }
    }

    var hasNext: Bool { inputs.withLock { !$0.received.isEmpty || $0.hasEnded } }

    func next() -> LineEditor.Input? {
        inputs.withLock { $0.received.isEmpty ? nil : $0.received.removeFirst() }
    }
}
