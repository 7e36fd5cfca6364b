import ArgumentParser
import FoundationEssentials
import Glibc
import Localization
import Logging
import ServiceLifecycle
import TchatClient
import TchatModel
import UnixSignals

/// `tchat console`: the operator's console in any terminal of the machine.
struct Console: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: tr("Answer people at this computer from any terminal of it."),
        discussion: tr(
            """
            The same console as that of 'tchat serve' in a terminal, over the server's Unix socket; there may be several at \
            once. What people write appears above the prompt, what you type goes to the one shown in the prompt; /help \
            lists the commands. Ctrl-D leaves; the server goes on.
            """
        )
    )

    func run() async throws {
        try await reportingHostErrors {
            let endpoint = try LocalSocket.find()
            let user = try await HostConnection.with(endpoint) { try await $0.status().caller.name }
            try await run(at: endpoint, as: user)
        }
    }

    private func run(at endpoint: HostEndpoint, as user: String) async throws {
        let style = TerminalStyle(isTerminal: true, environment: ProcessInfo.processInfo.environment)
        let console = ConsoleState(
            OperatorConsole(name: user, place: .elsewhere, style: style, clock: { DateText.time($0, seconds: true) })
        )
        let editor: LineEditor
        do {
            editor = try LineEditor(
                options: LineEditor.Options(
                    keepsEnteredLines: false,
                    completer: { line, cursor in console.withLock { $0.completions(of: line, cursor: cursor) } }
                )
            )
        } catch {
            throw failure(
                tr("The console needs a terminal that can move its cursor: use 'tchat say' in scripts."),
                status: EX_USAGE
            )
        }
        let end = EndService()
        let service = ConsoleService(endpoint: endpoint, editor: editor, console: console) { end.end() }
        var configuration = ServiceGroupConfiguration(
            services: [
                .init(service: service),
                .init(service: end, successTerminationBehavior: .gracefullyShutdownGroup),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint, .sighup],
            logger: Logger(label: "tchat") { _ in SwiftLogNoOpLogHandler() }
        )
        configuration.maximumGracefulShutdownDuration = .seconds(2)
        configuration.maximumCancellationDuration = .seconds(1)
        try await ServiceGroup(configuration: configuration).run()
    }
}

/// Ends the service group when it is told to.
private final class EndService: Service {
    private let ends: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (ends, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func end() { continuation.finish() }

    func run() async throws {
        for await _ in ends.cancelOnGracefulShutdown() {}
    }
}
