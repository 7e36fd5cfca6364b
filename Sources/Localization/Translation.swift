import CIntl
import Glibc
public import TchatModel

/// The text in the user's language.
///
/// - Parameters:
///   - text: What to say, in English; a literal, so that the catalogue's tools find it. `{name}` stands for a value.
///   - values: What the names stand for.
public func tr(_ text: String, _ values: [String: any CustomStringConvertible] = [:]) -> String {
    translated(text, values)
}

extension Phrase {
    /// The text in the user's language, with its values.
    public var localized: String { said(translated) }
}

/// The text of the catalogue, for a text that need not be a literal.
private func translated(_ text: String, _ values: [String: any CustomStringConvertible]) -> String {
    // The empty text is the key of a catalogue's header.
    guard !text.isEmpty else { return "" }
    return Phrase.fill(text.withCString { String(cString: dgettext(Localization.domain, $0)) }, values)
}

/// The text in the user's language, in the form that the count asks for; `{count}` stands for the count.
///
/// - Parameters:
///   - one: What to say of one, in English; a literal.
///   - many: What to say of several, in English; a literal.
///   - count: How many.
///   - values: What the other names stand for.
public func trn(_ one: String, _ many: String, _ count: Int, _ values: [String: any CustomStringConvertible] = [:])
    -> String
{
    let text = one.withCString { one in
        many.withCString { many in
            String(cString: dngettext(Localization.domain, one, many, count.magnitude))
        }
    }
    return Phrase.fill(text, values.merging(["count": count]) { given, _ in given })
}

/// The text in the user's language, where the same English words mean different things.
///
/// - Parameters:
///   - context: Where they stand, for the translators; a literal.
///   - text: What to say, in English; a literal. `{name}` stands for a value.
///   - values: What the names stand for.
public func trc(_ context: String, _ text: String, _ values: [String: any CustomStringConvertible] = [:]) -> String {
    // The form of a text with a context in a catalogue (gettext manual, § 11.2.5).
    let key = context + "\u{4}" + text
    let found = key.withCString { String(cString: dgettext(Localization.domain, $0)) }
    return Phrase.fill(found == key ? text : found, values)
}
