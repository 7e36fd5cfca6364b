/// A text with places for values: the key of the catalogue, and what stands in it.
///
/// Whoever knows the reader's language says it; `description` is the text in English, for logs and for programs.
public struct Phrase: Hashable, Sendable {
    /// What to say, in English; `{name}` stands for a value.
    public let text: String
    /// What the names stand for.
    public let values: [String: Value]

    /// What stands in a place of a phrase.
    public enum Value: Hashable, Sendable {
        /// The same in every language, safe to show.
        case text(String)
        /// Something to be said in the reader's language too.
        case phrase(Phrase)
    }

    /// Makes a phrase.
    ///
    /// - Parameters:
    ///   - text: What to say, in English; a literal, so that the catalogue's tools find it.
    ///   - values: What the names stand for: phrases, errors that have one, or anything else as its text, which is made
    ///     safe to show.
    public init(_ text: String, _ values: [String: any CustomStringConvertible] = [:]) {
        self.text = text
        self.values = values.mapValues { value in
            switch value {
            case let phrase as Phrase: .phrase(phrase)
            case let error as any PhrasedError: .phrase(error.phrase)
            default: .text("\(value)".visible())
            }
        }
    }

    /// The text with each `{name}` replaced by its value, once: what stands in a value is left alone.
    public static func fill(_ text: String, _ values: [String: any CustomStringConvertible]) -> String {
        guard !values.isEmpty else { return text }
        var result = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            result += rest[..<open]
            let name = String(rest[rest.index(after: open)..<close])
            result += values[name].map { "\($0)" } ?? "{\(name)}"
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }
}

extension Phrase: CustomStringConvertible {
    /// The text in English, with its values.
    public var description: String { said { Self.fill($0, $1) } }

    /// The text as somebody says it, and the phrases in it as well.
    ///
    /// - Parameter say: Says a text with its values.
    public func said(_ say: (_ text: String, _ values: [String: any CustomStringConvertible]) -> String) -> String {
        let values = values.mapValues { value in
            switch value {
            case .text(let text): text
            case .phrase(let phrase): phrase.said(say)
            }
        }
        return say(text, values)
    }
}

/// An error that says what went wrong and what to do, in one sentence that can be said in any language.
public protocol PhrasedError: Error, CustomStringConvertible {
    /// The sentence.
    var phrase: Phrase { get }
}

extension PhrasedError {
    /// The sentence in English.
    public var description: String { phrase.description }
}
