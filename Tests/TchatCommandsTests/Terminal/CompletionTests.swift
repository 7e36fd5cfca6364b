import Testing

@testable import TchatCommands

@Suite struct CompletionTests {
    @Test(
        arguments: [
            ("/he", 3, [], .nothing),
            ("/he", 3, ["/help"], .replace(deleting: 3, with: "/help ")),
            ("/he", 3, ["/help", "/hello"], .replace(deleting: 3, with: "/hel")),
            ("/hel", 4, ["/help", "/hello"], .list(["/help", "/hello"])),
            ("/kick jo now", 8, ["joana"], .replace(deleting: 2, with: "joana")),
            ("/kick jo", 8, ["joana"], .replace(deleting: 2, with: "joana ")),
            ("/kick ", 6, ["ana", "bo"], .list(["ana", "bo"])),
            ("", 0, ["only"], .replace(deleting: 0, with: "only ")),
            ("HE", 2, ["hello"], .replace(deleting: 2, with: "hello ")),
            ("é日", 2, ["é日本"], .replace(deleting: 2, with: "é日本 ")),
            // The scalars agree up to the joiner, the characters only before it.
            ("x", 1, ["x👩‍💻", "x👩‍🚀"], .list(["x👩‍💻", "x👩‍🚀"])),
        ] as [(String, Int, [String], Completion)]
    )
    func decides(line: String, cursor: Int, candidates: [String], expected: Completion) {
        #expect(Completion(line: line, cursor: cursor, candidates: candidates) == expected)
    }

    @Test(
        arguments: [
            ([], 20, []),
            (["a", "b", "c"], 80, ["a  b  c"]),
            (["aaa", "b", "cc"], 9, ["aaa  b", "cc"]),
            (["longer than the screen", "b"], 10, ["longer than the screen", "b"]),
        ] as [([String], Int, [String])]
    )
    func laysOutColumns(candidates: [String], width: Int, rows: [String]) {
        #expect(Completion.columns(candidates, width: width) == rows)
    }

    @Test func listsOnlySoMany() {
        #expect(Completion.columns(["a", "b", "c"], width: 80, limit: 1) == ["a", "… and 2 more"])
    }
}
