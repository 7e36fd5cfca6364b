import Localization
import TchatModel

/// What a line typed in a chat means; the control words ask before they act.
struct ChatInput {
    enum Action: Equatable {
        case send(String)
        case ask(Item)
        case control(ControlAction)
        case show(String)
        case leave
        case nothing
    }

    /// The words that ask the machine by themselves.
    static let questions = TypedWords.questions

    private var unconfirmed: ControlAction?

    mutating func take(_ input: LineEditor.Input) -> Action {
        guard case .line(let line) = input else { return .leave }
        let text = String(line.trimmingPrefix(while: \.isWhitespace))
        if let action = unconfirmed {
            unconfirmed = nil
            guard UserTerminal.isYes(text) else {
                return .show(tr("{action} was not done.", ["action": action.rawValue]))
            }
            return action == .disconnect ? .leave : .control(action)
        }
        if text.hasPrefix("/"), !text.hasPrefix("//") { return command(text.split(separator: " ").map(String.init)) }
        switch TypedWords(line) {
        case .nothing: return .nothing
        case .question(let item): return .ask(item)
        case .control(let action):
            unconfirmed = action
            return .show("\(Self.consequence(of: action)) \(tr("Type yes to do it."))")
        case .message: return .send(text.hasPrefix("//") ? String(text.dropFirst()) : line)
        }
    }

    private func command(_ words: [String]) -> Action {
        switch (words[0], words.count) {
        case ("/quit", 1): return .leave
        case ("/ask", 2):
            guard let item = Item(rawValue: words[1]) else {
                let items = Item.allCases.map(\.rawValue).joined(separator: ", ")
                return .show(tr("The machine can't be asked that: ask one of {items}.", ["items": items]))
            }
            return .ask(item)
        case ("/ask", _): return .show(tr("Ask one thing: /ask ITEM, for example /ask disk."))
        case ("/help", 1):
            let items = Self.questions.map(\.rawValue).joined(separator: ", ")
            return .show(
                tr(
                    """
                    {items} ask the machine; /ask ITEM asks it anything it knows
                    disconnect leaves, reset and kill re-open and stop the server; each asks first
                    /quit or Ctrl-D leaves; // at the start of a line says it with one /
                    """,
                    ["items": items]
                )
            )
        default: return .show(tr("There is no command {word}; /help lists them.", ["word": words[0].visible()]))
        }
    }

    private static func consequence(of action: ControlAction) -> String {
        switch action {
        case .disconnect: tr("disconnect leaves this conversation; it goes on when you come back.")
        case .reset: tr("reset makes everyone leave and re-opens the server.")
        case .kill: tr("kill makes everyone leave and stops the server.")
        }
    }
}
