/// Sentences that come in English from where there is no catalogue, such as a host's answer, and are known beforehand.
public struct KnownSentences: Sendable {
    private let templates: [Template]

    /// Knows these sentences.
    ///
    /// - Parameter sentences: Each marked with ``trLater(_:)``; `{name}` stands for what differs from time to time.
    public init(_ sentences: [String]) {
        templates = sentences.map(Template.init)
    }

    /// Whether it is one of them.
    public func contains(_ sentence: String) -> Bool {
        templates.contains { $0.values(in: sentence) != nil }
    }

    /// The sentence in the user's language; as it is when it is none of those that are known.
    public func translation(of sentence: String) -> String {
        for template in templates {
            guard let values = template.values(in: sentence) else { continue }
            return translated(template.text, values)
        }
        return sentence
    }
}

/// Marks a text for the catalogue, to be translated elsewhere, and gives it back as it is.
///
/// - Parameter text: What is said in English; a literal.
public func trLater(_ text: String) -> String { text }

/// A sentence with places for values.
private struct Template: Sendable {
    let text: String
    /// What stands before, between and behind the values.
    private let literals: [Substring]
    private let names: [String]

    init(_ text: String) {
        self.text = text
        var (literals, names): ([Substring], [String]) = ([], [])
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            literals.append(rest[..<open])
            names.append(String(rest[rest.index(after: open)..<close]))
            rest = rest[rest.index(after: close)...]
        }
        (self.literals, self.names) = (literals + [rest], names)
    }

    /// What stands in the places of a sentence; nil for another sentence.
    func values(in sentence: String) -> [String: String]? {
        guard let first = literals.first, let last = literals.last, sentence.hasPrefix(first) else { return nil }
        var rest = sentence.dropFirst(first.count)
        guard !names.isEmpty else { return rest.isEmpty ? [:] : nil }
        guard rest.count >= last.count, rest.hasSuffix(last) else { return nil }
        rest = rest.dropLast(last.count)
        var values: [String: String] = [:]
        for (name, literal) in zip(names, literals.dropFirst().dropLast()) {
            guard let found = rest.firstRange(of: literal) else { return nil }
            values[name] = String(rest[..<found.lowerBound])
            rest = rest[found.upperBound...]
        }
        if let name = names.last { values[name] = String(rest) }
        return values
    }
}
