import ArgumentParser
import FoundationEssentials
import Glibc
import TchatClient
import TchatModel

/// `tchat ask`: what a machine says about itself.
struct Ask: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask a machine about itself.",
        discussion: """
            Items: \(HostClient.offeredItems.map(\.rawValue).joined(separator: ", ")). Without one, all of them.
            """
    )

    @Argument(help: ArgumentHelp("Where the host answers: a name or an IP address.", valueName: "address[:port]"))
    var address: HostAddress

    @Argument(help: "What to ask.")
    var items: [Item] = []

    @Flag(help: "Print one JSON object, for scripts.")
    var json = false

    @OptionGroup var timeout: TimeoutOption

    func run() async throws {
        let client = HostClient(address: address, timeout: timeout.duration)
        let asked = items.isEmpty ? HostClient.offeredItems : items
        let answers = try await reportingHostErrors { try await client.ask(asked) }
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            let object = Dictionary(answers.map { ($0.item.rawValue, $0) }) { $1 }
            print(String(decoding: try encoder.encode(object), as: UTF8.self))
        } else {
            let style = TerminalStyle(
                isTerminal: isatty(STDOUT_FILENO) == 1,
                environment: ProcessInfo.processInfo.environment
            )
            print(AnswerTable(answers: answers, style: style).text)
        }
    }
}
