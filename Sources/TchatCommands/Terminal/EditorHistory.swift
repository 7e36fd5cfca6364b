import CEdit

/// libedit's list of entered lines, and the file behind it.
final class EditorHistory {
    private let list: OpaquePointer?
    private let file: HistoryFile?
    private var newest: String?

    init(path: String?, limit: Int) {
        list = history_winit()
        file = path.map { HistoryFile(path: $0, limit: limit) }
        guard let list else { return }
        cedit_history_configure(list, CInt(clamping: limit))
        for line in file?.load() ?? [] { enter(line) }
    }

    func attach(to editLine: OpaquePointer) {
        if let list { cedit_set_history(editLine, list) }
    }

    /// Adds a line, unless it is empty, too long or the same as the one before.
    func add(_ line: String) {
        guard !line.isEmpty, line.utf8.count <= HistoryFile.longestLine, line != newest else { return }
        enter(line)
        file?.append(line)
    }

    func close() {
        if let list { history_wend(list) }
    }

    private func enter(_ line: String) {
        let characters = EditorSession.characters(line.unicodeScalars)
        defer { characters.deallocate() }
        if let list { cedit_history_add(list, characters.baseAddress) }
        newest = line
    }
}
