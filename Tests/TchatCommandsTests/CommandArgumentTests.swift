import ArgumentParser
import TchatModel
import Testing

@testable import TchatCommands

@Suite struct CommandArgumentTests {
    @Test func `Items`() throws {
        #expect(try Ask.items([]) == Item.allCases)
        #expect(try Ask.items(["ram", "cpu"]) == [.ram, .cpu])
        #expect(throws: ExitCode.self) { try Ask.items(["cpu", "foo"]) }
    }

    @Test func `Control takes a host and an action`() throws {
        #expect(try Control.order(["kill"]) == (nil, .kill))
        #expect(try Control.order(["lab1", "reset"]) == ("lab1", .reset))
        for words in [[], ["lab1"], ["reset", "lab1"], ["disconnect"], ["a", "b", "kill"]] {
            #expect(throws: ValidationError.self) { try Control.order(words) }
        }
    }

    @Test func `Control says who is affected`() {
        let warning = Control.warning(.kill, name: "vm", people: ["bob\u{1B}", "carol"])
        #expect(warning.hasSuffix("its server stops until it is started again there. Connected now: bob␛, carol."))
        #expect(Control.warning(.reset, name: "vm", people: (1...12).map(String.init)).hasSuffix("10 and 2 more."))
        #expect(!Control.warning(.reset, name: "vm", people: nil).contains("Connected"))
    }

    @Test(arguments: ["", "a b", "-x", "cpu", "localhost", "x\u{1B}", String(repeating: "a", count: 65)])
    func `What can't be an alias`(alias: String) {
        #expect(Connect.objection(toAlias: alias) != nil)
    }

    @Test(arguments: ["lab1", "école", "lab-1.example", "日本"])
    func `What can be an alias`(alias: String) {
        #expect(Connect.objection(toAlias: alias) == nil)
    }

    @Test(arguments: [
        ("lab1", true), ("10.0.0.5:5005", true), ("$(rm)", false), ("a b", false), ("-rf", false), ("é", false),
    ])
    func `Only plain words become part of a command to type`(word: String, isSafe: Bool) {
        #expect((CommandWord.safe(word) == word) == isSafe)
    }

    @Test(arguments: [("y", true), (" Yes ", true), ("OUI", true), ("", false), ("no", false), ("yess", false)])
    func `Only yes is yes`(answer: String, isYes: Bool) {
        #expect(UserTerminal.isYes(answer) == isYes)
    }
}
