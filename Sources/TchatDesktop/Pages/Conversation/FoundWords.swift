import GLibSupport

/// The words that are searched for, to mark them in what was found.
///
/// They are found as the host finds them: whatever the case and the accents of their letters, the last as a beginning. A
/// little more may be marked than made it a match, never less.
struct FoundWords {
    private let words: [String]

    init(_ searchText: String) {
        words = Self.pieces(of: searchText).map { String($0).folded }
    }

    /// The text as markup in which the words stand out.
    func marked(_ text: String) -> String {
        var result = ""
        var end = text.startIndex
        for piece in Self.pieces(of: text) {
            let word = String(piece).folded
            guard words.contains(where: { word.hasPrefix($0) }) else { continue }
            result += Markup.escape(String(text[end..<piece.startIndex]))
            result += "<b>" + Markup.escape(String(piece)) + "</b>"
            end = piece.endIndex
        }
        return result + Markup.escape(String(text[end...]))
    }

    /// What stands between characters that are neither letters nor digits.
    private static func pieces(of text: String) -> [Substring] {
        text.split { !$0.isLetter && !$0.isNumber }
    }
}
