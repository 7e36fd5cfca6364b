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
                group.addTask { [self] in await follow(host) }
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

    /// Shows what happens, from the newest entries on.
    private func follow(_ host: HostConnection) async {
        let start = Date()
        let hasBegun = Mutex(false)
        let policy = SyncPolicy(scope: .allConversations, start: .newest, listsNewConversations: false, isConsole: true)
        let sync = HostSync(client: host, storage: nil, policy: policy)
        do {
            try await sync.run { [self] event in
                switch event {
                case .conversations(let summaries):
                    guard !hasBegun.withLock({ $0 }) else { break }
                    try await begin(summaries, host: host)
                    hasBegun.withLock { $0 = true }
                case .entries(var batch):
                    // Without a conversation the stream begins with the log, and what once happened to the host is no news.
                    batch.entries.removeAll { $0.conversation == nil && $0.at < start }
                    await show(batch, host: host)
                case .live: await carryOut(perform { $0.handleReturn() }, host: host)
                case .away(let error): await carryOut(perform { $0.handleCut("\(error)") }, host: host)
                case .presence(let presence):
                    await carryOut(perform { [editor] in $0.handle(presence, isTyping: editor.isTyping) }, host: host)
                case .status(let status): await carryOut(perform { $0.handle(status) }, host: host)
                case .logWentBack(let id): await carryOut(perform { $0.handleLogWentBack(to: id) }, host: host)
                case .marker, .delivered, .refused, .delayed, .deliveryStopped: break
                }
            }
        } catch is CancellationError {
        } catch {
            editor.print("\(error)")
        }
    }

    /// Shows what waits in the conversations.
    private func begin(_ summaries: [ConversationSummary], host: HostConnection) async throws {
        var newest: [String: [Entry]] = [:]
        for summary in summaries.prefix(Self.newestConversations) {
            newest[summary.name] = try await host.entries(of: summary.name, limit: Self.newestEntries).entries
        }
        await carryOut(perform { [newest] in $0.begin(summaries, newest: newest) }, host: host)
    }

    /// Shows entries; those written since the list of conversations was made may come again, and the console knows them.
    private func show(_ batch: EntryBatch, host: HostConnection) async {
        var actions: [OperatorConsole.Action] = []
        for entry in batch.entries {
            actions += perform { [editor] in $0.handle(entry, isTyping: editor.isTyping) }
        }
        // However much was missed, one marker for each conversation is enough.
        var newest: [String: Int] = [:]
        for case .markRead(let name, let id) in actions { newest[name] = max(newest[name] ?? id, id) }
        actions.removeAll { if case .markRead(let name, let id) = $0 { newest[name] != id } else { false } }
        await carryOut(actions, host: host)
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
