/// Runs the body, and cancels it when it takes too long.
///
/// - Throws: What the body throws, or the given error when the time is over first.
package func withTimeout<Result: Sendable>(
    _ duration: Duration,
    throwing error: HostError,
    _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await NetworkClock().sleep(for: duration)
            throw error
        }
        defer { group.cancelAll() }
        guard let result = try await group.next() else { throw error }
        return result
    }
}
