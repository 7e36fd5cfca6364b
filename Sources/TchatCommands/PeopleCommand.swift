import ArgumentParser
import Localization
import TchatClient
import TchatModel

/// `tchat people`: who may come in.
struct PeopleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "people",
        abstract: "List who is let in to a host, and shut people out.",
        discussion: """
            tchat people                 everyone this computer's server knows
            tchat people --json          the same for scripts
            tchat people lab3            everyone a paired host knows; needs the role admin there
            tchat people remove alice    her tokens stop working; what was said stays
            """,
        subcommands: [List.self, Remove.self],
        defaultSubcommand: List.self
    )
}

extension PeopleCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List everyone (the default).")

        @OptionGroup var host: HostArgument

        @Flag(help: "Print a JSON list, for scripts.")
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
                header: ["NAME", "ROLE", "KIND", "TOKENS", "SINCE", "LAST SEEN"],
                rows: people.map { person in
                    [
                        person.name.visible(), person.role.rawValue, person.kind.rawValue, "\(person.tokens)",
                        DateText.dayAndTime(person.createdAt),
                        person.lastSeenAt.map { DateText.dayAndTime($0) } ?? "-",
                    ]
                },
                rightAligned: [3]
            )
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shut a person out; the conversation stays.",
            discussion: "The person's tokens stop working at once, and what the person has open ends."
        )

        @Argument(help: "The person's name.")
        var name: String

        @OptionGroup var host: HostOption

        @Flag(name: .shortAndLong, help: "Don't ask first.")
        var yes = false

        func run() async throws {
            try await reportingHostErrors {
                let target = try await HostTarget.find(host.host)
                try await UserTerminal.require(
                    "All devices and scripts of \(name.visible()) lose their access to \(target.title).",
                    isConfirmed: yes
                )
                try await HostConnection.with(target.endpoint) { try await $0.removePerson(name) }
                try writeToStandardOutput("\(name.visible()) has no access to \(target.title) any more.\n")
            }
        }
    }
}
