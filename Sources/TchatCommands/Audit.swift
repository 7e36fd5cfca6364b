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
                    DateText.dayAndTime(record.at), record.event.label.visible(), record.person?.visible() ?? "-",
                    record.address?.visible() ?? "-", record.values.visible(),
                ]
            }
        )
    }
}

extension AuditEvent {
    /// What happened; what only another version knows, as it is.
    fileprivate var label: String {
        switch self {
        case .listens: tr("listens")
        case .control: tr("control")
        case .refused: tr("refused")
        case .paired: tr("paired")
        case .revoked: tr("revoked")
        case .codeMade: tr("code-made")
        case .tokenMade: tr("token-made")
        case .wrongCode: tr("wrong-code")
        case .wrongToken: tr("wrong-token")
        case .other(let word): word
        }
    }
}

extension AuditRecord {
    /// What else there is to say, in the user's language; what an older host said, as it is.
    fileprivate var values: String {
        var parts = [[method, route].compactMap(\.self).joined(separator: " ")]
        parts.append(action?.rawValue ?? "")
        if event == .refused, route == nil, action == nil, detail == nil, address != nil {
            parts.append(tr("a message"))
        }
        parts.append(role?.rawValue ?? "")
        parts.append(by.map { tr("by {name}", ["name": $0]) } ?? "")
        if let count {
            let since = DateText.dayAndTime(firstAt ?? at)
            parts.append(trn("{count} time since {time}", "{count} times since {time}", count, ["time": since]))
        }
        parts.append(detail ?? "")
        return parts.filter { !$0.isEmpty }.joined(separator: ", ")
    }
}
