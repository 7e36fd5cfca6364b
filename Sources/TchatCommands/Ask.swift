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

    @Argument(
        help: ArgumentHelp("Where the host answers: a name or an IP address.", valueName: "address[:port]"),
        transform: HostAddress.init(argument:)
    )
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
            let text = String(decoding: try encoder.encode(object), as: UTF8.self)
            try writeToStandardOutput(Self.escapingInvisible(text) + "\n")
        } else {
            let style = TerminalStyle(
                isTerminal: isatty(STDOUT_FILENO) == 1,
                environment: ProcessInfo.processInfo.environment
            )
            try writeToStandardOutput(AnswerTable(answers: answers, style: style).text + "\n")
        }
    }

    /// JSON in which what could act on a terminal is escaped (RFC 8259 § 7); the encoder does so only for C0 controls.
    static func escapingInvisible(_ json: String) -> String {
        guard json.visible(keepingNewlines: true) != json else { return json }
        return json.unicodeScalars.map { scalar in
            let text = String(scalar)
            guard text.visible(keepingNewlines: true) != text else { return text }
            return text.utf16.map { unit in
                let digits = String(unit, radix: 16)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }.joined()
        }.joined()
    }
}
