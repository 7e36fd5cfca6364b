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

            Some of what anybody can repeat (listening, refusals, wrong tokens and codes) and some of the rest are shown. \
            With --repeatable it is one of them, and --before goes on with what is older.

            tchat audit
            tchat audit lab3 --limit 20
            tchat audit --repeatable false --before 1200
            """
        )
    )

    @OptionGroup var host: HostArgument

    @Option(help: ArgumentHelp(tr("How many lines, 1 to 1000."), valueName: tr("number")))
    var limit = 100

    @Option(
        help: ArgumentHelp(
            tr("Only what anybody can repeat (true), or only the rest (false)."),
            valueName: "true|false"
        )
    )
    var repeatable: Bool?

    @Option(help: ArgumentHelp(tr("With --repeatable: the last lines before this one."), valueName: tr("number")))
    var before: Int?

    @Flag(help: ArgumentHelp(tr("Print each line as JSON, for scripts.")))
    var json = false

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError(tr("--limit takes a number from 1 to 1000.")) }
        guard let before else { return }
        guard before >= 0 else { throw ValidationError(tr("--before takes the number of a line.")) }
        guard repeatable != nil else {
            throw ValidationError(tr("--before needs --repeatable true or --repeatable false."))
        }
    }

    func run() async throws {
        try await reportingHostErrors {
            let target = try await HostTarget.find(host.host)
            let trail = try await HostConnection.with(target.endpoint) { connection in
                try await connection.audit(isRepeatable: repeatable, before: before, limit: limit)
            }
            if json {
                for record in trail.records { try writeToStandardOutput(try JSONText.line(record) + "\n") }
            } else {
                try writeToStandardOutput(Self.table(trail.records).text(style: UserTerminal.outputStyle) + "\n")
            }
            if let hint = Self.hint(behind: trail, repeatable: repeatable) { writeToStandardError("tchat: \(hint)\n") }
        }
    }

    /// How to see older lines, if there are any.
    static func hint(behind trail: AuditTrail, repeatable: Bool?) -> String? {
        guard trail.hasMore, let first = trail.records.first else { return nil }
        guard let repeatable else {
            return tr("There are older ones too: choose with --repeatable true or --repeatable false.")
        }
        return tr(
            "There are older ones too: --repeatable {share} --before {id}",
            ["share": "\(repeatable)", "id": "\(first.id)"]
        )
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
