import TchatModel
import Testing

@Suite struct TypedWordsTests {
    @Test(arguments: [
        ("", TypedWords.nothing), (" \t\n", .nothing), ("cpu", .question(.cpu)), ("  ram", .question(.ram)),
        ("CPU", .message("CPU")), ("cpu ", .message("cpu ")), ("disk", .message("disk")), ("kill", .control(.kill)),
        (" reset", .control(.reset)), ("disconnect", .control(.disconnect)), ("kill it", .message("kill it")),
        ("  Bonjour ", .message("  Bonjour ")),
    ])
    func `A line means one thing`(line: String, words: TypedWords) {
        #expect(TypedWords(line) == words)
    }
}
