import Localization
import TchatModel
import Testing

@Suite struct HostWordsTests {
    @Test(
        arguments: [
            ([], nil), (["root"], "root is at the console of lab."),
            (["ada\u{1B}", "root"], "ada␛, root are at the console of lab."),
        ] as [([String], String?)]
    )
    func `Who is at the console is said when somebody is`(operators: [String], sentence: String?) {
        #expect(Presence(operators: operators, people: nil).consoleSentence("lab") == sentence)
    }

    @Test func `A host that is away is said to come back`() {
        #expect(HostWords.isAway("lab", reason: "Cut.") == "Cut. What you write is kept and goes out when lab is back.")
        #expect(HostWords.isBack("lab") == "lab is back.")
    }
}
