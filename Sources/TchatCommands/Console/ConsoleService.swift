import Logging
import ServiceLifecycle
import Synchronization
import TchatServer
import UnixSignals

/// The operator's console in the terminal of `tchat serve`.
final class ConsoleService: Service {
    private let assembly: ServerAssembly
    private let editor: LineEditor
    private let console: ConsoleState

    init(assembly: ServerAssembly, editor: LineEditor, console: ConsoleState) {
        self.assembly = assembly
        self.editor = editor
        self.console = console
    }

    /// Shows what happens and takes what is typed, until the server has shut down.
    func run() async throws {
        let subscription = assembly.hub.subscribe()
        perform { $0.begin(conversations: subscription.conversations, listening: subscription.listening) }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [self] in
                for await (number, event) in subscription.events {
                    perform { $0.handle(event, number: number, isTyping: editor.isTyping) }
                }
            }
            group.addTask { [self] in
                for await input in editor.lines { take(input) }
            }
            group.addTask { [editor] in await editor.followTerminalSignals() }
            try? await gracefulShutdown()
            editor.stop()
            await editor.ended()
            group.cancelAll()
        }
    }

    private func take(_ input: LineEditor.Input) {
        switch input {
        case .line(let line): perform { $0.typed(line) }
        case .endOfInput: perform { $0.endOfInput() }
        case .terminalGone: assembly.port.stop()
        }
    }

    /// Changes the console's state and does what follows from it, before any other change: an older prompt must not
    /// take the place of a newer one.
    private func perform(_ change: (inout OperatorConsole) -> [OperatorConsole.Action]) {
        console.withLock { state in
            for action in change(&state) { perform(action) }
        }
    }

    private func perform(_ action: OperatorConsole.Action) {
        switch action {
        case .print(let text): editor.print(text)
        case .setPrompt(let prompt): editor.setPrompt(prompt)
        case .say(let text, let name):
            do {
                try assembly.hub.say(text, to: name)
            } catch {
                editor.print("\(error)")
            }
        case .reset: assembly.port.reset()
        case .stop: assembly.port.stop()
        }
    }
}

/// The console's state, shared by what happens, what is typed, and the completion on the editor's thread.
final class ConsoleState: Sendable {
    private let console: Mutex<OperatorConsole>

    init(_ console: OperatorConsole) {
        self.console = Mutex(console)
    }

    func withLock<Result: Sendable>(_ body: (inout OperatorConsole) -> Result) -> Result {
        console.withLock { body(&$0) }
    }
}

extension LineEditor {
    /// Passes on the terminal's new sizes and its return from the background, until the task is cancelled.
    func followTerminalSignals() async {
        for await signal in await UnixSignalsSequence(trapping: .sigwinch, .sigcont) {
            if signal == .sigwinch { resize() } else { terminalResumed() }
        }
    }
}
