import ArgumentParser
import Localization
import TchatClient
import TchatModel

/// `tchat audit`: who did what on a host.
struct Audit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show who was let in, did, or tried what on a host.",
        discussion: """
            The last lines of the audit trail, oldest first. On a paired host it needs the role operator.

            tchat audit
            tchat audit lab3 --limit 20
            """
    )

    @OptionGroup var host: HostArgument

    @Option(help: "How many lines, 1 to 1000.")
    var limit = 100

    @Flag(help: "Print each line as JSON, for scripts.")
    var json = false

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit takes a number from 1 to 1000.") }
    }

    func run() async throws {
        try await reportingHostErrors {
            let target = try await HostTarget.find(host.host)
            let records = try await HostConnection.with(target.endpoint) { try await $0.audit(limit: limit) }
            if json {
                for record in records { try writeToStandardOutput(try JSONText.line(record) + "\n") }
            } else {
                try writeToStandardOutput(Self.table(records).text(style: UserTerminal.outputStyle) + "\n")
            }
        }
    }

    static func table(_ records: [AuditRecord]) -> TextTable {
        TextTable(
            header: ["TIME", "EVENT", "PERSON", "ADDRESS", "DETAIL"],
            rows: records.map { record in
                [
                    DateText.dayAndTime(record.at), record.event.visible(), record.person?.visible() ?? "-",
                    record.address?.visible() ?? "-", record.detail?.visible() ?? "",
                ]
            }
        )
    }
}
