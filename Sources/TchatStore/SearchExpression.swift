/// What people type to find something, as SQLite's full-text search takes it.
enum SearchExpression {
    /// Makes an expression that matches texts with all the words, the last of them as a beginning; nil without words.
    ///
    /// Each word is quoted, and a quotation mark in it doubled, so nothing in it is an operator
    /// (https://www.sqlite.org/fts5.html § 3.1). What is neither letter nor digit separates words there too.
    static func matching(_ text: String) -> String? {
        let words = text.unicodeScalars.split { $0.properties.isWhitespace || $0.value == 0 }
        guard words.contains(where: { $0.contains(where: isPartOfWord) }) else { return nil }
        return words.map {
            "\"" + String($0).split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
        }
        .joined(separator: " ") + "*"
    }

    /// The categories that the tokenizer `unicode61` makes words of.
    private static func isPartOfWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .decimalNumber, .letterNumber, .otherNumber, .privateUse:
            true
        default:
            false
        }
    }
}
