import Testing

@testable import TchatCommands

@Suite struct ScreenLayoutTests {
    private typealias Cells = ScreenLayout.Cells

    /// Each case on ten columns after a prompt of two: the line, the cursor, the cursor's row, the last row.
    @Test(
        arguments: [
            ([], 0, 0, 0),
            (Array(repeating: .glyph(1), count: 7), 7, 0, 0),
            // A full row goes on in the next one.
            (Array(repeating: .glyph(1), count: 8), 8, 1, 1),
            (Array(repeating: .glyph(1), count: 8), 7, 0, 1),
            (Array(repeating: .glyph(1), count: 19), 0, 0, 2),
            (Array(repeating: .glyph(1), count: 19), 8, 1, 2),
            // A double-width glyph does not straddle the margin, and takes the cursor with it.
            (Array(repeating: .glyph(1), count: 7) + [.glyph(2)], 7, 1, 1),
            (Array(repeating: .glyph(1), count: 6) + [.glyph(2)], 6, 0, 1),
            (Array(repeating: .glyph(1), count: 7) + [.glyph(0)], 8, 0, 0),
            ([.singles(7)], 0, 0, 0),
            ([.singles(8)], 1, 1, 1),
            ([.tab], 1, 0, 0),
            ([.tab, .tab], 2, 1, 1),
            ([.newline, .glyph(1)], 0, 0, 1),
            ([.newline, .glyph(1)], 2, 1, 1),
        ] as [([ScreenLayout.Cells], Int, Int, Int)]
    )
    func countsRows(line: [ScreenLayout.Cells], cursor: Int, cursorRow: Int, lastRow: Int) {
        let prompt: [Cells] = [.glyph(1), .glyph(1)]
        let layout = ScreenLayout(prompt: prompt, line: line, cursor: cursor, columns: 10)
        #expect(layout.cursorRow == cursorRow)
        #expect(layout.lastRow == lastRow)
    }

    @Test func erasesFromThePromptOn() {
        let line = Array(repeating: Cells.glyph(1), count: 25)
        let layout = ScreenLayout(prompt: [], line: line, cursor: 12, columns: 10)
        #expect(layout.erasing(screenRows: 24) == "\r\u{1B}[1A\u{1B}[J")
        #expect(layout.leaving(screenRows: 24) == "\u{1B}[1B\r\n")
    }

    @Test func takesTheWholeScreenWhenItIsFull() {
        let line = Array(repeating: Cells.glyph(1), count: 25)
        let layout = ScreenLayout(prompt: [], line: line, cursor: 25, columns: 10)
        #expect(layout.erasing(screenRows: 3) == "\u{1B}[H\u{1B}[J")
        #expect(layout.leaving(screenRows: 3) == "\u{1B}[3;1H\r\n")
        #expect(layout.erasing(screenRows: 4) == "\r\u{1B}[2A\u{1B}[J")
    }
}
