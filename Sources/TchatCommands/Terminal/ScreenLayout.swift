/// The rows that the prompt and the typed line take, and the one the cursor is in.
///
/// libedit keeps its own account but does not give it away. This follows its `re_refresh` cell by cell, so that the
/// rows can be erased before something is printed above them.
struct ScreenLayout: Equatable {
    /// How libedit shows one character.
    enum Cells: Equatable {
        /// One glyph of that many columns, which does not straddle the right margin.
        case glyph(Int)
        /// That many glyphs of one column, such as `^C` for a control character.
        case singles(Int)
        case tab
        case newline
    }

    /// The cursor's row, counted from the prompt's first.
    private(set) var cursorRow = 0
    /// The last row in use; an empty one when the text ends at the right margin.
    private(set) var lastRow = 0

    /// Lays out cells; the cursor is before the cell `cursor` of the line.
    init(prompt: some Sequence<Cells>, line: some Sequence<Cells>, cursor: Int, columns: Int) {
        var column = 0
        var row = 0
        func put(_ width: Int) {
            if column + width > columns { (row, column) = (row + 1, 0) }
            column += width
            if column >= columns { (row, column) = (row + 1, 0) }
        }
        func add(_ cells: Cells) {
            switch cells {
            case .glyph(let width): put(width)
            case .singles(let count): for _ in 0..<count { put(1) }
            case .tab: repeat { put(1) } while column % 8 != 0
            case .newline: (row, column) = (row + 1, 0)
            }
        }
        for cells in prompt { add(cells) }
        var cursorRow: Int?
        for (index, cells) in line.enumerated() {
            if index == cursor {
                cursorRow = row
                // A double-width glyph that does not fit takes the cursor to the next row with it.
                if case .glyph(let width) = cells, width > 1, column + width > columns { cursorRow = row + 1 }
            }
            add(cells)
        }
        self.cursorRow = cursorRow ?? row
        lastRow = row
    }

    /// Moves to the first row's start and erases everything from there on.
    func erasing(screenRows: Int) -> String {
        // A region as high as the screen has scrolled: all that is visible is part of it.
        guard lastRow + 1 < screenRows else { return "\u{1B}[H\u{1B}[J" }
        return "\r" + (cursorRow > 0 ? "\u{1B}[\(cursorRow)A" : "") + "\u{1B}[J"
    }

    /// Moves to the start of a new row below the last one.
    func leaving(screenRows: Int) -> String {
        guard lastRow + 1 < screenRows else { return "\u{1B}[\(screenRows);1H\r\n" }
        return (lastRow > cursorRow ? "\u{1B}[\(lastRow - cursorRow)B" : "") + "\r\n"
    }
}
