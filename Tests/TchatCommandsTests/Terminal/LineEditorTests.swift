import Glibc
import Testing

@testable import TchatCommands

@Suite(.serialized, .timeLimit(.minutes(1)))
struct LineEditorTests {
    // MARK: - Typing

    @Test(arguments: ["hello", "zwölf", "日本語", "🎉 party", "e\u{301}a", "\u{44F}\u{416}", "a  b ", ""])
    func linesArriveAsTyped(line: String) async throws {
        let fixture = try await LineEditorFixture()
        try fixture.pty.type(line + "\r")
        let input = try await fixture.next()
        guard case .line(let entered) = input else {
            Issue.record("\(String(describing: input))")
            return
        }
        #expect(entered.unicodeScalars.elementsEqual(line.unicodeScalars))
        await fixture.stop()
    }

    @Test func tellsWhetherSomethingIsTyped() async throws {
        let fixture = try await LineEditorFixture()
        let editor = fixture.editor
        #expect(!editor.isTyping)
        try fixture.pty.type("ab")
        try await fixture.pty.wait("not typing") { _ in editor.isTyping }
        try fixture.pty.type("\u{7F}\u{7F}")
        try await fixture.pty.wait("still typing") { _ in !editor.isTyping }
        try fixture.pty.type("c")
        try await fixture.pty.wait("not typing") { _ in editor.isTyping }
        try fixture.pty.type("\r")
        try await fixture.pty.wait("still typing") { _ in !editor.isTyping }
        await fixture.stop()
    }

    @Test func eachPastedLineIsAnInput() async throws {
        let fixture = try await LineEditorFixture()
        try fixture.pty.type("one\ntwo\tand\r\nthree\rrest")
        for line in ["one", "two and", "", "three"] { #expect(try await fixture.next() == .line(line)) }
        try await fixture.pty.wait { $0.beforeCursor == "> rest" }
        await fixture.stop()
        #expect(try await fixture.next() == nil)
    }

    /// The terminal must not echo or interpret anything between two lines.
    @Test func takesALongPasteWhole() async throws {
        let fixture = try await LineEditorFixture()
        let lines = (1...2000).map { "line \($0) with text" }
        try fixture.pty.type(lines.joined(separator: "\n") + "\nend")
        for line in lines { #expect(try await fixture.next() == .line(line)) }
        try await fixture.pty.wait { $0.beforeCursor == "> end" }
        #expect(fixture.pty.screen.lines == (lines + ["end"]).map { "> " + $0 })
        await fixture.stop()
    }

    @Test(arguments: [20, 80])
    func takesAVeryLongLine(columns: Int) async throws {
        let fixture = try await LineEditorFixture(columns: columns)
        let line = String(repeating: "0123456789", count: 10_000)
        try fixture.pty.type(line)
        fixture.editor.print("meanwhile")
        try await fixture.pty.wait { $0.lines.contains("meanwhile") }
        try fixture.pty.type("\r")
        #expect(try await fixture.next() == .line(line))
        try fixture.pty.type("next")
        try await fixture.pty.wait { $0.beforeCursor == "> next" }
        await fixture.stop()
    }

    @Test func enteredLineCanBeRemovedFromTheScreen() async throws {
        let fixture = try await LineEditorFixture(columns: 20) { $0.keepsEnteredLines = false }
        try fixture.pty.type("a line that wraps over rows\r")
        fixture.editor.print("shown")
        try await fixture.pty.wait { $0.lines == ["shown", ">"] }
        await fixture.stop()
    }

    @Test func waitsForASlowReaderWithoutLosingLines() async throws {
        let pty = try Pty()
        var options = LineEditor.Options()
        options.terminalType = "xterm"
        options.inputLimit = 2
        let editor = try LineEditor(input: pty.terminal, output: pty.terminal, options: options)
        let lines = (1...50).map { "line \($0)" }
        try pty.type(lines.joined(separator: "\r") + "\r")
        // The third line has to wait, a message does not.
        try await pty.wait { $0.lines.contains("> line 3") }
        editor.print("message")
        try await pty.wait { $0.lines.contains("message") }
        var inputs = editor.lines.makeAsyncIterator()
        for line in lines { #expect(await inputs.next() == .line(line)) }
        editor.stop()
        #expect(await inputs.next() == nil)
    }

    @Test func showsTheRestAfterACombiningCharacter() async throws {
        let fixture = try await LineEditorFixture(columns: 20)
        try fixture.pty.type("cafe\u{301} au lait")
        try await fixture.pty.wait { $0.beforeCursor == "> cafe au lait" }
        // libedit takes the mark for a column when it shows it, so that the cursor would be one too far.
        try fixture.pty.type("\u{1B}[D\u{1B}[D!")
        try await fixture.pty.wait { $0.lines == ["> cafe au la!it"] }
        await fixture.stop()
    }

    // MARK: - Printing

    /// Typed text that takes several rows, the cursor moved back by some characters, on a narrow terminal.
    @Test(arguments: [
        ("short", 0), ("short", 2),
        ("exactly to the end", 0),
        ("exactly to the end", 1),
        ("text that is long enough to wrap twice", 0),
        ("text that is long enough to wrap twice", 25),
        ("text that is long enough to wrap twice", 38),
        ("日本語日本語日本語日本語日本語", 0),
        ("日本語日本語日本語日本語日本語", 6),
        ("seventeen columns日本", 2),
        ("🎉 é 🎉 é 🎉 é 🎉 é 🎉", 3),
    ])
    func printKeepsWhatIsTyped(text: String, back: Int) async throws {
        let fixture = try await LineEditorFixture(columns: 20)
        try fixture.pty.type(text)
        let shown = "> \(text)".filter { $0 != " " }
        try await fixture.pty.wait { $0.lines.joined().filter { $0 != " " } == shown }
        let typed = fixture.pty.screen.lines
        try fixture.pty.type(String(repeating: "\u{1B}[D", count: back))
        for number in 1...3 {
            fixture.editor.print("message \(number)")
            let expected = (1...number).map { "message \($0)" } + typed
            try await fixture.pty.wait { $0.lines == expected }
        }
        // The cursor is where it was: a mark goes to the right place.
        try fixture.pty.type("!\r")
        #expect(try await fixture.next() == .line(String(text.dropLast(back)) + "!" + text.suffix(back)))
        await fixture.stop()
    }

    @Test func burstOfPrintsIsBoundedAndComplete() async throws {
        let fixture = try await LineEditorFixture(columns: 20)
        try fixture.pty.type("typing")
        try await fixture.pty.wait { $0.beforeCursor == "> typing" }
        for number in 1...10_000 { fixture.editor.print("\(number)") }
        try await fixture.pty.wait { $0.lines.suffix(2) == ["10000", "> typing"] }
        #expect(fixture.pty.screen.lines == (1...10_000).map(String.init) + ["> typing"])
        await fixture.stop()
    }

    @Test func promptChangesAtOnce() async throws {
        let fixture = try await LineEditorFixture(columns: 20)
        try fixture.pty.type("some text that wraps")
        try await fixture.pty.wait { $0.beforeCursor == "ps" }
        fixture.editor.setPrompt("\u{1B}[1mnew\u{1B}[0m> ")
        try await fixture.pty.wait { $0.lines == ["new> some text that", "wraps"] }
        await fixture.stop()
    }

    @Test func adaptsToANewSize() async throws {
        let fixture = try await LineEditorFixture(columns: 80)
        try fixture.pty.type("some text that will wrap")
        try await fixture.pty.wait { $0.beforeCursor == "> some text that will wrap" }
        fixture.pty.setSize(columns: 20, rows: 24)
        fixture.editor.resize()
        try await fixture.pty.wait { $0.lines == ["> some text that wil", "l wrap"] }
        await fixture.stop()
    }

    // MARK: - Keys

    @Test func controlDEndsAnEmptyLineOnly() async throws {
        let fixture = try await LineEditorFixture()
        try fixture.pty.type("\u{4}")
        #expect(try await fixture.next() == .endOfInput)
        // In the text it deletes, at its end it does nothing; the editor goes on.
        try fixture.pty.type("ab\u{1B}[D\u{4}c\u{4}\r")
        #expect(try await fixture.next() == .line("ac"))
        await fixture.stop()
    }

    @Test func completesTheWordBeforeTheCursor() async throws {
        let fixture = try await LineEditorFixture {
            $0.completer = { line, cursor in
                let words = line.unicodeScalars.prefix(cursor).split(separator: " ").map(String.init)
                return ["/help", "/hello", "élodie"].filter { $0.hasPrefix(words.last ?? "") }
            }
        }
        let pty = fixture.pty
        try pty.type("/h\t")
        try await pty.wait { $0.lines == ["> /hel"] }
        try pty.type("\t")
        try await pty.wait { $0.lines == ["/help   /hello", "> /hel"] }
        try pty.type("l\t")
        try await pty.wait { $0.beforeCursor == "> /hello " }
        try pty.type("é\t")
        try await pty.wait { $0.beforeCursor == "> /hello élodie " }
        await fixture.stop()
    }

    @Test func historyIsRecalledSearchedAndKept() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("history")
        do {
            let fixture = try await LineEditorFixture { $0.historyPath = path }
            for line in ["first", "second", "second", "third"] {
                try fixture.pty.type(line + "\r")
                #expect(try await fixture.next() == .line(line))
            }
            try fixture.pty.type("draft\u{1B}[A\u{1B}[A")
            try await fixture.pty.wait { $0.beforeCursor == "> second" }
            try fixture.pty.type("\u{1B}[A")
            try await fixture.pty.wait { $0.beforeCursor == "> first" }
            try fixture.pty.type("\u{1B}[B\u{1B}[B\u{1B}[B")
            try await fixture.pty.wait { $0.beforeCursor == "> draft" }
            await fixture.stop()
        }
        let fixture = try await LineEditorFixture { $0.historyPath = path }
        try fixture.pty.type("\u{12}fir")
        try await fixture.pty.wait { $0.lines.suffix(2) == ["> first", "bck:fir"] }
        // A message does not end the search.
        fixture.editor.print("message")
        try await fixture.pty.wait { $0.lines.suffix(3) == ["message", "> first", "bck:fir"] }
        try fixture.pty.type("s\r")
        #expect(try await fixture.next() == .line("first"))
        #expect(HistoryFile(path: path, limit: 10).load() == ["first", "second", "third", "first"])
        await fixture.stop()
    }

    // MARK: - The end

    @Test func stopRemovesThePromptAndRestoresTheTerminal() async throws {
        let fixture = try await LineEditorFixture(columns: 20)
        try fixture.pty.type("typed over more than one row")
        try await fixture.pty.wait { $0.lines.count == 2 }
        #expect(fixture.pty.modes != fixture.originalModes)
        fixture.editor.print("last words")
        await fixture.stop()
        #expect(fixture.pty.modes == fixture.originalModes)
        #expect(try await fixture.next() == nil)
        try await fixture.pty.wait { $0.lines == ["last words"] && $0.column == 0 }
        // Nothing happens after the end.
        fixture.editor.print("too late")
        fixture.editor.stop()
        await fixture.editor.ended()
    }

    @Test(arguments: ["\u{12}", "\u{1B}", "\u{16}"])
    func stopWorksWithinACommand(keys: String) async throws {
        let fixture = try await LineEditorFixture()
        try fixture.pty.type("text" + keys)
        try await fixture.pty.wait { $0.lines.first == "> text" }
        await fixture.stop()
        // A search ends with a line feed of its own, but not below rows that are gone.
        try await fixture.pty.wait { $0.lines == [] && $0.row <= 1 }
        #expect(fixture.pty.modes == fixture.originalModes)
    }

    @Test func hangUpEndsTheEditor() async throws {
        let fixture = try await LineEditorFixture()
        try fixture.pty.type("text")
        fixture.pty.hangUp()
        #expect(try await fixture.next() == .terminalGone)
        #expect(try await fixture.next() == nil)
        await fixture.editor.ended()
    }

    @Test func controlCRemainsASignal() async throws {
        let fixture = try await LineEditorFixture()
        var modes = termios()
        tcgetattr(fixture.pty.terminal, &modes)
        #expect(modes.c_lflag & tcflag_t(ISIG) != 0)
        #expect(modes.c_lflag & tcflag_t(ICANON | ECHO) == 0)
        await fixture.stop()
    }

    @Test func resumingSetsTheTerminalAgain() async throws {
        let fixture = try await LineEditorFixture()
        let editing = fixture.pty.modes
        try fixture.pty.type("text")
        try await fixture.pty.wait { $0.beforeCursor == "> text" }
        // As a shell does while the process is stopped.
        var modes = termios()
        tcgetattr(fixture.pty.terminal, &modes)
        modes.c_lflag |= tcflag_t(ICANON | ECHO)
        tcsetattr(fixture.pty.terminal, TCSANOW, &modes)
        fixture.editor.terminalResumed()
        fixture.editor.print("resumed")
        try await fixture.pty.wait { $0.lines.suffix(2) == ["resumed", "> text"] }
        #expect(fixture.pty.modes == editing)
        await fixture.stop()
    }

    @Test func needsATerminalThatCanMoveItsCursor() throws {
        let pty = try Pty()
        var options = LineEditor.Options()
        for type in ["dumb", "", "emacs"] {
            options.terminalType = type
            #expect(throws: LineEditor.StartError.dumbTerminal) {
                _ = try LineEditor(input: pty.terminal, output: pty.terminal, options: options)
            }
        }
        let file = open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(file) }
        #expect(throws: LineEditor.StartError.notATerminal) {
            _ = try LineEditor(input: file, output: pty.terminal, options: options)
        }
    }
}
