import Foundation
import TchatModel
import Testing

@testable import TchatCommands

@Suite struct AskTests {
    @Test(arguments: ["vm", "\u{9B}2J", "\u{7F}", "\u{202E}evil", "é 😀", "\u{E0001}", "a\u{0}b"])
    func `JSON can't act on a terminal and says the same`(name: String) throws {
        let json = String(decoding: try JSONEncoder().encode(["name": name]), as: UTF8.self)
        let safe = JSONText.escapingInvisible(json)
        #expect(safe == safe.visible(keepingNewlines: true))
        #expect(try JSONDecoder().decode([String: String].self, from: Data(safe.utf8)) == ["name": name])
    }
}
