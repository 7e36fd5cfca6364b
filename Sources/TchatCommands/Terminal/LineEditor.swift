import Glibc
import Synchronization

/// An interactive prompt on a terminal, with editing, history and completion by libedit.
///
/// A thread of its own makes every libedit call and waits for keys, so that nothing here ever blocks a task. All methods
/// can be called from anywhere; each hands its request to that thread and returns at once.
///
/// Control-C and Control-Z remain signals for the process (SIGINT, SIGTSTP). The owner passes on two other signals:
/// SIGWINCH as `resize()` and SIGCONT as `terminalResumed()`.
final class LineEditor: Sendable {
    /// What the user did.
    enum Input: Sendable, Equatable {
        /// A line was entered, given without its line break.
        case line(String)
        /// Control-D on an empty line: the editor goes on, what to do is up to the reader.
        case endOfInput
        /// The terminal is closed or lost: the editor has ended.
        case terminalGone
    }

    /// Gives the words that the word before `cursor` could become; called on the editor's thread, so it must be quick.
    ///
    /// A word reaches from the last white space to the cursor. The cursor is counted in Unicode scalars of the line.
    typealias Completer = @Sendable (_ line: String, _ cursor: Int) -> [String]

    /// What stands before a cursor that is counted as a ``Completer`` is told it.
    static func beginning(of line: String, upTo cursor: Int) -> String {
        String(String.UnicodeScalarView(line.unicodeScalars.prefix(cursor)))
    }

    /// How an editor looks and behaves.
    struct Options: Sendable {
        /// Shown before the typed text; can have colour sequences (see `PromptText`).
        var prompt = "> "
        /// Where entered lines are kept from one run to the next; nil to keep them only in memory.
        var historyPath: String?
        /// How many entered lines are kept.
        var historyLimit = 1000
        /// How many lines can wait to be printed before the oldest are dropped.
        var printLimit = 10_000
        /// How many inputs can wait for the reader before typing has to wait as well.
        var inputLimit = 256
        /// Whether an entered line stays on the screen; a chat that shows what was sent anyway says no.
        var keepsEnteredLines = true
        /// The terminal's type; nil for what the environment variable `TERM` says.
        var terminalType: String?
        var completer: Completer?
    }

    /// Why there can be no prompt.
    enum StartError: Error, Equatable {
        /// Input or output is a file, a pipe or the like.
        case notATerminal
        /// The terminal cannot move its cursor: its type is `dumb`, `emacs` or not set.
        case dumbTerminal
        /// The system call of that name failed.
        case system(call: String, code: CInt)
    }

    /// What the user enters, for one reader; ends once the editor has restored the terminal.
    let lines: AsyncStream<Input>

    private let mailbox: EditorMailbox

    /// Shows the prompt and starts to read; the terminal stays the editor's until `lines` ends.
    init(input: CInt = STDIN_FILENO, output: CInt = STDOUT_FILENO, options: Options = Options()) throws(StartError) {
        guard isatty(input) == 1, isatty(output) == 1 else { throw .notATerminal }
        let type = options.terminalType ?? getenv("TERM").map { String(cString: $0) } ?? ""
        guard !["", "dumb", "emacs"].contains(type) else { throw .dumbTerminal }

        mailbox = try EditorMailbox(printLimit: options.printLimit)
        let (stream, continuation) = AsyncStream.makeStream(
            of: Input.self,
            bufferingPolicy: .bufferingOldest(max(1, options.inputLimit))
        )
        lines = stream
        try EditorThread.start(
            EditorThread.Configuration(
                input: input,
                output: output,
                terminalType: type,
                options: options,
                mailbox: mailbox,
                inputs: continuation
            )
        )
    }

    deinit {
        mailbox.post { $0.isStopping = true }
    }

    /// Whether something stands behind the prompt now.
    var isTyping: Bool { mailbox.isTyping.load(ordering: .relaxed) }

    /// Shows text above the prompt, on lines of its own; has no effect once the editor has ended.
    ///
    /// The text must be safe for a terminal (see `String.visible`), apart from styling.
    func print(_ text: String) {
        mailbox.post { $0.prints.append(text) }
    }

    /// Changes the prompt at once, keeping what is typed.
    func setPrompt(_ prompt: String) {
        mailbox.post { $0.prompt = prompt }
    }

    /// Adapts to the terminal's new size.
    func resize() {
        mailbox.post { $0.isResized = true }
    }

    /// Takes the terminal back and shows the prompt again, after the process was stopped and continued.
    func terminalResumed() {
        mailbox.post { $0.isResumed = true }
    }

    /// Asks the editor to remove its prompt, restore the terminal and end; printed text is still shown first.
    func stop() {
        mailbox.post { $0.isStopping = true }
    }

    /// Returns when the editor has ended and the terminal is restored; needed before the process exits.
    func ended() async {
        await mailbox.ended()
    }
}
