import Localization
import TchatModel

/// What a host tells beside an event, such as how somebody was let in.
public enum EventDetail {
    /// The detail in the person's language; as it is when it is nothing that is known.
    ///
    /// A host may say anything: the text is as safe to show as it was.
    public static func text(_ detail: String) -> String {
        if let role = Role(rawValue: detail) { return words(for: role) }
        if detail.hasPrefix("token ("), detail.hasSuffix(")"),
            let role = Role(rawValue: String(detail.dropFirst("token (".count).dropLast()))
        {
            return tr("{role}, with a token", ["role": words(for: role)])
        }
        return known.translation(of: detail)
    }

    private static func words(for role: Role) -> String {
        switch role {
        case .guest: tr("as a guest")
        case .member: tr("as a member")
        case .operator: tr("as an operator")
        case .admin: tr("as an administrator")
        }
    }

    private static let known = KnownSentences([trLater("by {name}")])
}
