import Testing

@testable import TchatClient

@Suite struct BackoffTests {
    @Test func `Every wait lies between the shortest and the longest`() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<100 {
            var backoff = Backoff()
            let waits = (0..<80).map { _ in backoff.next(using: &generator) }
            #expect(waits.allSatisfy { (.milliseconds(500) ... .seconds(30)).contains($0) })
            #expect(waits[0] <= .seconds(1))
            #expect(waits[10...].allSatisfy { $0 >= .seconds(15) })
        }
    }

    @Test func `No two clients wait in step`() {
        var generator = SeededGenerator(seed: 7)
        let waits = (0..<50).map { _ in
            var backoff = Backoff()
            return backoff.next(using: &generator)
        }
        #expect(Set(waits).count == waits.count)
    }
}
