import ArgumentParser
import FoundationEssentials
import Glibc
import Localization
import TchatClient
import TchatModel

/// `tchat ask`: what a machine says about itself.
struct Ask: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: tr("Ask a machine about itself."),
        usage: tr(
            """
            tchat ask [<host>] [<item> ...] [--json] [--timeout <seconds>]
            tchat ask --classic <address[:port]> [<item> ...] [--json] [--timeout <seconds>]
            """
        ),
        discussion: tr(
            """
            The host is a paired one: its alias, name or address; without one, or with localhost, it is this computer.
            Items: {items}. Without one, all of them.

            With --classic the host needs no pairing, only an address; the items are {classicItems}, and nothing is \
            encrypted.

            tchat ask                  this computer, everything
            tchat ask cpu ram          this computer
            tchat ask lab3 disk        a paired host
            """,
            [
                "items": Item.words.joined(separator: ", "),
                "classicItems": ClassicClient.offeredItems.map(\.rawValue).joined(separator: ", "),
            ]
        )
    )

    @Argument(
        help: ArgumentHelp(tr("A host, items, or a host and items."), valueName: tr("host and items")),
        completion: .list(Item.words)
    )
    var words: [String] = []

    @Flag(help: ArgumentHelp(tr("Print one JSON object, for scripts.")))
    var json = false

    @Flag(help: ArgumentHelp(tr("Use the old protocol, without pairing and without encryption.")))
    var classic = false

    @OptionGroup var timeout: TimeoutOption

    func run() async throws {
        try await reportingHostErrors {
            if classic { try await askInClassicProtocol() } else { try await ask() }
        }
    }

    private func ask() async throws {
        let question = try await HostAndWords.read(words)
        if question.host == nil, let first = question.words.first, Item(rawValue: first) == nil {
            throw UnpairedHost(name: first, alternative: tr("ask with --classic if it is a server of the old kind"))
        }
        let items = try Self.items(question.words)
        let target = try await HostTarget.find(question.host)
        let status = try await HostConnection.with(target.endpoint, timeout: timeout.duration) { try await $0.status() }
        let answers = items.map { HostAnswer($0, from: status) }
        if json {
            try writeToStandardOutput(try JSONText.pretty(HostAnswer.Object(answers: answers)) + "\n")
        } else {
            try writeToStandardOutput(HostAnswerTable(answers: answers, style: UserTerminal.outputStyle).text + "\n")
        }
    }

    /// Reads items as they were typed; none means all.
    static func items(_ words: [String]) throws -> [Item] {
        let items = try words.map { word in
            guard let item = Item(rawValue: word) else {
                throw failure(
                    tr(
                        "'{item}' can't be asked: ask {items}.",
                        ["item": word.visible(), "items": Item.words.joined(separator: ", ")]
                    ),
                    status: EX_USAGE
                )
            }
            return item
        }
        return items.isEmpty ? Item.allCases : items
    }

    private func askInClassicProtocol() async throws {
        guard let address = words.first else {
            throw failure(tr("--classic needs an address: tchat ask --classic ADDRESS."), status: EX_USAGE)
        }
        let items = try words.count > 1 ? Self.items(Array(words.dropFirst())) : ClassicClient.offeredItems
        let client = ClassicClient(address: try HostAddress(argument: address), timeout: timeout.duration)
        let answers = try await client.ask(items)
        if json {
            let object = Dictionary(answers.map { ($0.item.rawValue, $0) }) { $1 }
            try writeToStandardOutput(try JSONText.pretty(object) + "\n")
        } else {
            try writeToStandardOutput(AnswerTable(answers: answers, style: UserTerminal.outputStyle).text + "\n")
        }
    }
}

/// What a host says about one item.
struct HostAnswer: Equatable {
    /// What was asked.
    let item: Item
    /// How old it is and what it says; nil where the machine has nothing to measure.
    let reading: Vitals.Aged?

    /// Picks an item out of what the host tells.
    init(_ item: Item, from status: HostStatus) {
        self.item = item
        reading =
            switch item {
            case .name: Vitals.Aged(ageSeconds: 0, values: .name(.init(name: status.facts.name)))
            case .os: Vitals.Aged(ageSeconds: 0, values: .os(status.facts.operatingSystem))
            default: status.vitals.readings[item]
            }
    }
}

extension HostAnswer {
    /// Answers as one object: `{"cpu":{"ageSeconds":0.2,"values":{…}},"battery":null}`.
    struct Object: Encodable {
        let answers: [HostAnswer]

        private enum AgedKeys: String, CodingKey {
            case ageSeconds, values
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: ItemKey.self)
            for answer in answers {
                guard let reading = answer.reading else {
                    try container.encodeNil(forKey: ItemKey(answer.item))
                    continue
                }
                var aged = container.nestedContainer(keyedBy: AgedKeys.self, forKey: ItemKey(answer.item))
                try aged.encode(reading.ageSeconds, forKey: .ageSeconds)
                try aged.encode(reading.values, forKey: .values)
            }
        }
    }

    private struct ItemKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(_ item: Item) { stringValue = item.rawValue }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
