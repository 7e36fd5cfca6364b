import ArgumentParser
import FoundationEssentials
import Glibc
import Localization
import TchatClient
import TchatModel

/// A chat in a pipe: each line is said, in order, and what is said from then on is printed.
///
/// It begins with the newest entry there is when the host is first heard; nothing is copied, and nothing counts as read.
struct PipedChat: Sendable {
    let runner: ChatRunner
    let hostTitle: String
    let location: HostLocation
    let timeout: Duration
    /// How long to wait for the operator's answer.
    let wait: Duration

    /// Runs until everything is delivered and answered, as far as it is to be waited for.
    func run(_ lines: some AsyncSequence<String, Never> & Sendable) async throws {
        let talk = runner.talk
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await follow()
                } catch is CancellationError {
                } catch {
                    talk.noteFailure(error)
                }
            }
            for await line in lines {
                guard try await runner.take(.line(line)) else { break }
            }
            try await finish()
            group.cancelAll()
        }
        guard !talk.hasRefusals else { throw ExitCode(EX_DATAERR) }
    }

    private func follow() async throws {
        let talk = runner.talk
        try await runner.sync.run { event in
            switch event {
            case .entries(var batch):
                // Only what is said belongs into a pipe.
                batch.entries.removeAll { $0.conversation == nil }
                talk.show(.entries(batch))
            case .refused, .delayed: talk.show(event)
            case .deliveryStopped(let error): talk.noteFailure(error)
            default: break
            }
        }
    }

    private func finish() async throws {
        let (talk, storage) = (runner.talk, runner.storage)
        do {
            try await withTimeout(max(timeout, wait), throwing: .timedOut(location)) {
                while try await !storage.waiting().isEmpty {
                    if let failure = talk.failure { throw failure }
                    try await Task.sleep(for: .milliseconds(50))
                }
                while !talk.isAnswered(byOperator: wait > .zero) {
                    if let failure = talk.failure { throw failure }
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
        } catch let error as HostError {
            if let failure = talk.failure { throw failure }
            let waiting = try await storage.waiting().count
            guard waiting > 0 else {
                guard talk.isAnswered(byOperator: false) else { throw error }
                throw failure(
                    tr("Nobody answered in time; what was said is delivered, and 'tchat chat' shows what comes later."),
                    status: EX_TEMPFAIL
                )
            }
            throw failure(
                trn(
                    "{host} can't be reached: {count} line is kept and delivered with the next tchat chat or say.",
                    "{host} can't be reached: {count} lines are kept and delivered with the next tchat chat or say.",
                    waiting,
                    ["host": hostTitle]
                ),
                status: EX_TEMPFAIL
            )
        }
    }
}
