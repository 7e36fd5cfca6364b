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
        let many = (1...12).map { "o\($0)" }
        #expect(
            Presence(operators: many, people: nil).consoleSentence("lab")
                == "o1, o2, o3, o4, o5, o6, o7, o8, o9, o10 and 2 more are at the console of lab."
        )
        #expect(HostWords.isBack("lab") == "lab is back.")
    }
}
