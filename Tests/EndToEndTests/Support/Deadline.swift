import Glibc
import Testing

/// Until when an effect is waited for: long enough for a machine that is busy with other things.
struct Deadline {
    static let seconds = 60

    private let end = ContinuousClock.now + .seconds(Deadline.seconds)

    var hasPassed: Bool { ContinuousClock.now >= end }

    /// Waits until a descriptor can be read or written, or has ended.
    ///
    /// - Returns: Whether it can before the deadline.
    func waits(for events: CInt, on descriptor: CInt) -> Bool {
        while !hasPassed {
            var polled = pollfd(fd: descriptor, events: Int16(events), revents: 0)
            let left = max(0, (end - .now).components.seconds + 1)
            if poll(&polled, 1, CInt(left * 1000)) > 0 { return true }
        }
        return false
    }
}

/// Looks again and again until something that nobody reports has happened.
func waitUntil(
    _ what: Comment,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ hasHappened: () throws -> Bool
) throws {
    let deadline = Deadline()
    while try !hasHappened() {
        try #require(!deadline.hasPassed, what, sourceLocation: sourceLocation)
        usleep(5000)
    }
}
