import CEdit
import Glibc
import Synchronization

/// An editor at work: libedit's state, the screen and the input.
///
/// Lives on the editor's thread only.
final class EditorSession {
    let editLine: OpaquePointer
    let options: LineEditor.Options
    /// The prompt as libedit reads it, null-terminated; replaced, never changed, while libedit is not looking.
    private(set) var promptCharacters: UnsafeMutableBufferPointer<wchar_t>

    private let input: CInt
    private let screen: UnsafeMutablePointer<FILE>
    private let errors: UnsafeMutablePointer<FILE>
    private let keyboard: UnsafeMutablePointer<FILE>
    private let terminalType: UnsafeMutablePointer<CChar>
    private let mailbox: EditorMailbox
    private let inputs: AsyncStream<LineEditor.Input>.Continuation
    private let history: EditorHistory

    private var prompt: PromptText
    private var decoder = ScalarDecoder()
    /// An input that found the stream full; nothing is read from the terminal before it is delivered.
    private var undelivered: LineEditor.Input?
    /// libedit's quick way to show a typed character counts one of no width as one column.
    private var needsRedraw = false
    /// While another process group has the terminal, it is neither read nor set, and no prompt is shown.
    private var isInBackground = false
    private var hasEnded = false
    private var isTerminalGone = false

    /// Takes over the terminal; nil when a resource is missing.
    init?(_ configuration: EditorThread.Configuration) {
        func file(_ descriptor: CInt, _ mode: String) -> UnsafeMutablePointer<FILE>? {
            let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
            return copy < 0 ? nil : fdopen(copy, mode)
        }
        guard let screen = file(configuration.output, "w") else { return nil }
        guard let keyboard = file(configuration.input, "r") else {
            fclose(screen)
            return nil
        }
        guard let errors = fopen("/dev/null", "we") else {
            fclose(screen)
            fclose(keyboard)
            return nil
        }
        // Whole redraws in one write, so that they do not flicker; libedit flushes before it reads.
        setvbuf(screen, nil, _IOFBF, 1 << 16)
        guard let editLine = el_init("tchat", keyboard, screen, errors),
            let terminalType = strdup(configuration.terminalType)
        else {
            for stream in [screen, keyboard, errors] { fclose(stream) }
            return nil
        }
        self.editLine = editLine
        self.terminalType = terminalType
        (self.screen, self.keyboard, self.errors) = (screen, keyboard, errors)
        input = fileno(keyboard)
        options = configuration.options
        mailbox = configuration.mailbox
        inputs = configuration.inputs
        prompt = PromptText(configuration.options.prompt)
        promptCharacters = EditorSession.characters(prompt.marked)
        history = EditorHistory(path: options.historyPath, limit: options.historyLimit)
        configure()
    }

    private func configure() {
        // A type that is not in the database would leave libedit without cursor movement; all of today's know xterm's.
        if cedit_set_terminal(editLine, terminalType) != 0 { cedit_set_terminal(editLine, "xterm") }
        cedit_set_client_data(editLine, Unmanaged.passUnretained(self).toOpaque())
        EditorCommands.install(on: editLine)
        cedit_set_prompt_function(editLine, EditorCommands.prompt, wchar_t(PromptText.escape.value))
        cedit_set_read_function(editLine, EditorCommands.read)
        // Control-S would freeze the terminal; it is the forward search.
        cedit_set_editing_mode(editLine, "-ixon")
        history.attach(to: editLine)
    }

    /// Edits until the editor is stopped (false) or the terminal is gone (true).
    func run() -> Bool {
        // libedit would show the prompt first, and what is typed in between would be echoed by the terminal as well.
        cedit_set_raw(editLine, 1)
        // One call lasts for all lines (see `enter()`): it returns only when the read function gives up.
        while !hasEnded {
            var count: CInt = 0
            _ = el_wgets(editLine, &count)
        }
        return isTerminalGone
    }

    /// Restores the terminal.
    func close() {
        el_end(editLine)
        history.close()
        for stream in [screen, keyboard, errors] { fclose(stream) }
        free(terminalType)
        promptCharacters.deallocate()
    }

    // MARK: - Input

    /// The next typed character, for libedit; serves other threads' requests while it waits.
    func nextScalar() -> Unicode.Scalar? {
        mailbox.isTyping.store(!text.isEmpty, ordering: .relaxed)
        while !hasEnded {
            if let requests = mailbox.take() {
                serve(requests)
                continue
            }
            if let waiting = undelivered {
                undelivered = nil
                deliver(waiting)
            }
            if undelivered == nil, let scalar = decoder.next() {
                if wcwidth(wchar_t(scalar.value)) == 0, scalar.value > 0x7F { needsRedraw = true }
                return scalar
            }
            if needsRedraw {
                needsRedraw = false
                erase()
                draw()
            }
            waitForInput()
        }
        return nil
    }

    /// Whether more of what was typed or pasted at once is to come.
    var hasPendingInput: Bool { decoder.hasPendingInput }

    /// Hands an input to the reader, or keeps it for later if the reader is far behind.
    func deliver(_ input: LineEditor.Input) {
        if case .dropped(let refused) = inputs.yield(input) { undelivered = refused }
    }

    private func waitForInput() {
        var polled = [pollfd(fd: mailbox.wakeDescriptor, events: Int16(POLLIN), revents: 0)]
        var timeout: CInt = -1
        if undelivered != nil {
            timeout = 20
        } else if isInBackground {
            timeout = 500
        } else {
            polled.append(pollfd(fd: input, events: Int16(POLLIN), revents: 0))
        }
        let count = poll(&polled, nfds_t(polled.count), timeout)
        if polled[0].revents != 0 { mailbox.clearWakeUp() }
        if isInBackground, isForeground { resume() }
        guard count > 0, polled.count > 1, polled[1].revents != 0 else { return }
        // A background process is stopped by reading; one that was continued there goes on without its terminal.
        guard isForeground else {
            isInBackground = true
            return
        }
        readInput()
    }

    private func readInput() {
        withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
            let count = read(input, buffer.baseAddress, buffer.count)
            if count > 0 {
                decoder.append(buffer[..<count])
            } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
                isTerminalGone = true
                hasEnded = true
            }
        }
    }

    // MARK: - Requests

    private func serve(_ requests: EditorMailbox.Requests) {
        let wasInBackground = isInBackground
        isInBackground = !isForeground
        if requests.isResumed || (wasInBackground && !isInBackground) { resume() }
        if !isInBackground { erase() }
        var prints = requests.prints
        for line in prints.drain() { write(line + "\r\n") }
        if let text = requests.prompt { setPrompt(text) }
        if requests.isStopping {
            hasEnded = true
            hidePrompt()
        } else if !isInBackground {
            draw()
        }
        fflush(screen)
    }

    private func setPrompt(_ text: String) {
        prompt = PromptText(text)
        promptCharacters.deallocate()
        promptCharacters = EditorSession.characters(prompt.marked)
    }

    /// Some commands of libedit end by moving below the line: let it believe that there is none.
    private func hidePrompt() {
        guard !isInBackground else {
            // libedit then leaves the terminal's modes alone: they are those of the process in the foreground.
            cedit_set_editing(editLine, 0)
            return
        }
        setPrompt("")
        el_cursor(editLine, CInt(text.count))
        el_deletestr(editLine, CInt(text.count))
        draw()
    }

    /// Sets the terminal's modes anew, as a shell has changed them since, and shows the prompt where the cursor is.
    private func resume() {
        isInBackground = !isForeground
        guard !isInBackground else { return }
        cedit_set_raw(editLine, 0)
        cedit_set_raw(editLine, 1)
        write("\r\u{1B}[J")
        el_resize(editLine)
        draw()
    }

    private var isForeground: Bool {
        let group = tcgetpgrp(input)
        // Not this process's controlling terminal, or one of another PID namespace: there is no telling.
        return group <= 0 || group == getpgrp()
    }

    // MARK: - Screen

    /// Writes text where the cursor is; libedit does not know of it.
    func write(_ text: String) {
        var text = text
        text.withUTF8 { _ = fwrite($0.baseAddress, 1, $0.count, screen) }
    }

    /// Draws the prompt and the line at the cursor, which must be at the start of an empty row.
    func draw() {
        cedit_draw(editLine)
    }

    /// Erases the prompt and the line, and leaves the cursor where they began.
    func erase() {
        el_resize(editLine)
        write(layout.erasing(screenRows: rows))
    }

    /// Leaves the line as it is and goes to a new row below.
    func leaveLine() {
        el_resize(editLine)
        write(layout.leaving(screenRows: rows))
    }

    /// The terminal's width in columns.
    var columns: Int { max(2, Int(cedit_terminal_number(editLine, "co"))) }

    private var rows: Int { max(1, Int(cedit_terminal_number(editLine, "li"))) }

    private var layout: ScreenLayout {
        ScreenLayout(
            prompt: prompt.visible.lazy.map { ScreenLayout.Cells.glyph(max(0, Int(wcwidth(wchar_t($0.value))))) },
            line: text.lazy.map(EditorSession.cells),
            cursor: cursor,
            columns: columns
        )
    }

    /// How libedit shows a character of the line.
    private static func cells(_ character: wchar_t) -> ScreenLayout.Cells {
        let scalar = wint_t(bitPattern: character)
        if character == 0x09 { return .tab }
        if character == 0x0A { return .newline }
        if character < 0x100, iswcntrl(scalar) != 0 { return .singles(2) }
        if iswprint(scalar) != 0 { return .glyph(max(0, Int(wcwidth(character)))) }
        return .singles(character > 0xFFFF ? 8 : 7)
    }

    // MARK: - Line

    /// What is typed so far, including what a running history search shows.
    var text: UnsafeBufferPointer<wchar_t> {
        guard let info = el_wline(editLine)?.pointee, let start = info.buffer, let end = info.lastchar else {
            return UnsafeBufferPointer(start: nil, count: 0)
        }
        return UnsafeBufferPointer(start: start, count: end - start)
    }

    /// The cursor's place in the line, in Unicode scalars.
    var cursor: Int { Int(el_cursor(editLine, 0)) }

    /// Adds an entered line to the history.
    func remember(_ line: String) {
        history.add(line)
    }

    /// A null-terminated copy for libedit, to be deallocated.
    static func characters(_ scalars: some Collection<Unicode.Scalar>) -> UnsafeMutableBufferPointer<wchar_t> {
        let characters = UnsafeMutableBufferPointer<wchar_t>.allocate(capacity: scalars.count + 1)
        _ = characters.initialize(from: scalars.map { wchar_t($0.value) } + [0])
        return characters
    }
}
