import Foundation
import TchatModel
import Testing

@testable import TchatCommands

struct AnswerSearchTests {
    private var log = LogEntries()
    private let uuid = UUID()

    @Test mutating func `The answer is the next message of anybody else`() {
        var search = AnswerSearch(to: uuid, in: "alice")
        #expect(search.take(log.answered("before", to: "alice")) == nil)
        #expect(search.take(log.said("hi", by: "alice", uuid: uuid)) == nil)
        #expect(search.take(log.said("and", by: "alice")) == nil)
        #expect(search.take(log.answered("elsewhere", to: "bob")) == nil)
        #expect(search.take(log.happened(.started)) == nil)
        let answer = log.answered("salut", to: "alice")
        #expect(search.take(answer) == answer)
    }
}
