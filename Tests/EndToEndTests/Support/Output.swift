import Foundation
import Testing

/// What a process writes, collected by a thread of its own so that the process never waits for the test.
final class Output: @unchecked Sendable {
    private let condition = NSCondition()
    // Guarded by the condition.
    private var collected: [UInt8] = []
    private var hasEnded = false
    private var isStopped = false

    /// Reads a descriptor to its end and closes it.
    init(of descriptor: CInt) {
        Thread.detachNewThread { [self] in
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while !condition.withLock({ isStopped }) {
                var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                guard poll(&polled, 1, 50) > 0 else { continue }
                let count = read(descriptor, &buffer, buffer.count)
                guard count > 0 else { break }  // the end; of a terminal, EIO
                change { collected += buffer[..<count] }
            }
            close(descriptor)
            change { hasEnded = true }
        }
    }

    /// Everything so far.
    var bytes: [UInt8] { condition.withLock { collected } }

    /// Everything so far, as text.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Waits until what was written is as expected.
    @discardableResult
    func wait(
        for what: Comment,
        sourceLocation: SourceLocation = #_sourceLocation,
        until isExpected: (String) -> Bool
    ) throws -> String {
        let deadline = Date(timeIntervalSinceNow: Double(Deadline.seconds))
        condition.lock()
        defer { condition.unlock() }
        while true {
            let text = String(decoding: collected, as: UTF8.self)
            if isExpected(text) { return text }
            let canGoOn = !hasEnded && condition.wait(until: deadline)
            try #require(canGoOn, "\(what) is not in: \(text)", sourceLocation: sourceLocation)
        }
    }

    /// Waits until a text was written.
    func wait(forText wanted: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        try wait(for: "\(wanted.debugDescription)", sourceLocation: sourceLocation) { $0.contains(wanted) }
    }

    /// Waits until nothing more can be written.
    ///
    /// - Returns: Everything.
    func whole(sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        let deadline = Date(timeIntervalSinceNow: Double(Deadline.seconds))
        condition.lock()
        defer { condition.unlock() }
        while !hasEnded {
            try #require(condition.wait(until: deadline), "the output does not end", sourceLocation: sourceLocation)
        }
        return String(decoding: collected, as: UTF8.self)
    }

    /// Closes the descriptor before its end, as a terminal's window that is closed does.
    func stop() {
        change { isStopped = true }
        condition.lock()
        defer { condition.unlock() }
        while !hasEnded { condition.wait() }
    }

    private func change(_ body: () -> Void) {
        condition.withLock {
            body()
            condition.broadcast()
        }
    }
}
