import Testing

@testable import TchatCommands

@Suite struct PromptTextTests {
    @Test(arguments: [
        ("tchat> ", "tchat> ", "tchat> "),
        ("", "", ""),
        ("\u{1B}[1mtchat\u{1B}[0m> ", "\u{1}\u{1B}[1m\u{1}tchat\u{1}\u{1B}[0m\u{1}> ", "tchat> "),
        // Sequences in a row go as one; one at the end gets a space to stand on.
        ("\u{1B}[1m\u{1B}[32mx\u{1B}[0m", "\u{1}\u{1B}[1m\u{1B}[32m\u{1}x\u{1}\u{1B}[0m\u{1} ", "x "),
        // Nothing that moves the cursor, nor the mark itself.
        ("a\nb\u{1}\u{7}c", "abc", "abc"),
        ("日本> ", "日本> ", "日本> "),
    ])
    func marksControlSequences(text: String, marked: String, visible: String) {
        let prompt = PromptText(text)
        #expect(prompt.marked == Array(marked.unicodeScalars))
        #expect(prompt.visible == Array(visible.unicodeScalars))
    }
}
