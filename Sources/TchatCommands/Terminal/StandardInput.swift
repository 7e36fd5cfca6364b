import Dispatch

/// Standard input where it is not a terminal.
enum StandardInput {
    private static let readAhead = 64

    /// Its lines, without their line breaks, for one reader.
    ///
    /// Read on a thread of its own, since `readLine` blocks; at most 64 lines are read ahead.
    static var lines: some AsyncSequence<String, Never> & Sendable {
        // Raised from 0, because a semaphore may not be freed below the value it was made with.
        let room = DispatchSemaphore(value: 0)
        for _ in 0..<readAhead { room.signal() }
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        DispatchQueue(label: "tchat.standard-input").async {
            while let line = readLine() {
                room.wait()
                guard case .enqueued = continuation.yield(line) else { return }
            }
            continuation.finish()
        }
        return stream.map { line in
            room.signal()
            return line
        }
    }
}
