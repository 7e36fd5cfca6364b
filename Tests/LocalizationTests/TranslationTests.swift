import Localization
import Testing

@Suite struct TranslationTests {
    @Test func `Without a catalogue the text itself is said`() {
        #expect(tr("Hello") == "Hello")
        #expect(tr("") == "")
        #expect(trc("a greeting", "Hello {name}", ["name": "you"]) == "Hello you")
    }

    @Test func `Values are filled in once, and only where they are named`() {
        #expect(tr("{a} and {b}", ["a": "{b}", "b": 2]) == "{b} and 2")
        #expect(tr("{a} {unknown} {a", ["a": 1]) == "1 {unknown} {a")
        #expect(tr("{}", ["a": 1]) == "{}")
    }

    @Test(arguments: [(0, "0 hosts of bob"), (1, "1 host of bob"), (2, "2 hosts of bob"), (-1, "-1 host of bob")])
    func `The form follows the count`(count: Int, text: String) {
        #expect(trn("{count} host of {name}", "{count} hosts of {name}", count, ["name": "bob"]) == text)
    }
}
