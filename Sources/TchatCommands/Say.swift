import ArgumentParser
import FoundationEssentials
import Glibc
import Localization
import Synchronization
import TchatClient
import TchatModel

/// `tchat say`: one message, from a command line or a script.
struct Say: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: tr("Say one thing to whoever sits at a machine."),
        usage: tr("tchat say [<host>] <text> ... [--to <name>] [--wait] [--timeout <seconds>]"),
        discussion: tr(
            """
            The message goes into your conversation with the host, or with --to, as an operator, into that person's. It \
            is kept on this computer first: when the host is away it is delivered the next time you say something to \
            it or chat with it. The exit status is 0 once it is kept.

            The host is a paired one: its alias, name or address; without one, or with localhost, it is this computer. \
            A first word that is no paired host is part of the text. The text '-' is read from the input.

            tchat say lab3 "The printer is out of paper."
            tchat say --to alice "On my way."
            df -h | tchat say lab3 -
            """
        )
    )

    @Argument(
        help: ArgumentHelp(tr("A host, and what to say; - reads that from the input."), valueName: tr("host and text"))
    )
    var words: [String]

    @Option(help: ArgumentHelp(tr("Say it to this person, as an operator."), valueName: tr("name")))
    var to: String?

    @Flag(help: ArgumentHelp(tr("Wait for the answer and print it.")))
    var wait = false

    @Option(help: ArgumentHelp(tr("With --wait, seconds to wait for the answer at most."), valueName: tr("seconds")))
    var timeout = 600.0

    /// As much as is read from the input; a server takes less (`limits.message-bytes`).
    private static let longestTextBytes = 65_536

    func validate() throws {
        guard timeout > 0, timeout <= 86400 else {
            throw ValidationError(tr("--timeout takes seconds, more than 0 and at most 86400."))
        }
    }

    func run() async throws {
        try await reportingHostErrors {
            let order = try await HostAndWords.read(words)
            if order.host == nil, let first = order.words.first, order.words.count > 1, HostAndWords.isAddress(first) {
                throw UnpairedHost(name: first)
            }
            let text = try await Self.text(order.words)
            let target = try await Self.find(order)
            try await HostConnection.with(target.endpoint, timeout: .seconds(5)) { connection in
                let route = try await Self.route(to: target, over: connection)
                try await send(text, on: route, over: connection)
            }
        }
    }

    /// Where messages to a host are kept, and whose conversation they go to.
    private struct Route {
        let storage: LiveHostStorage
        let own: String
        let title: String
    }

    /// What to say, of the words or of the input.
    private static func text(_ words: [String]) async throws -> String {
        var text = words.joined(separator: " ")
        if words == ["-"] {
            var lines: [String] = []
            var size = 0
            for await line in StandardInput.lines {
                size += line.utf8.count + 1
                guard size <= longestTextBytes else {
                    throw failure(
                        tr("The input is too long: say at most {limit} bytes.", ["limit": longestTextBytes]),
                        status: EX_DATAERR
                    )
                }
                lines.append(line)
            }
            text = lines.joined(separator: "\n")
        }
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw failure(
                tr("There is nothing to say: write it behind the host, or give it as input with '-'."),
                status: EX_USAGE
            )
        }
        return text
    }

    private static func find(_ order: HostAndWords) async throws -> HostTarget {
        do {
            return try await HostTarget.find(order.host)
        } catch HostError.noLocalServer where order.host == nil && order.words.count > 1 {
            throw UnpairedHost(name: order.words[0], alternative: tr("start 'tchat serve' to talk on this computer"))
        }
    }

    private static func route(to target: HostTarget, over connection: HostConnection) async throws -> Route {
        let folder = target.dataFolder(in: try .standard())
        switch target {
        case .paired(let host):
            return Route(storage: LiveHostStorage(of: host.id, in: folder), own: host.person, title: target.title)
        case .thisComputer:
            let status = try await connection.status()
            return Route(
                storage: LiveHostStorage(of: status.id, in: folder),
                own: status.caller.name,
                title: status.facts.name.visible()
            )
        }
    }

    private func send(_ text: String, on route: Route, over connection: HostConnection) async throws {
        let conversation = to ?? route.own
        let listener =
            to.map { tr("{person} on {host}", ["person": $0.visible(), "host": route.title]) } ?? route.title
        let policy = SyncPolicy(scope: .conversation(conversation), start: .newest)
        let sync = HostSync(client: connection, storage: route.storage, policy: policy)
        let uuid = try await sync.accept(.message(text: text), for: conversation)
        let isDelivered = try await Self.deliver(uuid, from: route.storage, over: connection) { reason in
            writeToStandardError(
                "tchat: "
                    + tr(
                        "Kept on this computer for {listener}, and delivered the next time you say something to it or "
                            + "chat with it. {reason}",
                        ["listener": listener, "reason": reason]
                    ) + "\n"
            )
        }
        if isDelivered, isatty(STDOUT_FILENO) == 1 {
            try writeToStandardOutput(tr("Said to {listener}.", ["listener": listener]) + "\n")
        }
        guard wait else { return }
        let answer: Entry
        do {
            answer = try await withTimeout(.seconds(timeout), throwing: .timedOut(connection.location)) {
                try await Self.answer(to: uuid, in: conversation, sync, route.storage)
            }
            // The answer is here, whether or not the host gets to know that it was read.
            _ = try? await connection.mark(MarkerUpdate(read: answer.id), in: conversation)
        } catch HostError.timedOut {
            // Only this timeout: the events go on by themselves after one of theirs.
            Self.leave(
                failure(
                    tr("Nobody answered in time; the message is kept, and 'tchat chat' shows what comes later."),
                    status: EX_TEMPFAIL
                )
            )
        }
        try writeToStandardOutput((answer.text ?? "").visible(keepingNewlines: true) + "\n")
        Self.leave(.success)
    }

    /// Ends the program at once: to close a stream over TLS in form can take the other side seconds.
    private static func leave(_ status: ExitCode) -> Never {
        Glibc.exit(status.rawValue)
    }

    /// Delivers what waits.
    ///
    /// - Parameter kept: Is told why when the message can't be delivered now.
    /// - Returns: Whether the message was delivered by this.
    private static func deliver(
        _ uuid: UUID,
        from storage: LiveHostStorage,
        over connection: HostConnection,
        kept: (HostError) -> Void
    ) async throws -> Bool {
        let own = Mutex<HostError?>(nil)
        let delivery = try await storage.deliver(using: connection) { _ in
            false
        } refused: { refusal in
            if let reason = report(refusal, of: uuid) { own.withLock { $0 = reason } }
        }
        if let refusal = own.withLock({ $0 }) { throw refusal }
        if let reason = delivery.stoppedBy { kept(reason) }
        return delivery.delivered.contains { $0.uuid == uuid }
    }

    /// Says what was refused of what was said before.
    ///
    /// - Returns: Why the message was, if it is that.
    private static func report(_ refusal: Outbox.Refusal, of uuid: UUID) -> HostError? {
        if refusal.item.uuid == uuid { return refusal.reason }
        writeToStandardError(
            "tchat: "
                + tr(
                    "What you said at {time} was refused: {reason}",
                    ["time": DateText.dayAndTime(refusal.item.at), "reason": refusal.reason]
                ) + "\n"
        )
        return nil
    }

    /// Waits for the next message of anybody else, after the message is there.
    private static func answer(
        to uuid: UUID,
        in conversation: String,
        _ sync: HostSync,
        _ storage: LiveHostStorage
    ) async throws -> Entry {
        struct Answered: Error { let entry: Entry }
        let search = Mutex(AnswerSearch(to: uuid, in: conversation))
        do {
            try await sync.run { event in
                switch event {
                case .entries(let batch):
                    for entry in batch.entries {
                        if let answer = search.withLock({ $0.take(entry) }) { throw Answered(entry: answer) }
                    }
                case .refused(let refusal):
                    guard let reason = report(refusal, of: uuid) else { break }
                    // This ends before it is noted that it was refused.
                    try? await storage.discard(uuid)
                    throw reason
                case .deliveryStopped(let error): throw error
                default: break
                }
            }
        } catch let answered as Answered {
            return answered.entry
        }
        throw CancellationError()
    }
}

/// Finds the answer to a message among entries, which come in the order of ids.
struct AnswerSearch: Sendable {
    private let uuid: UUID
    private let conversation: String
    private var own: Entry?

    /// - Parameters:
    ///   - uuid: The message's.
    ///   - conversation: Where it was said.
    init(to uuid: UUID, in conversation: String) {
        (self.uuid, self.conversation) = (uuid, conversation)
    }

    /// Takes the next entry.
    ///
    /// - Returns: The entry, if it is the answer: the first message of anybody else.
    mutating func take(_ entry: Entry) -> Entry? {
        if entry.uuid == uuid { own = entry }
        guard let own, entry.conversation == conversation, entry.kind == .message, entry.author != own.author else {
            return nil
        }
        return entry
    }
}
