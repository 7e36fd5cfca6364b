import FoundationEssentials
import Localization
import Logging
import ServiceLifecycle
import Synchronization
import TchatClient
import TchatModel
import UnixSignals

/// The operator's console in a terminal: that of `tchat serve`, or any other one.
///
/// Either way it reaches the server through its Unix socket, as everybody else does through the API.
final class ConsoleService: Service {
    private let endpoint: HostEndpoint
    private let editor: LineEditor
    private let console: ConsoleState
    private let onStop: @Sendable () -> Void

    /// How many conversations are looked at for what waits in them, and how far back.
    private static let newestConversations = 50
    private static let newestEntries = 100

    /// - Parameter onStop: Stops what the console runs in, when its terminal is gone or the operator says so.
    init(endpoint: HostEndpoint, editor: LineEditor, console: ConsoleState, onStop: @escaping @Sendable () -> Void) {
        self.endpoint = endpoint
        self.editor = editor
        self.console = console
        self.onStop = onStop
    }

    /// Shows what happens and takes what is typed, until the service group shuts down.
    func run() async throws {
        try await HostConnection.with(endpoint) { host in
            await withTaskGroup(of: Void.self) { group in
                group.addTask { [self] in await show(host) }
                group.addTask { [self] in
                    for await input in editor.lines { await take(input, host: host) }
                }
                group.addTask { [editor] in await editor.followTerminalSignals() }
                try? await gracefulShutdown()
                editor.stop()
                await editor.ended()
                group.cancelAll()
            }
        }
    }

    private func show(_ host: HostConnection) async {
        do {
            let start = Date()
            let summaries = try await host.conversations()
            var newest: [String: [Entry]] = [:]
            for summary in summaries.prefix(Self.newestConversations) {
                newest[summary.name] = try await host.entries(of: summary.name, limit: Self.newestEntries).entries
            }
            let last = summaries.compactMap(\.lastEntry?.id).max() ?? 0
            await carryOut(perform { [newest] in $0.begin(summaries, newest: newest) }, host: host)
            // Entries written since the list was made may come again: the console passes over those it knows.
            for try await event in host.events(after: last, vitals: false, asOperator: true) {
                // Without a conversation the stream begins with the log, and what once happened to the host is no news.
                if case .entry(let entry) = event, entry.conversation == nil, entry.at < start { continue }
                await carryOut(show(event), host: host)
            }
        } catch is CancellationError {
        } catch {
            editor.print("\(error)")
        }
    }

    private func show(_ event: StreamEvent) -> [OperatorConsole.Action] {
        switch event {
        case .connected: perform { $0.handleReturn() }
        case .disconnected(let error, _): perform { $0.handleCut("\(error)") }
        case .entry(let entry): perform { [editor] in $0.handle(entry, isTyping: editor.isTyping) }
        case .presence(let presence): perform { [editor] in $0.handle(presence, isTyping: editor.isTyping) }
        case .marker, .vitals, .logWentBack: []
        }
    }

    private func take(_ input: LineEditor.Input, host: HostConnection) async {
        switch input {
        case .line(let line): await carryOut(perform { $0.typed(line) }, host: host)
        case .endOfInput: await carryOut(perform { $0.endOfInput() }, host: host)
        case .terminalGone: onStop()
        }
    }

    /// Does what concerns the server.
    private func carryOut(_ actions: [OperatorConsole.Action], host: HostConnection) async {
        for action in actions {
            do {
                switch action {
                case .say(let text, let name):
                    try await host.put(.message(text: text), uuid: UUID(), in: name, asOperator: true)
                case .markRead(let name, let id):
                    try await host.mark(MarkerUpdate(read: id), in: name, asOperator: true)
                case .reset: try await host.control(.reset)
                case .stop: try await host.control(.kill)
                case .leave: onStop()
                case .print, .setPrompt: break
                }
            } catch {
                editor.print(tr("Not done: {reason}", ["reason": "\(error)"]))
            }
        }
    }

    /// Changes the console's state and shows what follows from it, before any other change: an older prompt must not
    /// take the place of a newer one.
    private func perform(
        _ change: @Sendable (inout OperatorConsole) -> [OperatorConsole.Action]
    ) -> [OperatorConsole.Action] {
        console.withLock { state in
            let actions = change(&state)
            for action in actions {
                switch action {
                case .print(let text): editor.print(text)
                case .setPrompt(let prompt): editor.setPrompt(prompt)
                default: break
                }
            }
            return actions
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
