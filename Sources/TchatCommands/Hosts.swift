import ArgumentParser
import FoundationEssentials
import Glibc
import Localization
import TchatClient
import TchatModel

/// `tchat hosts`: the paired hosts and how they do.
struct Hosts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: tr("List the paired hosts and how they do, and forget hosts."),
        discussion: tr(
            """
            tchat hosts              all of them, and this computer when its server runs
            tchat hosts --json       the same for scripts
            tchat hosts remove lab3  forget a host; pairing again needs a new code
            """
        ),
        subcommands: [List.self, Remove.self],
        defaultSubcommand: List.self
    )
}

extension Hosts {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: tr("List the hosts (the default)."),
            discussion: tr(
                "All hosts are asked at once; one that doesn't answer within 2 seconds is shown as unreachable."
            )
        )

        @Flag(help: ArgumentHelp(tr("Print a JSON list, for scripts.")))
        var json = false

        func run() async throws {
            try await reportingHostErrors {
                var targets = try await KnownHosts(in: .standard()).all().map(HostTarget.paired)
                if let local = try? LocalSocket.find() { targets.insert(.thisComputer(local), at: 0) }
                let lines = try await HostLine.all(targets, deadline: .seconds(2))
                if json {
                    try writeToStandardOutput(try JSONText.pretty(lines) + "\n")
                } else if lines.isEmpty {
                    try writeToStandardOutput(
                        tr(
                            "No host is paired yet: type 'tchat connect ADDRESS', or start 'tchat serve' on this computer."
                        )
                            + "\n"
                    )
                } else {
                    let style = UserTerminal.outputStyle
                    try writeToStandardOutput(HostLine.table(lines, style: style).text(style: style) + "\n")
                }
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: tr("Forget a paired host, its token, and the copies of its conversations."),
            discussion: tr("The host keeps its side; 'tchat people remove' there makes the token useless."),
            aliases: ["forget"]
        )

        @Argument(help: ArgumentHelp(tr("The host's alias, name or address."), valueName: tr("host")))
        var host: String

        @Flag(
            name: .shortAndLong,
            help: ArgumentHelp(tr("Don't ask first, even when something you said was not delivered yet."))
        )
        var yes = false

        func run() async throws {
            try await reportingHostErrors {
                let folder = try DataFolder.standard()
                let hosts = KnownHosts(in: folder)
                let known: KnownHost
                do {
                    known = try await hosts.host(called: host)
                } catch HostError.notPaired {
                    throw failure(
                        tr("No paired host is called '{name}': 'tchat hosts' lists them.", ["name": host.visible()]),
                        status: EX_USAGE
                    )
                }
                let outbox = Outbox(for: known.id, in: folder)
                let waiting = try await outbox.waiting()
                if !waiting.isEmpty {
                    try await UserTerminal.require(
                        trn(
                            "{count} of your messages to {host} was not delivered yet and gets lost.",
                            "{count} of your messages to {host} were not delivered yet and get lost.",
                            waiting.count,
                            ["host": known.title.visible()]
                        ),
                        isConfirmed: yes
                    )
                }
                for item in waiting { try await outbox.discard(item.uuid) }
                try await hosts.remove(known.id)
                try await LocalCopy(of: known.id, in: folder).remove()
                try writeToStandardOutput(
                    tr(
                        "{host} ({address}) is forgotten.",
                        ["host": known.title.visible(), "address": known.address.description.visible()]
                    ) + "\n"
                )
            }
        }
    }
}

/// One host in the list, as far as it can be known now.
struct HostLine: Encodable, Sendable {
    /// The host's alias or name.
    var title: String
    /// Where it answers; absent for this computer.
    var address: String?
    /// What the user is called there.
    var person: String?
    /// What the user may do there.
    var role: Role?
    /// How many messages the user has not read; absent for those who have no conversation.
    var unread: Int?
    /// What the host is and how it does; absent when it can't be asked.
    var status: HostStatus?
    /// Why the host can't be asked, in English.
    var problem: String?
    /// The same in the user's language; not for programs.
    var shownProblem: String?

    /// This computer while its server doesn't tell its name.
    static let thisComputer = "this computer"

    private enum CodingKeys: CodingKey {
        case title, address, person, role, unread, status, problem
    }
}

extension HostLine {
    /// Asks all hosts at once; each has the same time.
    static func all(_ targets: [HostTarget], deadline: Duration) async throws -> [HostLine] {
        try await withThrowingTaskGroup(of: (Int, HostLine).self) { group in
            for (index, target) in targets.enumerated() {
                group.addTask { (index, try await HostLine(asking: target, deadline: deadline)) }
            }
            var lines: [(Int, HostLine)] = []
            for try await line in group { lines.append(line) }
            return lines.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private init(asking target: HostTarget, deadline: Duration) async throws {
        switch target {
        case .thisComputer:
            self.init(title: Self.thisComputer)
        case .paired(let host):
            self.init(title: host.title, address: "\(host.address)", person: host.person, role: host.role)
        }
        do {
            let (status, unread) = try await HostConnection.with(target.endpoint, timeout: deadline) { connection in
                try await withTimeout(deadline, throwing: .timedOut(connection.location)) {
                    let status = try await connection.status()
                    guard status.caller.role >= .member else { return (status, Int?.none) }
                    return (status, try await connection.conversations().reduce(0) { $0 &+ $1.unread })
                }
            }
            (self.status, self.unread) = (status, unread)
            (person, role) = (status.caller.name, status.caller.role)
            if address == nil { title = status.facts.name }
        } catch let error as HostError {
            problem = error.isTransient ? "unreachable: \(error.english)" : error.english
            shownProblem = error.isTransient ? tr("unreachable: {reason}", ["reason": error]) : "\(error)"
        }
    }

    /// The lines as a table.
    static func table(_ lines: [HostLine], style: TerminalStyle) -> TextTable {
        TextTable(
            header: [
                tr("HOST"), tr("ADDRESS"), tr("YOU ARE"), tr("UNREAD"), tr("CPU"), tr("RAM"), tr("STATUS"),
            ],
            rows: lines.map { line in
                let cpu: String
                if case .cpu(let usage)? = line.status?.vitals[.cpu] {
                    cpu = Quantity.percent(usage.usedPercent)
                } else {
                    cpu = "-"
                }
                var ram = "-"
                if case .ram(let memory)? = line.status?.vitals[.ram], let used = memory.usedBytes {
                    ram = tr(
                        "{part} of {whole}",
                        ["part": Quantity.bytes(used), "whole": Quantity.bytes(memory.totalBytes)]
                    )
                }
                let you = line.person.map { $0 + (line.role.map { " (\($0.rawValue))" } ?? "") } ?? "-"
                let isNameless = line.address == nil && line.status == nil
                return [
                    isNameless ? tr("this computer") : line.title.visible(),
                    line.address?.visible() ?? tr("this computer"),
                    you.visible(),
                    line.unread.map(String.init) ?? "-", cpu, ram,
                    (line.shownProblem ?? line.problem).map { style($0, .red) } ?? style(tr("ok"), .green),
                ]
            },
            rightAligned: [3, 4]
        )
    }
}
