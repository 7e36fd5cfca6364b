/// What is on or off, with work that runs just while it is on.
final class Switch {
    /// A time during which it is on, or off.
    struct Period: Equatable {
        fileprivate var isOn: Bool
        /// Off and on again is another time, even when nobody looked in between.
        fileprivate var number: Int
    }

    private var period: Period
    private var followers: [Int: AsyncStream<Period>.Continuation] = [:]
    private var lastFollower = 0

    init(isOn: Bool = false) {
        period = Period(isOn: isOn, number: 0)
    }

    /// Whether it is on; work starts and is cancelled with it.
    var isOn: Bool {
        get { period.isOn }
        set {
            guard newValue != period.isOn else { return }
            period = Period(isOn: newValue, number: period.number + 1)
            for follower in followers.values { follower.yield(period) }
        }
    }

    /// Whether it is on since then: what is cancelled may have a step to take before it notices.
    func isStillOn(since period: Period) -> Bool { period == self.period && period.isOn }

    /// Cancels what runs and starts it anew.
    func restart() {
        isOn = false
        isOn = true
    }

    /// Runs the work each time it is on and cancels it when it is not, until the task is cancelled.
    ///
    /// Work that ends by itself is done until the next time.
    func whileOn(_ work: @escaping @MainActor (_ period: Period) async -> Void) async {
        // Only the latest counts for someone who comes late.
        let (periods, continuation) = AsyncStream.makeStream(of: Period.self, bufferingPolicy: .bufferingNewest(1))
        lastFollower += 1
        let id = lastFollower
        followers[id] = continuation
        defer { followers[id] = nil }
        continuation.yield(period)
        var iterator = periods.makeAsyncIterator()
        var next = await iterator.next(isolation: #isolation)
        while let current = next {
            guard current.isOn else {
                next = await iterator.next(isolation: #isolation)
                continue
            }
            next = await withDiscardingTaskGroup { group in
                group.addTask { await work(current) }
                defer { group.cancelAll() }
                while let other = await iterator.next(isolation: #isolation) {
                    if other != current { return other }
                }
                return nil
            }
        }
    }
}
