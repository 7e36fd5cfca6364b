import ArgumentParser
import Localization
import TchatClient
import TchatModel

/// `tchat audit`: who did what on a host.
struct Audit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: tr("Show who was let in, did, or tried what on a host."),
        discussion: tr(
            """
            The last lines of the audit trail, oldest first. On a paired host it needs the role operator.

            tchat audit
            tchat audit lab3 --limit 20
            """
        )
    )

    @OptionGroup var host: HostArgument

    @Option(help: ArgumentHelp(tr("How many lines, 1 to 1000."), valueName: tr("number")))
    var limit = 100

    @Flag(help: ArgumentHelp(tr("Print each line as JSON, for scripts.")))
    var json = false

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError(tr("--limit takes a number from 1 to 1000.")) }
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
            header: [tr("TIME"), tr("EVENT"), tr("PERSON"), tr("ADDRESS"), tr("DETAIL")],
            rows: records.map { record in
                [
                    DateText.dayAndTime(record.at), AuditText.words(for: record.event).visible(),
                    record.person?.visible() ?? "-",
                    record.address?.visible() ?? "-", record.detail.map { AuditText.detail($0).visible() } ?? "",
                ]
            }
        )
    }
}

/// The audit trail's own words, which a host says in English.
enum AuditText {
    /// What happened; an event of a newer host as it is.
    static func words(for event: String) -> String { events.translation(of: event) }

    /// Its detail.
    static func detail(_ detail: String) -> String { details.translation(of: detail) }

    private static let events = KnownSentences([
        trLater("listens"), trLater("control"), trLater("refused"), trLater("paired"), trLater("revoked"),
        trLater("code-made"), trLater("token-made"), trLater("wrong-code"), trLater("wrong-token"),
    ])

    private static let details = KnownSentences([trLater("by {name}"), trLater("{role}, by {name}")])
}
