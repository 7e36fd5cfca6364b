import TchatModel
import Testing

@testable import TchatServer

@Suite struct RecordedQuestionsTests {
    private typealias Asked = (item: Item, name: String, sample: Int)

    private static func written(_ asked: [Asked], most: Int = 100) -> [Bool] {
        var questions = RecordedQuestions(most: most)
        return asked.map { questions.insert($0.item, of: $0.name, sample: $0.sample) }
    }

    @Test func `A question is written once for each sample, item and name`() {
        let written = Self.written([
            (.cpu, "a", 1), (.cpu, "a", 1), (.ram, "a", 1), (.cpu, "b", 1), (.cpu, "a", 2), (.cpu, "a", 2),
        ])
        #expect(written == [true, false, true, true, true, false])
    }

    @Test func `An older sample is no reason to forget the newest`() {
        #expect(Self.written([(.cpu, "a", 2), (.cpu, "b", 1), (.cpu, "a", 2)]) == [true, true, false])
    }

    @Test func `What is remembered is bounded`() {
        let written = Self.written(
            [(.cpu, "a", 1), (.cpu, "b", 1), (.cpu, "c", 1), (.cpu, "c", 1), (.cpu, "a", 1)],
            most: 2
        )
        #expect(written == [true, true, true, false, true])
    }
}
