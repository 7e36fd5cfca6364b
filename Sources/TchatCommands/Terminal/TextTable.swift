/// Rows of text in aligned columns, for people; the cells must be safe for a terminal (see `String.visible`).
struct TextTable {
    /// What stands over the columns; without it there is no such line.
    var header: [String] = []

    /// The rows; a cell that is missing at the end is empty.
    var rows: [[String]] = []

    /// The columns of numbers, which are aligned at their right.
    var rightAligned: Set<Int> = []

    /// The lines, without a newline at the end and without blanks at the end of any.
    func text(style: TerminalStyle) -> String {
        let all = (header.isEmpty ? [] : [header]) + rows
        let columns = all.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            all.compactMap { column < $0.count ? $0[column].columnCount : nil }.max() ?? 0
        }
        return all.enumerated().map { index, row in
            let cells = row.enumerated().map { column, cell in
                if rightAligned.contains(column) { return cell.rightAligned(to: widths[column]) }
                // What stands last needs no blanks behind it.
                return column == row.count - 1 ? cell : cell.padded(to: widths[column])
            }
            let line = cells.joined(separator: "  ")
            return index == 0 && !header.isEmpty ? style(line, .bold) : line
        }.joined(separator: "\n")
    }
}
