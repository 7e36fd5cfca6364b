/// Colours and weights for text on a terminal; plain text where they are unwanted.
struct TerminalStyle: Sendable, Equatable {
    /// What text can look like, as a parameter of the "select graphic rendition" control sequence.
    enum Attribute: Int, Sendable {
        case bold = 1
        case dim = 2
        case red = 31
        case green = 32
        case yellow = 33
        case blue = 34
        case magenta = 35
        case cyan = 36
    }

    /// Whether any control sequence is written.
    let isEnabled: Bool

    /// Enabled on a terminal, unless `NO_COLOR` is set and not empty (https://no-color.org) or `TERM` is `dumb`.
    init(isTerminal: Bool, environment: [String: String]) {
        isEnabled = isTerminal && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
    }

    /// The text with these attributes, which end with it.
    func callAsFunction(_ text: String, _ attributes: Attribute...) -> String {
        guard isEnabled, !attributes.isEmpty, !text.isEmpty else { return text }
        return "\u{1B}[\(attributes.map { String($0.rawValue) }.joined(separator: ";"))m\(text)\u{1B}[0m"
    }
}
