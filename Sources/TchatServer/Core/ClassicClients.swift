import FoundationEssentials
import HostMetrics
import Logging
import NIOCore
import Synchronization
import TchatModel
import TchatStore

/// A connected classic client, as others reach it.
protocol ClassicClient: AnyObject, Sendable {
    /// Sends the operator's answer to the client's oldest waiting message.
    ///
    /// Called under a lock, as is ``refuseMessage(behind:)``: it only has the client's event loop do it, in the order of the calls.
    ///
    /// - Parameter completion: Told later whether the connection took it, or was gone.
    func answer(_ text: String, _ completion: @escaping @Sendable (_ isTaken: Bool) -> Void)

    /// Refuses one of the client's waiting messages.
    ///
    /// - Parameter earlier: How many wait in front of it.
    func refuseMessage(behind earlier: Int)
}

/// The classic clients that are connected: what they say goes into the log, what operators say to them comes out of it.
final class ClassicClients: Sendable {
    private let state = Mutex(ClassicConversations())
    private let store: Store
    private let broadcaster: EventBroadcaster
    private let configuration: LiveConfiguration
    /// The machine's own name, under which it writes.
    private let host: Author
    private let audit: AuditLog
    private let logger: Logger
    private let refusals = Mutex(RepeatCounter<RefusalNotice>(limit: mostRefusalNotices))

    /// What a client was refused, and in which conversation it stands.
    private struct RefusalNotice: Hashable {
        var conversation: String
        var attempt: NoticeValues.Attempt
    }

    /// How many kinds of refusals are put into conversations in a minute; the audit trail has them all, counted.
    private static let mostRefusalNotices = 64

    init(
        store: Store,
        broadcaster: EventBroadcaster,
        configuration: LiveConfiguration,
        host: Author,
        audit: AuditLog,
        logger: Logger
    ) {
        self.store = store
        self.broadcaster = broadcaster
        self.configuration = configuration
        self.host = host
        self.audit = audit
        self.logger = logger
    }

    /// Takes over what operators said to clients before the server was started.
    func restore(_ undelivered: [Entry]) { state.withLock { $0.restore(undelivered) } }
}

// MARK: - For their connections

extension ClassicClients {
    /// Lets a client in.
    ///
    /// - Returns: The number under which it talks and leaves.
    func join(_ client: any ClassicClient, from address: IPAddress, role: Role) -> Int {
        let name = "\(address)"
        let sender = ClassicConversations.Sender(name: name, address: address, role: role)
        let number = state.withLock { $0.join(client, sender) }
        broadcaster.personConnected(name)
        logger.info("Client connected", metadata: ["person": "\(name)", "role": "\(role)"])
        return number
    }

    /// A client's connection is closed.
    func leave(_ number: Int) {
        guard let name = state.withLock({ $0.leave(number) }) else { return }
        broadcaster.personLeft(name)
        logger.info("Client left", metadata: ["person": "\(name)"])
    }

    /// Takes a client's message.
    ///
    /// - Returns: Whether there was room for it among those that wait already.
    func receive(_ text: String, from number: Int) -> Bool {
        let uuid = UUID()
        let limits = configuration.limits
        let sender = state.withLock { $0.receive(uuid, from: number, limits: limits) }
        guard let sender else {
            logger.info("Message refused: too many wait for the operator")
            return false
        }
        append(.message(text: text), uuid: uuid, of: sender)
        return true
    }

    /// Records what a client asked and was answered at once, unless the log has the same from the same sample.
    ///
    /// - Parameter snapshot: What it was answered from.
    func recordQuestion(_ item: Item, answeredFrom snapshot: Snapshot, to number: Int) {
        let sender = state.withLock { $0.recordQuestion(item, sample: snapshot.number, from: number) }
        guard let sender, let answer = snapshot.answer(to: item) else { return }
        let uuid = UUID()
        let reply = NewEntry(answer, to: uuid, in: sender.name, by: host)
        append(.question(item: item), uuid: uuid, of: sender, then: [reply])
    }

    /// Records that a client used a control word.
    func recordControl(_ action: ControlAction, by number: Int) {
        guard let sender = state.withLock({ $0.sender(of: number) }) else { return }
        append(.control(action), of: sender)
        logger.notice("Control word used", metadata: ["person": "\(sender.name)", "action": "\(action.rawValue)"])
    }

    /// Records that a client tried what its role does not allow.
    ///
    /// A client can try as often as it likes, from many addresses: the conversation says it once, and the audit trail how
    /// often.
    func recordRefusal(of attempt: NoticeValues.Attempt, to number: Int) {
        guard let sender = state.withLock({ $0.sender(of: number) }) else { return }
        var record = NewAuditRecord(.refused)
        if case .control(let action) = attempt { record.action = action }
        audit.note(record, from: sender.address)
        let notice = RefusalNotice(conversation: sender.name, attempt: attempt)
        if refusals.withLock({ $0.note(notice, orElse: nil, at: Date()) }) != nil {
            append(.notice(.refused, NoticeValues(attempt: attempt)), of: sender)
        }
        logger.notice("Not allowed", metadata: ["person": "\(sender.name)", "what": "\(attempt.rawValue)"])
    }

    /// A minute is over: what a client no longer tries is told again when it does.
    func endRefusalWindow() { _ = refusals.withLock { $0.endWindow() } }

    private func append(
        _ content: Entry.Content,
        uuid: UUID = UUID(),
        of sender: ClassicConversations.Sender,
        then followUps: [NewEntry] = []
    ) {
        let isNotice = if case .notice = content { true } else { false }
        let entry = NewEntry(
            uuid: uuid,
            conversation: sender.name,
            author: isNotice ? host : Author(kind: .person, name: sender.name),
            content: content
        )
        store.append(entry, then: followUps, of: (sender.name, .classic, sender.role)) { [weak self, logger] result in
            guard case .failure(let error) = result else { return }
            logger.error("A classic client's words were not kept", metadata: ["reason": "\(error)"])
            // Otherwise it would wait for ever, and take the answer to a later message.
            self?.state.withLock { state in
                guard let refused = state.withdraw(uuid) else { return }
                refused.client.refuseMessage(behind: refused.earlier)
            }
        }
    }
}

// MARK: - For conversations

extension ClassicClients {
    /// The role of a client that is connected from an address.
    func role(ofConnected name: String) -> Role? { state.withLock { $0.role(ofConnected: name) } }

    /// The names of those who are connected, or were told something that has not reached them.
    var activeNames: Set<String> { state.withLock(\.activeNames) }

    /// Whether the operator may say this much more to a client.
    func hasRoom(for text: String, in name: String) -> Bool {
        let limits = configuration.limits
        return state.withLock { $0.hasRoom(for: text, in: name, limits: limits) }
    }

    /// Sends clients what was written for them; called in the order of the log.
    func entriesWritten(_ entries: [Entry]) {
        state.withLock { state in
            for entry in entries {
                guard let delivery = state.entryWritten(entry) else { continue }
                // Under the lock: which message is meant goes by how many wait, and others change that.
                delivery.client.answer(delivery.text) { [weak self] isTaken in
                    if isTaken { self?.markDelivered(delivery) } else { self?.putBack(delivery) }
                }
            }
        }
    }

    /// The connection was gone: whoever comes from there next is told.
    private func putBack(_ delivery: ClassicConversations.Delivery) { state.withLock { $0.putBack(delivery) } }

    private func markDelivered(_ delivery: ClassicConversations.Delivery) {
        let name = delivery.name
        let reader = Author(kind: .person, name: name)
        store.mark(name, reader: reader, MarkerUpdate(delivered: delivery.lastEntryID)) { [broadcaster] result in
            if case .success(let (marker, true)) = result { broadcaster.publishMarker(marker) }
        }
    }
}

extension NewEntry {
    /// The machine's answer to a question.
    init(_ answer: ItemAnswer, to question: UUID, in conversation: String, by host: Author) {
        self.init(
            uuid: UUID(),
            conversation: conversation,
            author: host,
            content: .answer(item: answer.item, answers: question, text: answer.text, values: answer.values)
        )
    }
}
