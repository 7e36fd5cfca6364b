import FoundationEssentials
import Synchronization
import TchatClient
import TchatModel

/// A chat's session, shared by what happens on the host and what is typed.
final class ChatTalk: Sendable {
    /// Shows a line.
    let print: @Sendable (String) -> Void
    private let session: Mutex<ChatSession>
    private let outcome = Mutex<(hasRefusals: Bool, failure: (any Error)?)>((false, nil))

    /// How much of the conversation is shown again at the beginning.
    static let shownEntries = 20

    init(session: ChatSession, print: @escaping @Sendable (String) -> Void) {
        self.session = Mutex(session)
        self.print = print
    }

    /// Changes the session and shows what follows from it, before any other change.
    @discardableResult
    func perform(_ change: @Sendable (inout ChatSession) -> [ChatSession.Action]) -> [ChatSession.Action] {
        session.withLock { session in
            let actions = change(&session)
            for case .print(let text) in actions { print(text) }
            return actions
        }
    }

    /// Shows what happens.
    ///
    /// - Returns: The entry up to which the user has seen the conversation now; nil when there is nothing new to see.
    @discardableResult
    func show(_ event: SyncEvent) -> Int? {
        switch event {
        case .live: perform { $0.handleConnection() }
        case .away(let error): perform { $0.handleCut("\(error)") }
        case .entries(let batch): return show(batch)
        case .marker(let marker): perform { $0.showMarker(marker) }
        case .presence(let presence): perform { $0.showPresence(presence) }
        case .logWentBack(let id): perform { $0.handleLogWentBack(to: id) }
        case .refused(let refusal):
            outcome.withLock { $0.hasRefusals = true }
            perform { $0.refused(refusal.item.draft, uuid: refusal.item.uuid, reason: "\(refusal.reason)") }
        case .delayed(let delay): perform { $0.handleDelay(delay.map { "\($0)" }) }
        case .delivered, .deliveryStopped, .status, .conversations: break
        }
        return nil
    }

    private func show(_ batch: EntryBatch) -> Int? {
        let actions = perform { session in
            guard batch.origin == .history else { return batch.entries.flatMap { session.showEntry($0) } }
            return session.showHistory(batch.entries.suffix(Self.shownEntries))
        }
        let seen = actions.compactMap { if case .markRead(let id) = $0 { id } else { nil } }
        return seen.max()
    }

    /// Nothing more can be delivered.
    func noteFailure(_ error: any Error) { outcome.withLock { $0.failure = error } }

    /// Whether something was refused for good.
    var hasRefusals: Bool { outcome.withLock(\.hasRefusals) }

    /// Why nothing more can be delivered.
    var failure: (any Error)? { outcome.withLock(\.failure) }

    /// Whether every question was answered, and, if that matters, the last message too.
    func isAnswered(byOperator: Bool) -> Bool {
        session.withLock { $0.openQuestions.isEmpty && !(byOperator && $0.awaitsOperator) }
    }
}
