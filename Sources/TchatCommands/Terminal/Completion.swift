import Localization

/// What a press of the Tab key does to the line.
enum Completion: Equatable {
    /// Replaces the word before the cursor, `deleting` scalars long.
    case replace(deleting: Int, with: String)
    /// Shows what the word could become.
    case list([String])
    case nothing

    /// Decides from the line, the cursor (in Unicode scalars) and the candidates for the word before the cursor.
    init(line: String, cursor: Int, candidates: [String]) {
        let scalars = line.unicodeScalars
        let before = scalars.prefix(cursor)
        let word = String(before.suffix(while: { !$0.properties.isWhitespace }))
        guard let first = candidates.first else {
            self = .nothing
            return
        }
        let length = word.unicodeScalars.count
        if candidates.count == 1 {
            let atSpace = scalars.dropFirst(cursor).first == " "
            self = .replace(deleting: length, with: atSpace ? first : first + " ")
            return
        }
        let common = candidates.dropFirst().reduce(first) { Completion.commonPrefix($0, $1) }
        if common.unicodeScalars.count > length {
            self = .replace(deleting: length, with: common)
        } else {
            self = .list(candidates)
        }
    }

    /// By Character, so that no accent or emoji is cut in two.
    private static func commonPrefix(_ one: String, _ other: String) -> String {
        String(zip(one, other).prefix(while: { $0 == $1 }).map(\.0))
    }

    /// Lays candidates out in columns like `ls`, at most `limit` of them.
    static func columns(_ candidates: [String], width: Int, limit: Int = 200) -> [String] {
        let shown = candidates.prefix(limit)
        let cell = (shown.map(\.count).max() ?? 0) + 2
        let perRow = max(1, (width + 1) / cell)
        var rows: [String] = []
        var index = shown.startIndex
        while index < shown.endIndex {
            let end = min(index + perRow, shown.endIndex)
            let row = shown[index..<end].enumerated().map { offset, text in
                index + offset == end - 1 ? text : text + String(repeating: " ", count: cell - text.count)
            }
            rows.append(row.joined())
            index = end
        }
        if candidates.count > shown.count {
            rows.append(tr("… and {number} more", ["number": candidates.count - shown.count]))
        }
        return rows
    }
}

extension BidirectionalCollection {
    fileprivate func suffix(while matches: (Element) -> Bool) -> SubSequence {
        var start = endIndex
        while start > startIndex, matches(self[index(before: start)]) {
            formIndex(before: &start)
        }
        return self[start...]
    }
}
