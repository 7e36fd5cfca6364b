import NIOCore
import NIOPosix
import Testing

@testable import TchatClient

@Suite(.timeLimit(.minutes(1))) struct NetworkThreadTests {
    @Test func `What it executes runs on a thread of the network, always the same`() async {
        var threads: Set<ObjectIdentifier?> = []
        for _ in 0..<20 {
            let eventLoop = await withCheckedContinuation { continuation in
                NetworkThread.execute {
                    let eventLoop = MultiThreadedEventLoopGroup.currentEventLoop
                    continuation.resume(returning: eventLoop.map(ObjectIdentifier.init))
                }
            }
            threads.insert(eventLoop)
        }
        #expect(threads.count == 1)
        #expect(!threads.contains(nil))
    }

    @Test func `Blocking work runs beside it, to its end, for a cancelled task as well`() async {
        await withTaskGroup(of: Bool.self) { group in
            group.cancelAll()
            group.addTask {
                await BlockingWork.run { MultiThreadedEventLoopGroup.currentEventLoop == nil }
            }
            #expect(await group.next() == true)
        }
    }
}

@Suite(.timeLimit(.minutes(1))) struct NetworkClockTests {
    @Test func `A wait ends with its time, and not before`() async throws {
        let clock = NetworkClock()
        let begin = clock.now
        try await clock.sleep(for: .milliseconds(30))
        #expect(begin.duration(to: clock.now) >= .milliseconds(30))
        try await clock.sleep(until: begin, tolerance: nil)
    }

    @Test func `A wait ends at once with its task`() async throws {
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    await #expect(throws: CancellationError.self) {
                        try await NetworkClock().sleep(for: .seconds(86400))
                    }
                }
            }
            group.cancelAll()
        }
        await #expect(throws: CancellationError.self) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                let (waits, waiting) = AsyncStream.makeStream(of: Void.self)
                group.addTask {
                    waiting.yield()
                    try await NetworkClock().sleep(for: .seconds(86400))
                }
                // Mostly it waits by then.
                for await _ in waits { break }
                group.cancelAll()
                try await group.next()
            }
        }
    }
}
