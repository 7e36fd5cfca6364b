import Localization
import TchatModel

/// What a machine answered in a conversation.
enum AnswerText {
    /// The answer in the user's language; as safe to show as `words` or, made of values, for itself.
    ///
    /// - Parameters:
    ///   - words: The host's own words, which are French.
    static func text(of item: Item, reading: Reading?, words: String) -> String {
        guard Localization.language != "fr" else { return words }
        let plain = TerminalStyle(isTerminal: false, environment: [:])
        let lines = reading.map { HostAnswerTable(answers: [], style: plain).lines($0) } ?? []
        let label = tr("{name}:", ["name": item.label])
        switch lines.count {
        case 0: return "\(label) \(tr("none"))"
        case 1: return "\(label) \(lines[0])"
        default: return ([label] + lines).joined(separator: "\n")
        }
    }
}
