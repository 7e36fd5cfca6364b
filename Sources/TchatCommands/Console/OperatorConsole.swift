import FoundationEssentials
import Localization
import TchatModel

/// What the operator sees and what typed lines mean, without a terminal and without a server.
///
/// What is typed always goes to the conversation in the prompt, and only the operator moves the prompt away from someone.
/// While something is being typed, nobody new comes into the prompt: words meant for one person must never reach another.
struct OperatorConsole {
    /// Where the console runs, which decides what leaving it means.
    enum Place {
        /// In the terminal of `tchat serve`: it ends with the server, and the server with it.
        case server
        /// In any other terminal: the server goes on without it.
        case elsewhere
    }

    enum Action: Equatable {
        /// Show text above the prompt.
        case print(String)
        case setPrompt(String)
        case say(String, to: String)
        /// The operator has seen a conversation up to an entry.
        case markRead(String, upTo: Int)
        case reset
        /// Stop the server.
        case stop
        /// End the console alone.
        case leave
    }

    private struct Conversation {
        let name: String
        /// A short way to name it, as long as this console runs.
        let number: Int
        let isClassic: Bool
        var isConnected = false
        /// What was said and not answered, oldest first.
        var waiting: [Waiting] = []
        var askedQuestions = 0
        /// The newest entry the console was given; it may be given again.
        var lastID = 0
    }

    /// A message that waits for an answer.
    struct Waiting: Equatable {
        var id: Int
        var text: String
        var at: Date
        /// Whether a classic client may still be there to take a reply for this message alone.
        var isOwedReply = false
    }

    private let style: TerminalStyle
    private let clock: @Sendable (Date) -> String
    private let place: Place
    /// The operator's own name.
    private let name: String

    private var conversations: [Conversation] = []
    /// The newest entry the console began with.
    private var firstID = 0
    private var hostTitle = "localhost"
    private var operators: Set<String>?
    private var current: String?
    private var isEndAnnounced = false
    private var isStopping = false
    private var isCutOff = false
    private var unconfirmed: Command?

    /// - Parameters:
    ///   - name: The operator's own name.
    ///   - clock: The time of day of an instant, as it is shown.
    init(name: String, place: Place, style: TerminalStyle, clock: @escaping @Sendable (Date) -> String) {
        self.name = name
        self.place = place
        self.style = style
        self.clock = clock
    }

    /// The names and commands that the word being typed could become.
    func completions(of line: String, cursor: Int) -> [String] {
        let typed = LineEditor.beginning(of: line, upTo: cursor)
        let words = typed.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count > 1 else {
            return typed.hasPrefix("/") ? commands.map(\.word).filter { $0.hasPrefix(typed) } : []
        }
        guard words.count == 2, words[0] == Command.to.word else { return [] }
        return conversations.map(\.name).filter { $0.hasPrefix(words[1]) }
    }
}

// MARK: - What happens on the host

extension OperatorConsole {
    /// Begins with the conversations there are, and the newest entries of those in which something may wait.
    mutating func begin(
        _ summaries: [ConversationSummary],
        newest: [String: [Entry]],
        now: Date = Date()
    ) -> [Action] {
        for summary in summaries.reversed() {
            let index = self.index(of: summary.name)
            for entry in newest[summary.name] ?? [] { note(entry, at: index, mayBeThere: true) }
            firstID = max(firstID, conversations[index].lastID)
            // What an operator has seen and left without an answer for a day needs none; a classic client needs each.
            let seen = summary.markers.filter { $0.reader.kind == .operator }.compactMap(\.read).max() ?? 0
            let day = 86_400.0
            conversations[index].waiting.removeAll {
                !$0.isOwedReply && $0.id <= seen && now.timeIntervalSince($0.at) > day
            }
        }
        current = oldestWaiting?.name
        var actions: [Action] = [.print(note(tr("/help lists the commands")))]
        actions += current.map(waitingLines) ?? []
        return actions + [.setPrompt(prompt)]
    }

    /// Takes what the host is called.
    mutating func handle(_ status: HostStatus) -> [Action] {
        hostTitle = status.facts.name.visible()
        return []
    }

    /// The host's log went back, and later ids are given out anew.
    mutating func handleLogWentBack(to id: Int) -> [Action] {
        firstID = min(firstID, id)
        for index in conversations.indices {
            conversations[index].lastID = min(conversations[index].lastID, id)
            conversations[index].waiting.removeAll { $0.id > id }
        }
        return [.print(style(HostWords.logWentBack(hostTitle), .yellow)), .setPrompt(prompt)]
    }

    /// Shows an entry of the log, unless it is known already.
    ///
    /// - Parameter isTyping: Whether something stands behind the prompt.
    mutating func handle(_ entry: Entry, isTyping: Bool) -> [Action] {
        guard let name = entry.conversation else {
            guard entry.id > firstID else { return [] }
            switch entry.content {
            case .notice(.stopping, _): isStopping = true
            // What was missed while it stopped and started again comes in one go.
            case .notice(.started, _), .notice(.rebooted, _): isStopping = false
            default: break
            }
            for index in conversations.indices { note(entry, at: index, mayBeThere: false) }
            return [.print(line(ofHost: entry))]
        }
        let index = index(of: name)
        guard entry.id > conversations[index].lastID else { return [] }
        let isUnasked = conversations[index].isClassic && !conversations[index].waiting.contains(where: \.isOwedReply)
        note(entry, at: index, mayBeThere: conversations[index].isConnected)
        if entry.author.kind == .person, entry.kind == .message, current == nil, !isTyping { current = name }
        guard let line = line(of: entry, in: conversations[index], isUnasked: isUnasked) else { return [] }
        var actions: [Action] = [.print(line)]
        // What is said elsewhere is only announced here: whoever turns to it has read it.
        if entry.author.kind == .person, name == current { actions.append(.markRead(name, upTo: entry.id)) }
        return actions + [.setPrompt(prompt)]
    }

    /// Shows who came and went.
    mutating func handle(_ presence: Presence, isTyping: Bool) -> [Action] {
        var actions: [Action] = []
        let people = Set(presence.people ?? [])
        for person in people.sorted() where conversations.first(where: { $0.name == person })?.isConnected != true {
            let index = index(of: person)
            conversations[index].isConnected = true
            if current == nil, !isTyping { current = person }
            actions.append(.print(note(tr("{name} connected", ["name": person.visible()]))))
        }
        for index in conversations.indices where conversations[index].isConnected {
            guard !people.contains(conversations[index].name) else { continue }
            conversations[index].isConnected = false
            actions.append(.print(farewell(to: index)))
        }
        for index in conversations.indices where !conversations[index].isConnected { forgetOwedReplies(at: index) }
        let others = Set(presence.operators).subtracting([name])
        for other in others.subtracting(operators ?? others).sorted() {
            actions.append(.print(note(tr("{name} is at a console too", ["name": other.visible()]))))
        }
        for other in (operators ?? []).subtracting(others).sorted() {
            actions.append(.print(note(tr("{name} left the console", ["name": other.visible()]))))
        }
        operators = others
        return actions.isEmpty ? [] : actions + [.setPrompt(prompt)]
    }

    /// The server is not heard any more.
    mutating func handleCut(_ reason: String) -> [Action] {
        guard !isStopping, !isCutOff else { return [] }
        isCutOff = true
        return [
            .print(
                style(tr("The server is not there: {reason} It is tried again.", ["reason": reason.visible()]), .yellow)
            )
        ]
    }

    /// The server is heard again.
    mutating func handleReturn() -> [Action] {
        defer { isCutOff = false }
        isStopping = false
        return isCutOff ? [.print(note(tr("The server is there again")))] : []
    }

    /// Takes what an entry says about who waits.
    ///
    /// - Parameter mayBeThere: Whether its author may be connected still.
    private mutating func note(_ entry: Entry, at index: Int, mayBeThere: Bool) {
        conversations[index].lastID = entry.id
        switch (entry.content, entry.author.kind) {
        case (.message(let text), .person):
            conversations[index].waiting.append(
                Waiting(
                    id: entry.id,
                    text: text,
                    at: entry.at,
                    isOwedReply: conversations[index].isClassic && mayBeThere
                )
            )
        case (.message, .operator):
            // A classic client gets one reply for each message; to anyone else an answer is one to all of them.
            let waiting = conversations[index].waiting
            let settled = waiting.firstIndex(where: \.isOwedReply) ?? waiting.indices.last
            conversations[index].waiting = settled.map { Array(waiting[($0 + 1)...]) } ?? []
        case (.question, _):
            conversations[index].askedQuestions += 1
        case (.notice(.started, _), _), (.notice(.rebooted, _), _), (.notice(.reset, _), _):
            forgetOwedReplies(at: index)
        default:
            break
        }
    }

    private mutating func farewell(to index: Int) -> String {
        let conversation = conversations[index]
        var parts = [tr("{name} left", ["name": conversation.name.visible()])]
        if conversation.askedQuestions > 0 {
            parts.append(tr("questions asked: {number}", ["number": conversation.askedQuestions]))
        }
        if !conversation.waiting.isEmpty {
            parts.append(tr("messages without an answer: {number}", ["number": conversation.waiting.count]))
        }
        conversations[index].askedQuestions = 0
        return note(parts.joined(separator: trc("between parts of a line", "; ")))
    }

    /// Nobody is left at the other end to take a reply for each message: the next answer is one to all of them.
    private mutating func forgetOwedReplies(at index: Int) {
        for message in conversations[index].waiting.indices {
            conversations[index].waiting[message].isOwedReply = false
        }
    }

    /// The place of a conversation, which is made when it is new.
    private mutating func index(of name: String) -> Int {
        if let index = conversations.firstIndex(where: { $0.name == name }) { return index }
        // What is an IP address names a classic client and nobody else.
        let isClassic = IPAddressText.isAddress(name)
        conversations.append(Conversation(name: name, number: conversations.count + 1, isClassic: isClassic))
        return conversations.count - 1
    }
}

// MARK: - What the operator types

extension OperatorConsole {
    /// A line that begins with `/`; to say one that does, write `//`.
    private enum Command: String, CaseIterable {
        case to
        case next
        case who
        case reset
        case kill
        case quit
        case help

        var word: String { "/\(rawValue)" }
    }

    private var commands: [Command] {
        Command.allCases.filter { place == .elsewhere || $0 != .kill }
    }

    /// How a command is typed, and what it does.
    private func help(of command: Command) -> (usage: String, text: String) {
        let text =
            switch command {
            case .to: tr("write to NAME from now on (its number is enough)")
            case .next: tr("answer whoever has waited longest")
            case .who: tr("list the conversations and what waits for an answer")
            case .reset: tr("make everyone leave, read the configuration, open the port anew")
            case .kill: tr("tell everyone and stop the server")
            case .quit where place == .server: tr("tell everyone and stop the server (as Ctrl-C does)")
            case .quit: tr("leave this console; the server goes on")
            case .help: tr("this list; // at the start of a line says it with one /")
            }
        return (command == .to ? tr("/to NAME") : command.word, text)
    }

    private var helpLines: [String] {
        commands.map(help).map { "\($0.usage.padded(to: 10)) \($0.text)" }
    }

    /// Does what a typed line says.
    mutating func typed(_ line: String) -> [Action] {
        isEndAnnounced = false
        let text = String(line.trimmingPrefix(while: \.isWhitespace))
        if let command = unconfirmed {
            unconfirmed = nil
            guard UserTerminal.isYes(text) else {
                return [.print(tr("{action} was not done.", ["action": command.word])), .setPrompt(prompt)]
            }
            return [command == .reset ? .reset : .stop, .setPrompt(prompt)]
        }
        guard !text.isEmpty else { return [] }
        if text.hasPrefix("/"), !text.hasPrefix("//") { return command(text.split(separator: " ").map(String.init)) }

        guard let current else {
            let problem =
                conversations.isEmpty
                ? tr("Nobody has been here yet: what you type can't be said to anyone.")
                : tr("That was said to nobody: turn to someone with /to NAME; the arrow up brings the line back.")
            return [.print(style(problem, .yellow))]
        }
        return [.say(text.hasPrefix("//") ? String(text.dropFirst()) : line, to: current)]
    }

    /// Control-D on an empty line: where it would stop the server, once says so first.
    mutating func endOfInput() -> [Action] {
        if place == .elsewhere { return [.leave] }
        if isEndAnnounced { return [.stop] }
        isEndAnnounced = true
        return [.print(style(tr("Press Ctrl-D once more to tell everyone and stop the server."), .yellow))]
    }

    private mutating func command(_ words: [String]) -> [Action] {
        guard let command = commands.first(where: { $0.word == words[0] }) else {
            return [
                .print(
                    style(tr("There is no command {word}; /help lists them.", ["word": words[0].visible()]), .yellow)
                )
            ]
        }
        guard words.count <= (command == .to ? 2 : 1) else {
            let problem =
                command == .to
                ? tr("/to takes one name behind it; // says a line with /.")
                : tr("{command} takes nothing behind it; // says a line with /.", ["command": command.word])
            return [.print(style(problem, .yellow))]
        }
        switch command {
        case .to: return turn(to: words.dropFirst().first)
        case .next:
            guard let oldestWaiting else { return [.print(tr("Nobody waits for an answer."))] }
            return turn(to: oldestWaiting)
        case .who: return [.print(whoLines.joined(separator: "\n"))]
        case .reset where place == .server: return [.reset]
        case .quit: return [place == .server ? .stop : .leave]
        case .help: return [.print(helpLines.joined(separator: "\n"))]
        case .reset, .kill:
            unconfirmed = command
            let what =
                command == .reset
                ? tr("/reset makes everyone leave and opens the port anew.")
                : tr("/kill stops the server for everyone.")
            return [.print(style("\(what) \(tr("Type yes to do it."))", .yellow))]
        }
    }

    private mutating func turn(to word: String?) -> [Action] {
        guard let word else { return [.print(style(tr("Say to whom: /to NAME; /who lists the names."), .yellow))] }
        let found = conversations.first { $0.name == word || String($0.number) == word }
        // A number is only ever the number of one conversation: it must not become the beginning of another's name.
        let beginning = Int(word) == nil ? conversations.filter { $0.name.hasPrefix(word) } : []
        guard let conversation = found ?? (beginning.count == 1 ? beginning[0] : nil) else {
            let problem =
                beginning.isEmpty
                ? tr("Nobody named {word}; /who lists the names.", ["word": word.visible()])
                : tr("More than one name begins with {word}; /who lists the names.", ["word": word.visible()])
            return [.print(style(problem, .yellow))]
        }
        return turn(to: conversation)
    }

    private mutating func turn(to conversation: Conversation) -> [Action] {
        current = conversation.name
        return waitingLines(conversation.name) + [.setPrompt(prompt)]
    }
}

// MARK: - How it looks

extension OperatorConsole {
    private var oldestWaiting: Conversation? {
        conversations.filter { !$0.waiting.isEmpty }.min { $0.waiting[0].at < $1.waiting[0].at }
    }

    private var prompt: String {
        let elsewhere = conversations.filter { !$0.waiting.isEmpty && $0.name != current }.count
        let mark = elsewhere > 0 ? style(tr("[{number} waiting]", ["number": elsewhere]) + " ", .yellow) : ""
        return mark + style(current?.visible() ?? tr("nobody"), .bold) + "> "
    }

    private var whoLines: [String] {
        guard !conversations.isEmpty else { return [tr("Nobody has been here yet.")] }
        let width = conversations.map(\.name.count).max() ?? 0
        let (connected, away) = (tr("connected"), tr("away"))
        let presenceWidth = max(connected.columnCount, away.columnCount)
        return conversations.map { conversation in
            let mark = conversation.name == current ? "→" : " "
            let number = String(conversation.number)
            let name = conversation.name.visible().padded(to: width)
            let presence =
                conversation.isConnected
                ? connected.padded(to: presenceWidth) : style(away.padded(to: presenceWidth), .dim)
            let waiting = conversation.waiting.first.map {
                style(
                    tr(
                        "waiting: {number}, since {time}",
                        ["number": conversation.waiting.count, "time": clock($0.at)]
                    ),
                    .yellow
                )
            }
            return "\(mark) \(number.padded(to: 3)) \(name)  \(presence)  \(waiting ?? "")"
        }
    }

    private func waitingLines(_ name: String) -> [Action] {
        guard let conversation = conversations.first(where: { $0.name == name }) else { return [] }
        let lines = conversation.waiting.map { waiting in
            Action.print(
                "\(time(waiting.at)) \(style(tr("{name}:", ["name": name.visible()]), .cyan, .bold)) \(waiting.text.visible())"
            )
        }
        return lines + (conversation.waiting.last.map { [.markRead(name, upTo: $0.id)] } ?? [])
    }

    /// - Parameter isUnasked: Whether an operator's words wait for a classic client to say something.
    private func line(of entry: Entry, in conversation: Conversation, isUnasked: Bool) -> String? {
        let name = conversation.name.visible()
        switch (entry.content, entry.author.kind) {
        case (.message(let text), .person):
            let isElsewhere = conversation.name != current
            let hint =
                isElsewhere ? style("  (\(tr("/to {number} answers", ["number": conversation.number])))", .dim) : ""
            let label = tr("{name}:", ["name": name])
            let shownName = isElsewhere ? style("● \(label)", .yellow, .bold) : style(label, .cyan, .bold)
            return "\(time(entry.at)) \(shownName) \(text.visible())\(hint)"
        case (.message(let text), _):
            let author = entry.author.name == self.name ? tr("you") : entry.author.name.visible()
            let when =
                if !conversation.isConnected {
                    "  (\(tr("waits until {name} is back", ["name": name])))"
                } else if isUnasked {
                    "  (\(tr("goes out with your next answer to it")))"
                } else {
                    ""
                }
            return
                "\(time(entry.at)) \(style(tr("{author} → {name}:", ["author": author, "name": name]), .green)) \(text.visible())\(style(when, .dim))"
        case (.control(let action), _):
            return note(action.sentence(by: entry.author.name), at: entry.at)
        case (.notice(.refused, let values), _) where values.attempt != nil:
            let refusal =
                if case .control(let action)? = values.attempt {
                    tr("{name} may not use {word}: refused", ["name": name, "word": action.rawValue])
                } else {
                    tr("{name} may not write: refused", ["name": name])
                }
            return note(refusal, at: entry.at)
        case (.notice(let event, let values), _):
            return note(tr("{name}: {notice}", ["name": name, "notice": event.sentence(values)]), at: entry.at)
        case (.alert(let text), _):
            return "\(time(entry.at)) \(style(text.visible(), .yellow))"
        case (.question, _), (.answer, _):
            return nil
        }
    }

    private func line(ofHost entry: Entry) -> String {
        switch entry.content {
        case .notice(.started, _): note(tr("The server started"), at: entry.at)
        case .notice(.rebooted, _): note(tr("The machine was rebooted; the server started"), at: entry.at)
        case .notice(.stopping, _): note(tr("The server stops: everyone is told"), at: entry.at)
        case .notice(.reset, _):
            note(tr("Reset: everyone is told to leave, the configuration is read again"), at: entry.at)
        case .notice(let event, let values): note(event.sentence(values), at: entry.at)
        case .control(let action):
            note(action.sentence(by: entry.author.name), at: entry.at)
        default: note((entry.text ?? entry.kind.rawValue).visible(), at: entry.at)
        }
    }

    private func note(_ text: String, at date: Date = Date()) -> String {
        "\(time(date)) \(style(text, .dim))"
    }

    private func time(_ date: Date) -> String { style(clock(date), .dim) }
}

/// Whether a name is an address, as those of classic clients are.
enum IPAddressText {
    static func isAddress(_ name: String) -> Bool {
        name.contains(":") || (!name.isEmpty && name.utf8.allSatisfy { "0123456789.".utf8.contains($0) })
    }
}
