import FoundationEssentials
import Localization
import TchatModel

/// A person's side of a conversation: what is shown and what typed lines mean, without a terminal and without a host.
struct ChatSession {
    enum Action: Equatable {
        /// Show text above the prompt.
        case print(String)
        /// Keep this until the host has it.
        case accept(EntryDraft)
        case control(ControlAction)
        /// The person has seen the conversation up to an entry.
        case markRead(Int)
        case leave
    }

    private let person: String
    private let hostTitle: String
    private let style: TerminalStyle
    private let clock: @Sendable (Date) -> String
    private let day: @Sendable (Date) -> String

    private var input = ChatInput()
    private var lastID = 0
    private var lastDay: String?
    /// What was said here and is shown already, though the log's entry is still to come.
    private var shown: Set<UUID> = []
    /// The newest of the person's own entries that came before it was known that they were said here.
    private var early: [EarlyEntry] = []
    /// The messages said here to which the operator has said nothing, and whether they are in the log.
    private var openMessages: [UUID: Bool] = [:]
    /// The ids of the person's own messages that nobody is known to have read.
    private var unread: [Int] = []
    private var undelivered: [Int] = []
    private var operators: [String]?
    private var isCut = false
    /// Why the host does not take what was said.
    private var delay: String?
    /// What was asked here and not answered yet.
    private(set) var openQuestions: Set<UUID> = []
    /// Whether the operator has said nothing since something was said here.
    var awaitsOperator: Bool { !openMessages.isEmpty }

    /// An own entry that was shown as it came, from here or from another device.
    private struct EarlyEntry {
        let uuid: UUID
        var isAnswered = false
    }

    /// Enough for what can come from the host while something typed is being kept.
    private static let mostEarlyEntries = 64

    /// - Parameters:
    ///   - person: The person's own name; also the conversation's.
    ///   - hostTitle: What the person calls the host.
    ///   - clock: The time of day of an instant, as it is shown.
    ///   - day: The day of an instant, as it is shown.
    init(
        person: String,
        hostTitle: String,
        style: TerminalStyle,
        clock: @escaping @Sendable (Date) -> String,
        day: @escaping @Sendable (Date) -> String
    ) {
        self.person = person
        self.hostTitle = hostTitle
        self.style = style
        self.clock = clock
        self.day = day
    }

    /// The words that the one being typed could become.
    static func completions(of line: String, cursor: Int) -> [String] {
        let typed = LineEditor.beginning(of: line, upTo: cursor)
        let words = typed.split(separator: " ", omittingEmptySubsequences: false)
        if words.count == 2, words[0] == "/ask" {
            return Item.allCases.map(\.rawValue).filter { $0.hasPrefix(words[1]) }
        }
        guard words.count == 1 else { return [] }
        let bareWords = ChatInput.questions.map(\.rawValue) + ControlAction.allCases.map(\.rawValue)
        return (bareWords + ["/ask", "/help", "/quit"]).filter { $0.hasPrefix(typed) }
    }
}

// MARK: - What happens

extension ChatSession {
    /// Begins with the newest entries there are, which may be old.
    mutating func showHistory(_ entries: [Entry]) -> [Action] {
        entries.flatMap { show($0, isOld: true) }
    }

    /// Shows an entry of the log.
    mutating func showEntry(_ entry: Entry) -> [Action] { show(entry, isOld: false) }

    /// The host's log went back, and later ids are given out anew.
    mutating func handleLogWentBack(to id: Int) -> [Action] {
        lastID = min(lastID, id)
        return [.print(style(HostWords.logWentBack(hostTitle), .yellow))]
    }

    /// What was said is not taken for now, though the host is heard.
    mutating func handleDelay(_ reason: String?) -> [Action] {
        defer { delay = reason }
        guard let reason, reason != delay, !isCut else { return [] }
        return [.print(style(HostWords.takesNothing(reason: reason.visible()), .yellow))]
    }

    /// Shows who is at the console, when that has changed.
    mutating func showPresence(_ presence: Presence) -> [Action] {
        defer { operators = presence.operators }
        guard presence.operators != operators else { return [] }
        let text =
            presence.consoleSentence(hostTitle)
            ?? tr("Nobody is at the console of {host}: what you write will be waiting there.", ["host": hostTitle])
        return [.print(note(text))]
    }

    /// Shows how far the other side has come with what was said here.
    mutating func showMarker(_ marker: Marker) -> [Action] {
        guard marker.conversation == person, marker.reader.kind == .operator else { return [] }
        let name = marker.reader.name.visible()
        if let read = marker.read, let newest = unread.last(where: { $0 <= read }) {
            unread.removeAll { $0 <= newest }
            undelivered.removeAll { $0 <= newest }
            return [.print(note(tr("✓✓ read by {name}", ["name": name])))]
        }
        if let delivered = marker.delivered, let newest = undelivered.last(where: { $0 <= delivered }) {
            undelivered.removeAll { $0 <= newest }
            return [.print(note(tr("✓ received by {name}", ["name": name])))]
        }
        return []
    }

    /// The host is heard.
    mutating func handleConnection() -> [Action] {
        defer { isCut = false }
        return isCut ? [.print(note(HostWords.isBack(hostTitle)))] : []
    }

    /// The host is not heard any more.
    mutating func handleCut(_ reason: String) -> [Action] {
        guard !isCut else { return [] }
        isCut = true
        operators = nil
        return [.print(style(HostWords.isAway(hostTitle, reason: reason.visible()), .yellow))]
    }

    /// Something that was typed is kept and will reach the host.
    mutating func accepted(_ draft: EntryDraft, uuid: UUID, at date: Date) -> [Action] {
        // It is sent as soon as it is kept, and may be in the log and answered by now.
        let early = early.first { $0.uuid == uuid }
        if early?.isAnswered != true {
            switch draft {
            case .message: openMessages[uuid] = early != nil
            case .question: openQuestions.insert(uuid)
            }
        }
        guard early == nil, shown.insert(uuid).inserted else { return [] }
        let hint = isCut ? style("  (\(tr("kept until {host} is back", ["host": hostTitle])))", .dim) : ""
        let text =
            switch draft {
            case .message(let text): text.visible()
            case .question(let item): style(tr("asks {item}", ["item": item.rawValue]), .dim)
            }
        return dayLine(date) + [.print("\(time(date)) \(style(tr("you:"), .green)) \(text)\(hint)")]
    }

    /// The host will never take something that was typed.
    mutating func refused(_ draft: EntryDraft, uuid: UUID, reason: String) -> [Action] {
        openQuestions.remove(uuid)
        openMessages[uuid] = nil
        shown.remove(uuid)
        let text = if case .message(let text) = draft { text.visible() } else { tr("the question") }
        return [.print(style(tr("Not taken ({reason}): {text}", ["reason": reason.visible(), "text": text]), .red))]
    }

    private mutating func show(_ entry: Entry, isOld: Bool) -> [Action] {
        // Who may read other conversations is told of them too.
        guard entry.id > lastID, entry.conversation ?? person == person else { return [] }
        lastID = entry.id
        let isOwn = entry.author.kind == .person && entry.author.name == person
        if isOwn, entry.kind == .message, !isOld {
            unread.append(entry.id)
            undelivered.append(entry.id)
        }
        settle(entry)
        if shown.remove(entry.uuid) != nil {
            if openMessages[entry.uuid] != nil { openMessages[entry.uuid] = true }
            return []
        }
        if isOwn { early = early.suffix(Self.mostEarlyEntries - 1) + [EarlyEntry(uuid: entry.uuid)] }
        guard let line = line(of: entry, isOwn: isOwn) else { return [] }
        var actions = dayLine(entry.at)
        actions.append(.print("\(time(entry.at)) \(line)"))
        if !isOwn, !isOld { actions.append(.markRead(entry.id)) }
        return actions
    }

    /// Takes what an entry answers.
    private mutating func settle(_ entry: Entry) {
        switch (entry.content, entry.author.kind) {
        case (.answer(_, let question, _, _), _):
            openQuestions.remove(question)
            for index in early.indices where early[index].uuid == question { early[index].isAnswered = true }
        case (.message, .operator):
            // What is not in the log yet comes after this, which can't be an answer to it.
            openMessages = openMessages.filter { !$0.value }
            for index in early.indices { early[index].isAnswered = true }
        default:
            break
        }
    }

    private mutating func dayLine(_ date: Date) -> [Action] {
        let day = day(date)
        defer { lastDay = day }
        return day == lastDay ? [] : [.print(note("— \(day) —"))]
    }

    private func line(of entry: Entry, isOwn: Bool) -> String? {
        let author = entry.author.name.visible()
        switch entry.content {
        case .message(let text):
            let name = isOwn ? style(tr("you:"), .green) : style(tr("{name}:", ["name": author]), .cyan, .bold)
            return "\(name) \(indented(text))"
        case .question(let item):
            let name = isOwn ? style(tr("you:"), .green) : style(tr("{name}:", ["name": author]), .cyan, .bold)
            return "\(name) \(style(tr("asks {item}", ["item": item.rawValue]), .dim))"
        case .answer(let item, _, let text, let reading):
            let answer = AnswerText.text(of: item, reading: reading, words: text)
            return "\(style("[\(author)]", .magenta)) \(indented(answer))"
        case .control(let action):
            return note(action.sentence(by: isOwn ? nil : entry.author.name))
        case .notice(let event, let values):
            return style("[\(author)] \(event.sentence(values))", .dim)
        case .alert(let text):
            return style("[\(author)] \(indented(text))", .yellow)
        }
    }

    /// Words of several lines, whose later lines can't be taken for what others said.
    private func indented(_ text: String) -> String {
        text.visible(keepingNewlines: true).replacing("\n", with: "\n    ")
    }

    private func note(_ text: String) -> String { style(text, .dim) }
    private func time(_ date: Date) -> String { style(clock(date), .dim) }
}

// MARK: - What is typed

extension ChatSession {
    /// Does what a typed line says.
    mutating func typed(_ typed: LineEditor.Input) -> [Action] {
        switch input.take(typed) {
        case .send(let text): [.accept(.message(text: text))]
        case .ask(let item): [.accept(.question(item: item))]
        case .control(let action): [.control(action)]
        case .show(let text): [.print(style(text, .yellow))]
        case .leave: [.leave]
        case .nothing: []
        }
    }
}
