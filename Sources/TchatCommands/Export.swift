import ArgumentParser
import Dispatch
import FoundationEssentials
import Glibc
import Localization
import TchatServer
import TchatStore

/// `tchat export`: the log as JSON Lines.
struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: tr("Print what was said on this computer, one JSON object a line."),
        discussion: tr(
            """
            Reads the log of this computer's server, whether it runs or not, oldest entry first. For a copy to keep, or \
            for other programs.

            tchat export > log.jsonl
            tchat export --conversation alice | jq -r .text
            """
        )
    )

    @Option(help: ArgumentHelp(tr("Only this conversation, with what concerns the whole host."), valueName: tr("name")))
    var conversation: String?

    @Option(
        help: ArgumentHelp(
            tr("Where the server keeps its state. Default: as 'tchat serve' does, from the settings."),
            valueName: tr("folder")
        )
    )
    var dataDir: String?

    func run() async throws {
        try await reportingHostErrors {
            let loader = SettingsLoader(
                flags: dataDir.map { ["data-dir": $0] } ?? [:],
                configPath: nil,
                environment: ProcessInfo.processInfo.environment
            )
            let directory: String
            do {
                directory = try loader.load().settings.server.dataDirectory
            } catch {
                throw failure("\(error)", status: EX_CONFIG)
            }
            try await Self.export(from: directory, conversation: conversation)
        }
    }

    /// Reads and writes on a thread of its own, since both wait for disks and pipes.
    private static func export(from directory: String, conversation: String?) async throws {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "tchat.export").async {
                continuation.resume(
                    with: Result {
                        var pending = ""
                        try LogReader(in: directory).export(conversation: conversation) { line in
                            pending += JSONText.escapingInvisible(line) + "\n"
                            guard pending.utf8.count >= 1 << 16 else { return }
                            try writeToStandardOutput(pending)
                            pending = ""
                        }
                        try writeToStandardOutput(pending)
                    }
                )
            }
        }
    }
}
