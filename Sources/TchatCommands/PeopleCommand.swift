import ArgumentParser
import Localization
import TchatClient
import TchatModel

/// `tchat people`: who may come in.
struct PeopleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "people",
        abstract: tr("List who is let in to a host, and shut people out."),
        discussion: tr(
            """
            tchat people                 everyone this computer's server knows
            tchat people --json          the same for scripts
            tchat people lab3            everyone a paired host knows; needs the role admin there
            tchat people remove alice    her tokens stop working; what was said stays
            """
        ),
        subcommands: [List.self, Remove.self],
        defaultSubcommand: List.self
    )
}

extension PeopleCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: tr("List everyone (the default)."))

        @OptionGroup var host: HostArgument

        @Flag(help: ArgumentHelp(tr("Print a JSON list, for scripts.")))
        var json = false

        func run() async throws {
            try await reportingHostErrors {
                let target = try await HostTarget.find(host.host)
                let people = try await HostConnection.with(target.endpoint) { try await $0.people() }
                let text = try json ? JSONText.pretty(people) : Self.table(people).text(style: UserTerminal.outputStyle)
                try writeToStandardOutput(text + "\n")
            }
        }

        static func table(_ people: [Person]) -> TextTable {
            TextTable(
                header: [
                    tr("NAME"), tr("ROLE"), tr("KIND"), tr("TOKENS"), tr("SINCE"), tr("LAST SEEN"),
                ],
                rows: people.map { person in
                    [
                        person.name.visible(), person.role.rawValue, words(for: person.kind), "\(person.tokens)",
                        DateText.dayAndTime(person.createdAt),
                        person.lastSeenAt.map { DateText.dayAndTime($0) } ?? "-",
                    ]
                },
                rightAligned: [3]
            )
        }

        private static func words(for kind: Person.Kind) -> String {
            switch kind {
            case .paired: trc("person", "paired")
            case .local: trc("person", "local")
            case .classic: trc("person", "classic")
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: tr("Shut a person out; the conversation stays."),
            discussion: tr("The person's tokens stop working at once, and what the person has open ends.")
        )

        @Argument(help: ArgumentHelp(tr("The person's name."), valueName: tr("name")))
        var name: String

        @OptionGroup var host: HostOption

        @Flag(name: .shortAndLong, help: ArgumentHelp(tr("Don't ask first.")))
        var yes = false

        func run() async throws {
            try await reportingHostErrors {
                let target = try await HostTarget.find(host.host)
                try await UserTerminal.require(
                    tr(
                        "All devices and scripts of {person} lose their access to {host}.",
                        ["person": name.visible(), "host": target.title]
                    ),
                    isConfirmed: yes
                )
                try await HostConnection.with(target.endpoint) { try await $0.removePerson(name) }
                try writeToStandardOutput(
                    tr(
                        "{person} has no access to {host} any more.",
                        ["person": name.visible(), "host": target.title]
                    ) + "\n"
                )
            }
        }
    }
}
