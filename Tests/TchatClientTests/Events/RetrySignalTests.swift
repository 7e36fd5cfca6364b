import Testing

@testable import TchatClient

@Suite(.timeLimit(.minutes(1))) struct RetrySignalTests {
    @Test func `A signal ends a wait that has no end`() async throws {
        let signal = RetrySignal()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await signal.sleep(for: .seconds(1), clock: StandingClock())
                return true
            }
            group.addTask {
                // Until it was heard: a signal that nobody waits for is lost.
                while !Task.isCancelled {
                    signal.send()
                    await Task.yield()
                }
                return false
            }
            let isHeard = try await group.next()
            #expect(isHeard == true)
            group.cancelAll()
        }
    }

    @Test func `The time ends a wait that nobody signals`() async throws {
        try await RetrySignal().sleep(for: .seconds(1), clock: ImmediateClock())
    }

    @Test func `A cancelled task does not wait`() async throws {
        let signal = RetrySignal()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 { group.addTask { await signal.wait() } }
            group.cancelAll()
        }
        await #expect(throws: CancellationError.self) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await signal.sleep(for: .seconds(1), clock: StandingClock()) }
                group.cancelAll()
                try await group.next()
            }
        }
    }
}
