import ArgumentParser
import FoundationEssentials
import Glibc
import Localization
import Synchronization
import TchatClient
import TchatModel

/// `tchat chat`: a conversation with a machine and whoever sits at it.
struct Chat: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: tr("Talk with a machine and whoever sits at it."),
        discussion: tr(
            """
            What you type goes to the operator, whose answer appears above the prompt; when the host is away it is kept \
            and delivered later, once. The words name, os, cpu, ram ask the machine itself; disconnect leaves, reset and \
            kill make everyone leave and re-open or stop the server. /help says more; Ctrl-D leaves.

            When the input is not a terminal, each line is kept, delivered in order, and the answers printed as they come; \
            it ends when everything is delivered and the machine has answered what it was asked.
            """
        )
    )

    @Argument(
        help: ArgumentHelp(
            tr("A paired host: its alias, name or address; with --classic any address. Default: this computer."),
            valueName: tr("host")
        )
    )
    var host: String?

    @Flag(
        help: ArgumentHelp(tr("Speak the original plain-text protocol, which needs no pairing and is not encrypted."))
    )
    var classic = false

    @OptionGroup var timeout: TimeoutOption

    @Option(
        help: ArgumentHelp(
            tr(
                "Seconds to wait for the operator's answer when the input is not a terminal. Default: 0, with --classic 600."
            ),
            valueName: tr("seconds")
        )
    )
    var wait: Double?

    func validate() throws {
        guard wait.map({ $0 >= 0 && $0 <= 86400 }) ?? true else {
            throw ValidationError(tr("--wait takes seconds, from 0 to 86400."))
        }
        guard !classic || host != nil else {
            throw ValidationError(tr("--classic needs an address: tchat chat --classic ADDRESS[:PORT]."))
        }
    }

    func run() async throws {
        if classic, let host {
            let address = try HostAddress(argument: host)
            try await ClassicChat(address: address, timeout: timeout.duration, wait: .seconds(wait ?? 600)).run()
        } else {
            try await reportingHostErrors {
                let target = try await HostTarget.find(host)
                try await Conversation(target: target, timeout: timeout.duration, wait: .seconds(wait ?? 0)).run()
            }
        }
    }
}

/// A session shared by what happens and what is typed.
private final class Talk: Sendable {
    let print: @Sendable (String) -> Void
    private let session: Mutex<ChatSession>
    private let outcome = Mutex<(refusals: Int, failure: HostError?)>((0, nil))

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

    /// Something was refused for good.
    func noteRefusal() { outcome.withLock { $0.refusals += 1 } }

    /// Nothing more can be delivered.
    func noteFailure(_ error: HostError) { outcome.withLock { $0.failure = error } }

    /// Whether something was refused for good.
    var hasRefusals: Bool { outcome.withLock { $0.refusals > 0 } }

    /// Why nothing more can be delivered.
    var failure: HostError? { outcome.withLock(\.failure) }

    /// Whether every question was answered, and, if that matters, the last message too.
    func isAnswered(byOperator: Bool) -> Bool {
        session.withLock { $0.openQuestions.isEmpty && !(byOperator && $0.awaitsOperator) }
    }
}

/// A conversation over the API, in a terminal or in a pipe.
private struct Conversation: Sendable {
    let target: HostTarget
    let timeout: Duration
    let wait: Duration

    /// How much of the conversation is shown again at the beginning.
    private static let shownEntries = 20
    /// How long something that did not go out waits for its next try while the host is heard.
    private static let retryDelay = Duration.seconds(2)

    /// Where the conversation stands.
    private struct Place: Sendable {
        var person: String
        var outbox: Outbox
        var copy: LocalCopy
    }

    func run() async throws {
        try await HostConnection.with(target.endpoint, timeout: timeout) { host in
            let place = try await place(host)
            let style = TerminalStyle(
                isTerminal: isatty(STDOUT_FILENO) == 1,
                environment: ProcessInfo.processInfo.environment
            )
            let session = ChatSession(
                person: place.person,
                hostTitle: target.title,
                style: style,
                clock: { DateText.time($0, seconds: true) },
                day: { DateText.day($0) }
            )
            let options = LineEditor.Options(
                keepsEnteredLines: false,
                completer: { ChatSession.completions(of: $0, cursor: $1) }
            )
            if let editor = try? LineEditor(options: options) {
                let talk = Talk(session: session, print: { editor.print($0) })
                try await converse(talk, with: host, place: place, editor: editor)
            } else {
                let talk = Talk(session: session, print: { try? writeToStandardOutput($0 + "\n") })
                try await relay(talk, with: host, place: place)
            }
        }
    }

    /// Who the person is on the host, and where what is kept for it lies.
    private func place(_ host: HostConnection) async throws -> Place {
        let folder = target.dataFolder(in: try .standard())
        switch target {
        case .paired(let known):
            return Place(
                person: known.person,
                outbox: Outbox(for: known.id, in: folder),
                copy: LocalCopy(of: known.id, in: folder)
            )
        case .thisComputer:
            let status = try await host.status()
            return Place(
                person: status.caller.name,
                outbox: Outbox(for: status.id, in: folder),
                copy: LocalCopy(of: status.id, in: folder)
            )
        }
    }

    // MARK: - In a terminal

    private func converse(
        _ talk: Talk,
        with host: HostConnection,
        place: Place,
        editor: LineEditor
    ) async throws {
        let style = TerminalStyle(isTerminal: true, environment: ProcessInfo.processInfo.environment)
        editor.setPrompt(style("\(place.person.visible())@\(target.title)", .bold) + "> ")
        let old = try await place.copy.entries(of: place.person, limit: Self.shownEntries)
        talk.perform { $0.begin(old) }
        let (wakeUps, wakeUp) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        wakeUp.yield()
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    // What no further try can change, such as being shut out, ends the conversation.
                    defer { editor.stop() }
                    try await follow(talk, host: host, place: place, wakeUp: wakeUp)
                }
                group.addTask {
                    defer { editor.stop() }
                    try await deliver(talk, host: host, place: place, wakeUps: wakeUps, wakeUp: wakeUp)
                }
                group.addTask { await editor.followTerminalSignals() }
                for await typed in editor.lines {
                    guard try await take(typed, talk: talk, host: host, place: place, wakeUp: wakeUp) else { break }
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

    /// Does what a typed line says.
    ///
    /// - Returns: Whether the conversation goes on.
    private func take(
        _ typed: LineEditor.Input,
        talk: Talk,
        host: HostConnection,
        place: Place,
        wakeUp: AsyncStream<Void>.Continuation
    ) async throws -> Bool {
        for action in talk.perform({ $0.typed(typed) }) {
            switch action {
            case .accept(let draft):
                do {
                    let uuid = try await place.outbox.accept(draft, for: place.person)
                    talk.perform { $0.accepted(draft, uuid: uuid, at: Date()) }
                    wakeUp.yield()
                } catch let error as LocalFileError {
                    talk.print(tr("Not kept: {reason}", ["reason": error]))
                }
            case .control(let action):
                do {
                    try await host.control(action)
                } catch let error as HostError {
                    talk.print(tr("{action} was not done: {reason}", ["action": action.rawValue, "reason": error]))
                }
            case .leave: return false
            case .print, .markRead: break
            }
        }
        return true
    }

    /// Shows what happens, from where the copy ends.
    private func follow(
        _ talk: Talk,
        host: HostConnection,
        place: Place,
        wakeUp: AsyncStream<Void>.Continuation
    ) async throws {
        let last = try await place.copy.lastID(of: place.person)
        if last == nil {
            // A first visit begins with what there is, as far as the host can be asked.
            if let new = try? await place.copy.catchUp(place.person, from: host) {
                talk.perform { $0.begin(new.suffix(Self.shownEntries)) }
            }
        }
        let start = try await place.copy.lastID(of: place.person) ?? 0
        for try await event in host.events(after: start, vitals: false) {
            var read: Int?
            for action in show(event, talk: talk) {
                if case .markRead(let id) = action { read = id }
            }
            switch event {
            case .connected: wakeUp.yield()
            case .logWentBack(let id): try await place.copy.forget(after: id, of: place.person)
            case .entry(let entry) where entry.conversation ?? place.person == place.person:
                try? await place.copy.append([entry], to: place.person)
            default: break
            }
            if let read { _ = try? await host.mark(MarkerUpdate(read: read), in: place.person) }
        }
    }

    private func show(_ event: StreamEvent, talk: Talk) -> [ChatSession.Action] {
        talk.perform { session in
            switch event {
            case .connected: session.handleConnection()
            case .disconnected(let error, _): session.handleCut("\(error)")
            case .entry(let entry): session.handle(entry)
            case .marker(let marker): session.handle(marker)
            case .presence(let presence): session.handle(presence)
            case .logWentBack(let id): session.handleLogWentBack(to: id)
            case .vitals: []
            }
        }
    }

    /// Sends what is kept whenever there is something new, or the host is back.
    private func deliver(
        _ talk: Talk,
        host: HostConnection,
        place: Place,
        wakeUps: AsyncStream<Void>,
        wakeUp: AsyncStream<Void>.Continuation
    ) async throws {
        for await _ in wakeUps {
            let delivery = try await place.outbox.deliver(using: host)
            for (item, reason) in delivery.refused {
                talk.perform { $0.refused(item.draft, uuid: item.uuid, reason: "\(reason)") }
                talk.noteRefusal()
            }
            talk.perform { [stop = delivery.stoppedBy] in $0.handleDelay(stop.map { "\($0)" }) }
            if let stop = delivery.stoppedBy {
                // Whoever was shut out is not let in by trying, only slowed down.
                guard stop.isTransient else { throw stop }
                try await Task.sleep(for: Self.retryDelay)
                wakeUp.yield()
            }
        }
    }

    // MARK: - In a pipe

    private func relay(_ talk: Talk, with host: HostConnection, place: Place) async throws {
        let (wakeUps, wakeUp) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        // What an earlier process kept goes out even when nothing is added to it.
        wakeUp.yield()
        let start = try? await host.conversations().compactMap(\.lastEntry?.id).max()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for try await event in host.events(after: start ?? 0, vitals: false) {
                    // Only what is said belongs into a pipe.
                    if case .entry(let entry) = event, entry.conversation != nil { _ = show(event, talk: talk) }
                }
            }
            group.addTask {
                do {
                    try await deliver(talk, host: host, place: place, wakeUps: wakeUps, wakeUp: wakeUp)
                } catch let error as HostError {
                    talk.noteFailure(error)
                }
            }
            for await line in StandardInput.lines {
                guard try await take(.line(line), talk: talk, host: host, place: place, wakeUp: wakeUp) else { break }
            }
            try await finish(talk, place: place)
            group.cancelAll()
        }
        guard !talk.hasRefusals else { throw ExitCode(EX_DATAERR) }
    }

    /// Waits until everything is delivered and answered, as far as it is to be waited for.
    private func finish(_ talk: Talk, place: Place) async throws {
        let patience = max(timeout, wait)
        do {
            try await withTimeout(patience, throwing: .timedOut(target.endpoint.location)) {
                while try await !place.outbox.waiting().isEmpty {
                    if let failure = talk.failure { throw failure }
                    try await Task.sleep(for: .milliseconds(50))
                }
                while !talk.isAnswered(byOperator: wait > .zero) { try await Task.sleep(for: .milliseconds(50)) }
            }
        } catch let error as HostError {
            if let failure = talk.failure { throw failure }
            let waiting = try await place.outbox.waiting().count
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
                    ["host": target.title]
                ),
                status: EX_TEMPFAIL
            )
        }
    }
}
