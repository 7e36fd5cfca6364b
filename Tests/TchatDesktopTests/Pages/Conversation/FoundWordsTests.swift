import Testing

@testable import TchatDesktop

@Suite struct FoundWordsTests {
    @Test(arguments: [
        ("disk", "The disk is full", "The <b>disk</b> is full"),
        // As a beginning, whatever the case.
        ("DISK", "Disks fill up", "<b>Disks</b> fill up"),
        // Whatever the accents, in either.
        ("école", "l’ecole et l’École", "l’<b>ecole</b> et l’<b>École</b>"),
        ("ete", "cet été-là", "cet <b>été</b>-là"),
        // Several words.
        ("full disk", "disk: full", "<b>disk</b>: <b>full</b>"),
        // Only from the beginning of a word.
        ("isk", "disk", "disk"),
        // What is not found, and what is, stays text.
        ("b", "<b>&amp;</b>", "&lt;<b>b</b>&gt;&amp;amp;&lt;/<b>b</b>&gt;"),
        ("", "nothing", "nothing"),
        ("!?", "what!?", "what!?"),
        ("日本", "日本語 is Japanese", "<b>日本語</b> is Japanese"),
    ]) func marksWords(search: String, text: String, expected: String) {
        #expect(FoundWords(search).marked(text) == expected)
    }
}
