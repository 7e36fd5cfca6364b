import ArgumentParser
import FoundationEssentials
import Glibc
import Localization
import TchatClient
import TchatModel

/// `tchat search`: what was said, by its words.
struct Search: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: tr("Find what was said on a host, by its words."),
        usage: tr("tchat search [<host>] <words> ... [--conversation <name>] [--limit <number>] [--json]"),
        discussion: tr(
            """
            Finds messages, answers and notices with all of the words, in either case and with or without accents; the \
            last word may be the beginning of one. An operator searches all conversations, everyone else their own.

            The host is a paired one: its alias, name or address; without one, or with localhost, it is this computer. \
            A first word that is no paired host is one to find.

            tchat search printer paper
            tchat search lab3 printer --conversation alice
            """
        )
    )

    @Argument(help: ArgumentHelp(tr("A host, and the words to find."), valueName: tr("host and words")))
    var words: [String]

    @Option(help: ArgumentHelp(tr("Search only this conversation."), valueName: tr("name")))
    var conversation: String?

    @Option(help: ArgumentHelp(tr("How many entries to show at most: the newest, 1 to 500."), valueName: tr("number")))
    var limit = 100

    @Flag(help: ArgumentHelp(tr("Print each entry as a line of JSON, for scripts.")))
    var json = false

    func validate() throws {
        guard (1...500).contains(limit) else { throw ValidationError(tr("--limit takes a number from 1 to 500.")) }
    }

    func run() async throws {
        try await reportingHostErrors {
            let order = try await HostAndWords.read(words)
            if order.host == nil, let first = order.words.first, order.words.count > 1, HostAndWords.isAddress(first) {
                throw UnpairedHost(name: first)
            }
            guard !order.words.isEmpty else {
                throw failure(tr("There is nothing to find: write words behind the host."), status: EX_USAGE)
            }
            let target = try await HostTarget.find(order.host)
            let found = try await HostConnection.with(target.endpoint) { connection in
                try await find(order.words.joined(separator: " "), over: connection)
            }
            if json {
                for entry in found.entries { try writeToStandardOutput(try JSONText.line(entry) + "\n") }
            } else {
                let lines = EntryLines(style: UserTerminal.outputStyle, showsConversation: conversation == nil)
                for entry in found.entries { try writeToStandardOutput(lines.text(of: entry) + "\n") }
            }
            if found.hasMore {
                writeToStandardError(
                    "tchat: \(tr("There are older ones too: give more words, or a greater --limit."))\n"
                )
            } else if found.entries.isEmpty {
                writeToStandardError("tchat: \(tr("Nothing was found."))\n")
            }
        }
    }

    /// Searches all conversations the caller may read, a few at a time.
    private func find(_ text: String, over connection: HostConnection) async throws -> EntryPage {
        let names: [String]
        if let conversation {
            names = [conversation]
        } else {
            names = try await connection.conversations().map(\.name)
        }
        let limit = limit
        let pages = try await withThrowingTaskGroup(of: EntryPage.self) { group in
            var pages: [EntryPage] = []
            for (index, name) in names.enumerated() {
                if index >= 8, let page = try await group.next() { pages.append(page) }
                group.addTask { try await connection.entries(of: name, limit: limit, search: text) }
            }
            for try await page in group { pages.append(page) }
            return pages
        }
        return Self.merged(pages, limit: limit)
    }

    /// The newest entries of several pages, oldest first; what is in every conversation is there once.
    static func merged(_ pages: [EntryPage], limit: Int) -> EntryPage {
        let all = Dictionary(pages.flatMap(\.entries).map { ($0.id, $0) }) { first, _ in first }
        let newest = all.values.sorted { $0.id < $1.id }.suffix(limit)
        return EntryPage(
            entries: Array(newest),
            hasMore: all.count > newest.count || pages.contains { $0.hasMore }
        )
    }
}

/// Entries as lines for people.
struct EntryLines {
    let style: TerminalStyle
    /// Whether each line says in which conversation it stands.
    let showsConversation: Bool
    var time: (Date) -> String = { DateText.dayAndTime($0) }

    /// One entry; further lines of its text are indented.
    func text(of entry: Entry) -> String {
        let place = showsConversation ? entry.conversation.map { " [\($0.visible())]" } ?? "" : ""
        let said = words(of: entry).visible(keepingNewlines: true)
        let lines = said.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n    ")
        let author = style(tr("{name}:", ["name": entry.author.name.visible()]), .bold)
        return
            "\(style(time(entry.at), .dim))\(style(place, .dim)) \(author) \(lines)"
    }

    private func words(of entry: Entry) -> String {
        switch entry.content {
        case .message(let text): text
        case .answer(let item, _, let text, let reading): AnswerText.text(of: item, reading: reading, words: text)
        case .alert(let text): "! \(text)"
        case .question(let item): "? \(item.rawValue)"
        case .control(let action): "(\(action.rawValue))"
        case .notice(let event, let values): "(\(event.sentence(values)))"
        }
    }
}
