import TchatModel

/// What a line typed in a chat leads to; `reset` and `kill` ask before they act.
struct ChatInput {
    enum Action: Equatable {
        case send(String)
        case show(String)
        case leave
        case nothing
    }

    private var unconfirmed: ControlAction?

    mutating func take(_ input: LineEditor.Input) -> Action {
        guard case .line(let line) = input else { return .leave }
        let text = String(line.trimmingPrefix(while: \.isWhitespace))
        if let action = unconfirmed {
            unconfirmed = nil
            return ["yes", "y", "oui", "o"].contains(text.lowercased())
                ? .send(action.rawValue) : .show("\(action.rawValue) was not sent.")
        }
        switch ControlAction(rawValue: text) {
        case .disconnect:
            return .leave
        case .reset:
            unconfirmed = .reset
            return .show("reset makes everyone leave and re-opens the server. Type yes to do it.")
        case .kill:
            unconfirmed = .kill
            return .show("kill makes everyone leave and stops the server. Type yes to do it.")
        case nil:
            return text.isEmpty ? .nothing : .send(line)
        }
    }
}
