import FoundationEssentials
import TchatModel
import TchatServer

/// What the operator sees and what typed lines mean, without a terminal and without a server.
///
/// The answer always goes to the conversation in the prompt, and only the operator moves the prompt away from someone who
/// is still connected. While something is being typed, nobody new comes into the prompt: words meant for one person must
/// never reach another.
struct OperatorConsole {
    enum Action: Equatable {
        /// Show text above the prompt.
        case print(String)
        case setPrompt(String)
        case say(String, to: String)
        case reset
        case stop
    }

    private let style: TerminalStyle
    private let clock: @Sendable (Date) -> String

    private var conversations: [Hub.Conversation] = []
    private var current: String?
    private var lastEvent: Int?
    private var isEndAnnounced = false

    /// - Parameter clock: The time of day of an instant, as it is shown.
    init(style: TerminalStyle, clock: @escaping @Sendable (Date) -> String) {
        self.style = style
        self.clock = clock
    }

    /// The names and commands that the word being typed could become.
    func completions(of line: String, cursor: Int) -> [String] {
        let typed = LineEditor.beginning(of: line, upTo: cursor)
        let words = typed.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count > 1 else {
            return typed.hasPrefix("/") ? Command.allCases.map(\.word).filter { $0.hasPrefix(typed) } : []
        }
        guard words.count == 2, words[0] == Command.to.word else { return [] }
        return conversations.map(\.name).filter { $0.hasPrefix(words[1]) }
    }
}

// MARK: - What happens on the server

extension OperatorConsole {
    /// Begins with who is connected already.
    mutating func begin(conversations: [Hub.Conversation], listening: [HostAddress]) -> [Action] {
        self.conversations = conversations
        current = conversations.first { !$0.waiting.isEmpty }?.name ?? conversations.first?.name
        var actions: [Action] = []
        if !listening.isEmpty { actions.append(.print(listeningLine(listening))) }
        actions += current.map(waitingLines) ?? []
        return actions + [.setPrompt(prompt)]
    }

    /// Shows something that happened.
    ///
    /// - Parameters:
    ///   - number: The event's number; one that is not the next tells that some were missed.
    ///   - isTyping: Whether something stands behind the prompt.
    mutating func handle(_ event: Hub.Event, number: Int, isTyping: Bool) -> [Action] {
        var actions: [Action] = []
        if let lastEvent, number > lastEvent + 1 {
            let missed = number - lastEvent - 1
            actions.append(.print(style("\(missed) events came too fast to show; /who lists who is there.", .yellow)))
        }
        lastEvent = number
        actions.append(.print(take(event, isTyping: isTyping)))
        return actions + [.setPrompt(prompt)]
    }

    private mutating func take(_ event: Hub.Event, isTyping: Bool) -> String {
        switch event {
        case .joined(let conversation):
            conversations.append(conversation)
            if current == nil, !isTyping { current = conversation.name }
            return note("\(conversation.name) connected (\(conversation.role.rawValue))", at: conversation.since)
        case .left(let name, let answeredQuestions, let unsentMessages):
            let unanswered = conversations.first { $0.name == name }?.waiting.count ?? 0
            conversations.removeAll { $0.name == name }
            var parts = ["\(name) left"]
            if current == name {
                current = isTyping ? nil : oldestWaiting?.name
                if isTyping { parts.append("what you are typing goes to nobody") }
            }
            if answeredQuestions > 0 { parts.append("questions answered: \(answeredQuestions)") }
            if unanswered > 0 { parts.append("messages without an answer: \(unanswered)") }
            if unsentMessages > 0 { parts.append("your messages that never reached it: \(unsentMessages)") }
            return note(parts.joined(separator: "; "))
        case .message(let name, let message):
            if let index = conversations.firstIndex(where: { $0.name == name }) {
                conversations[index].waiting.append(message)
            }
            if current == nil, !isTyping { current = name }
            return line(of: message, from: name)
        case .said(let name, let text, let isAnswer):
            if isAnswer, let index = conversations.firstIndex(where: { $0.name == name }),
                !conversations[index].waiting.isEmpty
            {
                conversations[index].waiting.removeFirst()
            }
            let hint = isAnswer ? "" : style("  (goes out with your next answer to it)", .dim)
            return "\(time(Date())) \(style("you → \(name):", .green)) \(text.visible())\(hint)"
        case .control(let name, let action):
            return note("\(name) used \(action.rawValue)")
        case .refused(let name, let what):
            return note("\(name) may not use \(what.visible()): refused")
        case .listening(let addresses):
            return listeningLine(addresses)
        case .configurationRead:
            return note("Settings read; a new data-dir or log-level waits for the next start")
        case .resetting:
            return note("Reset: everyone is told to leave, the configuration is read again")
        }
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
        case quit
        case help

        var word: String { "/\(rawValue)" }

        var help: String {
            switch self {
            case .to: "/to NAME   answer NAME from now on (its number is enough)"
            case .next: "/next      answer whoever has waited longest"
            case .who: "/who       list who is connected and what waits for an answer"
            case .reset: "/reset     make everyone leave, read the configuration, open the port anew"
            case .quit: "/quit      tell everyone and stop the server (as Ctrl-C does)"
            case .help: "/help      this list; // at the start of a line says it with one /"
            }
        }
    }

    /// Does what a typed line says.
    mutating func typed(_ line: String) -> [Action] {
        isEndAnnounced = false
        let text = line.trimmingPrefix(while: \.isWhitespace)
        guard !text.isEmpty else { return [] }
        if text.hasPrefix("/"), !text.hasPrefix("//") { return command(text.split(separator: " ").map(String.init)) }

        guard let current else {
            let problem =
                conversations.isEmpty
                ? "Nobody is connected: what you type can't be said to anyone yet."
                : "That was said to nobody: turn to someone with /to NAME; the arrow up brings the line back."
            return [.print(style(problem, .yellow))]
        }
        return [.say(text.hasPrefix("//") ? String(text.dropFirst()) : line, to: current)]
    }

    /// Control-D on an empty line: once says what a second one does.
    mutating func endOfInput() -> [Action] {
        if isEndAnnounced { return [.stop] }
        isEndAnnounced = true
        return [.print(style("Press Ctrl-D once more to tell everyone and stop the server.", .yellow))]
    }

    private mutating func command(_ words: [String]) -> [Action] {
        guard let command = Command.allCases.first(where: { $0.word == words[0] }) else {
            return [.print(style("There is no command \(words[0].visible()); /help lists them.", .yellow))]
        }
        guard words.count <= (command == .to ? 2 : 1) else {
            let problem =
                "\(command.word) takes \(command == .to ? "one name" : "nothing") behind it; // says a line with /."
            return [.print(style(problem, .yellow))]
        }
        switch command {
        case .to: return turn(to: words.dropFirst().first)
        case .next:
            guard let oldestWaiting else { return [.print("Nobody waits for an answer.")] }
            return turn(to: oldestWaiting)
        case .who: return [.print(whoLines.joined(separator: "\n"))]
        case .reset: return [.reset]
        case .quit: return [.stop]
        case .help: return [.print(Command.allCases.map(\.help).joined(separator: "\n"))]
        }
    }

    private mutating func turn(to word: String?) -> [Action] {
        guard let word else { return [.print(style("Say to whom: /to NAME; /who lists the names.", .yellow))] }
        let found = conversations.first { $0.name == word || String($0.number) == word }
        // A number is only ever the number of one connection: it must not become the beginning of another's name.
        let beginning = Int(word) == nil ? conversations.filter { $0.name.hasPrefix(word) } : []
        guard let conversation = found ?? (beginning.count == 1 ? beginning[0] : nil) else {
            let problem = beginning.isEmpty ? "Nobody named" : "More than one name begins with"
            return [.print(style("\(problem) \(word.visible()); /who lists the names.", .yellow))]
        }
        return turn(to: conversation)
    }

    private mutating func turn(to conversation: Hub.Conversation) -> [Action] {
        current = conversation.name
        return waitingLines(conversation.name) + [.setPrompt(prompt)]
    }
}

// MARK: - How it looks

extension OperatorConsole {
    private var oldestWaiting: Hub.Conversation? {
        conversations.filter { !$0.waiting.isEmpty }.min { $0.waiting[0].at < $1.waiting[0].at }
    }

    private var prompt: String {
        let elsewhere = conversations.filter { !$0.waiting.isEmpty && $0.name != current }.count
        let mark = elsewhere > 0 ? style("[\(elsewhere) waiting] ", .yellow) : ""
        return mark + style(current ?? "nobody", .bold) + "> "
    }

    private var whoLines: [String] {
        guard !conversations.isEmpty else { return ["Nobody is connected."] }
        let width = conversations.map(\.name.count).max() ?? 0
        return conversations.map { conversation in
            let mark = conversation.name == current ? "→" : " "
            let name = conversation.name.padding(toColumns: width)
            let role = conversation.role.rawValue.padding(toColumns: 8)
            let waiting = conversation.waiting.first.map {
                style("waiting: \(conversation.waiting.count), since \(clock($0.at))", .yellow)
            }
            return "\(mark) \(name)  \(role)  since \(clock(conversation.since))  \(waiting ?? "")"
        }
    }

    private func waitingLines(_ name: String) -> [Action] {
        guard let conversation = conversations.first(where: { $0.name == name }) else { return [] }
        return conversation.waiting.map { .print(line(of: $0, from: name)) }
    }

    private func line(of message: Hub.WaitingMessage, from name: String) -> String {
        let isElsewhere = name != current
        let hint = isElsewhere ? style("  (/to \(name.split(separator: "#").last ?? "") answers)", .dim) : ""
        let shownName = isElsewhere ? style("● \(name):", .yellow, .bold) : style("\(name):", .cyan, .bold)
        return "\(time(message.at)) \(shownName) \(message.text.visible())\(hint)"
    }

    private func listeningLine(_ addresses: [HostAddress]) -> String {
        note("Listening on \(addresses.map(\.description).joined(separator: ", ")); /help lists the commands")
    }

    private func note(_ text: String, at date: Date = Date()) -> String {
        "\(time(date)) \(style(text, .dim))"
    }

    private func time(_ date: Date) -> String { style(clock(date), .dim) }
}

extension String {
    /// The text with spaces behind it up to a width in columns.
    func padding(toColumns width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
