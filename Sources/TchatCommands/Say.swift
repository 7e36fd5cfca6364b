import ArgumentParser
import FoundationEssentials
import Glibc
import Localization
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
        let outbox: Outbox
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
            return Route(outbox: Outbox(for: host.id, in: folder), own: host.person, title: target.title)
        case .thisComputer:
            let status = try await connection.status()
            return Route(
                outbox: Outbox(for: status.id, in: folder),
                own: status.caller.name,
                title: status.facts.name.visible()
            )
        }
    }

    private func send(_ text: String, on route: Route, over connection: HostConnection) async throws {
        let conversation = to ?? route.own
        let listener =
            to.map { tr("{person} on {host}", ["person": $0.visible(), "host": route.title]) } ?? route.title
        let uuid = try await route.outbox.accept(.message(text: text), for: conversation)
        let entry = try await Self.deliver(uuid, from: route.outbox, over: connection) { reason in
            writeToStandardError(
                "tchat: "
                    + tr(
                        "Kept on this computer for {listener}, and delivered the next time you say something to it or "
                            + "chat with it. {reason}",
                        ["listener": listener, "reason": reason]
                    ) + "\n"
            )
        }
        if entry != nil, isatty(STDOUT_FILENO) == 1 {
            try writeToStandardOutput(tr("Said to {listener}.", ["listener": listener]) + "\n")
        }
        guard wait else { return }
        let outbox = route.outbox
        let answer: Entry
        do {
            answer = try await withTimeout(.seconds(timeout), throwing: .timedOut(connection.location)) {
                try await Self.answer(to: uuid, ifKnown: entry, in: conversation, from: outbox, over: connection)
            }
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
    /// - Returns: The message as it stands in the log; nil when it is not there yet, or another process brought it there.
    private static func deliver(
        _ uuid: UUID,
        from outbox: Outbox,
        over connection: HostConnection,
        kept: (HostError) -> Void
    ) async throws -> Entry? {
        let delivery = try await outbox.deliver(using: connection)
        for (item, reason) in delivery.refused where item.uuid != uuid {
            writeToStandardError(
                "tchat: "
                    + tr(
                        "What you said at {time} was refused: {reason}",
                        ["time": DateText.dayAndTime(item.at), "reason": reason]
                    ) + "\n"
            )
        }
        if let (_, reason) = delivery.refused.first(where: { $0.item.uuid == uuid }) { throw reason }
        if let reason = delivery.stoppedBy { kept(reason) }
        return delivery.delivered.first { $0.uuid == uuid }
    }

    /// Waits for the next message of anybody else, and tells that it was read.
    private static func answer(
        to uuid: UUID,
        ifKnown entry: Entry?,
        in conversation: String,
        from outbox: Outbox,
        over connection: HostConnection
    ) async throws -> Entry {
        var own = entry
        for try await event in connection.events(after: entry?.id, vitals: false) {
            switch event {
            case .connected where own == nil:
                // What it becomes comes by this stream too, if it was not there before.
                own = try await deliver(uuid, from: outbox, over: connection) { _ in }
            case .entry(let new) where new.uuid == uuid:
                own = new
            case .entry(let new) where new.conversation == conversation && new.kind == .message:
                guard let own, new.id > own.id, new.author != own.author else { continue }
                // The answer is here, whether or not the host gets to know that it was read.
                _ = try? await connection.mark(MarkerUpdate(read: new.id), in: conversation)
                return new
            default:
                continue
            }
        }
        throw CancellationError()
    }
}
