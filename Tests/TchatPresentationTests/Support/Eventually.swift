import Testing

/// What was waited for did not come.
nonisolated struct NeverHappened: Error {}

/// Lets other work run until a condition holds; fails the test when that takes too long.
func eventually(
    _ comment: Comment? = nil,
    within limit: Duration = .seconds(30),
    sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while try !condition() {
        guard ContinuousClock.now < deadline else {
            Issue.record(comment ?? "It did not come about in time.", sourceLocation: sourceLocation)
            throw NeverHappened()
        }
        await giveWay()
    }
}

/// Lets other work run for a while, before a test looks that something did not happen.
func settle() async {
    for _ in 0..<50 { await giveWay() }
}

/// Lets what waits run, on the main actor and beside it.
///
/// Yielding on the main actor alone would keep one processor busy, and what runs beside it waiting on a busy machine.
@concurrent nonisolated private func giveWay() async { await Task.yield() }

/// Runs something that goes on until it is cancelled, such as a model's `run()`, beside the test.
func withRunning<Result: Sendable>(
    _ run: @escaping @MainActor () async -> Void,
    _ body: () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await run() }
        let result: Result
        do {
            result = try await body()
        } catch {
            group.cancelAll()
            throw error
        }
        group.cancelAll()
        return result
    }
}
