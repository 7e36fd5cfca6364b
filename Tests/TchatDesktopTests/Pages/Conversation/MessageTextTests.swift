import GLibSupport
import Testing

@testable import TchatDesktop

@Suite(.needsDisplay) struct MessageTextTests {
    init() throws { try GTKTest.start() }

    @Test(arguments: [
        ("again and again ", "again and again"), ("one\n two \n\n", "one\n two"), (" a", " a"), ("  \u{a0}\t", ""),
        ("", ""),
    ])
    func `White space at the end is not shown`(text: String, shown: String) {
        let label = MessageText()
        label.text = "before"
        label.text = text
        #expect(label.text == shown)
        #expect(label.widget.wraps == (shown.utf8.count > 7))
    }
}
