import ArgumentParser
import FoundationEssentials
import Glibc
import Localization
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
                try await Self.talk(to: target, timeout: timeout.duration, wait: .seconds(wait ?? 0))
            }
        }
    }

    /// A conversation over the API, in a terminal or in a pipe.
    private static func talk(to target: HostTarget, timeout: Duration, wait: Duration) async throws {
        try await HostConnection.with(target.endpoint, timeout: timeout) { host in
            let (person, storage) = try await place(of: target, host)
            let style = TerminalStyle(
                isTerminal: isatty(STDOUT_FILENO) == 1,
                environment: ProcessInfo.processInfo.environment
            )
            let session = ChatSession(
                person: person,
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
                let talk = ChatTalk(session: session, print: { editor.print($0) })
                try await TerminalChat(
                    runner: ChatRunner(
                        person: person,
                        client: host,
                        storage: storage,
                        talk: talk,
                        start: .copies
                    ),
                    hostTitle: target.title
                )
                .run(in: editor)
            } else {
                let talk = ChatTalk(session: session, print: { try? writeToStandardOutput($0 + "\n") })
                try await PipedChat(
                    runner: ChatRunner(
                        person: person,
                        client: host,
                        storage: storage,
                        talk: talk,
                        start: .newest
                    ),
                    hostTitle: target.title,
                    location: target.endpoint.location,
                    timeout: timeout,
                    wait: wait
                )
                .run(StandardInput.lines)
            }
        }
    }

    /// Who the user is on the host, and where what is kept for it lies.
    private static func place(
        of target: HostTarget,
        _ host: HostConnection
    ) async throws -> (person: String, storage: LiveHostStorage) {
        let folder = target.dataFolder(in: try .standard())
        switch target {
        case .paired(let known):
            return (known.person, LiveHostStorage(of: known.id, in: folder))
        case .thisComputer:
            let status = try await host.status()
            return (status.caller.name, LiveHostStorage(of: status.id, in: folder))
        }
    }
}
