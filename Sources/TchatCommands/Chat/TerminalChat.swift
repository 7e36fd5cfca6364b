import FoundationEssentials
import TchatClient
import TchatModel

/// A chat in a terminal: what happens appears above the prompt, and counts as read.
struct TerminalChat: Sendable {
    let runner: ChatRunner
    let hostTitle: String

    /// Runs until the user leaves, or no further try can change that the host does not let them in.
    func run(in editor: LineEditor) async throws {
        let (talk, person) = (runner.talk, runner.person)
        let style = TerminalStyle(isTerminal: true, environment: ProcessInfo.processInfo.environment)
        editor.setPrompt(style("\(person.visible())@\(hostTitle)", .bold) + "> ")
        let old = try await runner.storage.entries(of: person, limit: ChatTalk.shownEntries)
        talk.perform { $0.showHistory(old) }
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    // What no further try can change, such as being shut out, ends the conversation.
                    defer { editor.stop() }
                    try await follow()
                }
                group.addTask { await editor.followTerminalSignals() }
                for await typed in editor.lines {
                    guard try await runner.take(typed) else { break }
                }
                group.cancelAll()
                // The first failure is the one that ended it.
                for try await _ in group {}
            }
        } catch is CancellationError {
        } catch {
            editor.stop()
            await editor.ended()
            throw error
        }
        editor.stop()
        await editor.ended()
    }

    private func follow() async throws {
        let (sync, talk, person) = (runner.sync, runner.talk, runner.person)
        try await sync.run { event in
            // Whoever was shut out is not let in by trying, only slowed down.
            if case .deliveryStopped(let error) = event { throw error }
            if let id = talk.show(event) { sync.markRead(id, in: person) }
        }
    }
}
