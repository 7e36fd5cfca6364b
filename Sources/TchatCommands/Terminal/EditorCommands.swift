import CEdit
import Glibc

/// What libedit calls: its input, its prompt, and the keys that do something of this editor's own.
enum EditorCommands {
    static let read: cedit_read_function = { editLine, character in
        guard let character, let scalar = session(editLine)?.nextScalar() else { return -1 }
        character.pointee = wchar_t(scalar.value)
        return 1
    }

    static let prompt: cedit_prompt_function = { editLine in
        session(editLine)?.promptCharacters.baseAddress
    }

    private static let enter: cedit_command = { editLine, _ in
        session(editLine)?.enter()
        // "Reset to a known state": an empty line under a new prompt, without leaving raw mode in between, where the
        // terminal would echo and interpret what is typed ahead.
        return UInt8(CC_FATAL)
    }

    private static let deleteOrEnd: cedit_command = { editLine, _ in
        session(editLine)?.deleteOrEnd() == true ? UInt8(CC_REFRESH) : UInt8(CC_NORM)
    }

    private static let complete: cedit_command = { editLine, _ in
        session(editLine)?.complete() == true ? UInt8(CC_REFRESH) : UInt8(CC_NORM)
    }

    private static let keys = [
        ("^M", "tchat-enter"), ("^J", "tchat-enter"), ("^D", "tchat-delete-or-end"), ("^I", "tchat-complete"),
        ("^R", "em-inc-search-prev"), ("^S", "em-inc-search-next"), ("^W", "ed-delete-prev-word"),
        // Home, End and Delete in their several forms; words with Control and an arrow.
        ("\\e[H", "ed-move-to-beg"), ("\\eOH", "ed-move-to-beg"), ("\\e[1~", "ed-move-to-beg"),
        ("\\e[F", "ed-move-to-end"), ("\\eOF", "ed-move-to-end"), ("\\e[4~", "ed-move-to-end"),
        ("\\e[3~", "ed-delete-next-char"), ("\\e[1;5C", "em-next-word"), ("\\e[1;5D", "ed-prev-word"),
    ]

    /// Insert, Page Up, Page Down and F1 to F12, which unbound would type the rest of their sequence.
    private static let ignoredKeys = [2, 5, 6, 11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24].map { "\\e[\($0)~" }

    /// Adds the commands and binds the keys.
    static func install(on editLine: OpaquePointer) {
        cedit_set_key_map(editLine, "emacs")
        cedit_add_command(editLine, "tchat-enter", "Enter the line", enter)
        cedit_add_command(editLine, "tchat-delete-or-end", "Delete a character, or end an empty line", deleteOrEnd)
        cedit_add_command(editLine, "tchat-complete", "Complete the word", complete)
        for (key, command) in keys { cedit_bind(editLine, key, command) }
        for key in ignoredKeys { cedit_bind(editLine, key, "ed-ignore") }
    }

    /// The session that a libedit handle belongs to.
    private static func session(_ editLine: OpaquePointer?) -> EditorSession? {
        // The session outlives its handle, and both are used on one thread only.
        cedit_client_data(editLine).map { Unmanaged<EditorSession>.fromOpaque($0).takeUnretainedValue() }
    }
}

extension EditorSession {
    /// Hands over the typed line and makes room for the next prompt.
    fileprivate func enter() {
        let line = typedLine
        if options.keepsEnteredLines {
            leaveLine()
        } else {
            erase()
        }
        remember(line)
        deliver(.line(line))
    }

    /// Deletes the character at the cursor (true: the line is to be shown anew), or ends an empty line.
    fileprivate func deleteOrEnd() -> Bool {
        if text.isEmpty {
            deliver(.endOfInput)
            return false
        }
        guard cursor < text.count else { return false }
        el_cursor(editLine, 1)
        el_deletestr(editLine, 1)
        return true
    }

    /// Completes the word before the cursor; true when the line is to be shown anew.
    fileprivate func complete() -> Bool {
        // A tab in pasted text; as a space, for it would take any number of columns.
        if hasPendingInput {
            insert(" ")
            return true
        }
        guard let completer = options.completer else { return false }
        let line = typedLine
        switch Completion(line: line, cursor: cursor, candidates: completer(line, cursor)) {
        case .nothing:
            el_beep(editLine)
            return false
        case .replace(let count, let word):
            el_deletestr(editLine, CInt(count))
            insert(word)
            return true
        case .list(let candidates):
            erase()
            for row in Completion.columns(candidates, width: columns) { write(row + "\r\n") }
            draw()
            return false
        }
    }

    private func insert(_ text: String) {
        let characters = EditorSession.characters(text.unicodeScalars)
        defer { characters.deallocate() }
        el_winsertstr(editLine, characters.baseAddress)
    }

    private var typedLine: String {
        var scalars = String.UnicodeScalarView()
        for character in text {
            // libedit leaves null characters in a line of over 1,024 that was left for the history and come back to.
            guard character != 0, let scalar = Unicode.Scalar(UInt32(bitPattern: character)) else { continue }
            scalars.append(scalar)
        }
        return String(scalars)
    }
}
