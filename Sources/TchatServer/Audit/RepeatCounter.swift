import FoundationEssentials

/// Tells once what callers can repeat at will, and counts it from then on.
///
/// What happens for the first time in a window is to be told at once; what is like it is counted until ``endWindow()`` gives
/// the count. So whatever a caller does, each kind is told twice a window at the most, and the table is bounded: while it is
/// full, further kinds are counted together.
///
/// It knows no clock: whoever uses it says when things happen, and when a window ends.
struct RepeatCounter<Kind: Hashable> {
    /// How often something happened in a window beyond what was told at once.
    struct Repeats: Hashable {
        var kind: Kind
        var count: Int
        var firstAt: Date
        var lastAt: Date
    }

    private struct Tally {
        var count = 0
        var firstAt: Date
        var lastAt: Date
    }

    private let limit: Int
    private var tallies: [Kind: Tally] = [:]

    /// - Parameter limit: How many kinds are told apart in a window.
    init(limit: Int) {
        self.limit = limit
    }

    /// How many kinds it has in memory.
    var count: Int { tallies.count }

    /// Something happened.
    ///
    /// - Parameter common: What it counts as when there are too many kinds; `nil` passes it over then. There are to be few.
    /// - Returns: What to tell at once: the kind or what it counts as; `nil` when it was only counted.
    mutating func note(_ kind: Kind, orElse common: Kind?, at now: Date) -> Kind? {
        if count(kind, at: now) { return nil }
        guard tallies.count >= limit else { return begin(kind, at: now) }
        guard let common else { return nil }
        return count(common, at: now) ? nil : begin(common, at: now)
    }

    /// The window ends, and the next one begins: gives what was counted, in the order in which it began.
    ///
    /// What was repeated goes on being counted; what was not is forgotten, and told at once when it happens again.
    mutating func endWindow() -> [Repeats] {
        tallies = tallies.filter { $0.value.count > 0 }
        defer { for kind in tallies.keys { tallies[kind]?.count = 0 } }
        return tallies.map { Repeats(kind: $0, count: $1.count, firstAt: $1.firstAt, lastAt: $1.lastAt) }
            .sorted { $0.firstAt < $1.firstAt }
    }

    /// What a window gave could not be told: it counts in this one.
    ///
    /// - Parameter common: As for ``note(_:orElse:at:)``.
    mutating func putBack(_ repeats: Repeats, orElse common: Kind) {
        let kind = tallies[repeats.kind] != nil || tallies.count < limit ? repeats.kind : common
        var tally = tallies[kind] ?? Tally(firstAt: repeats.firstAt, lastAt: repeats.lastAt)
        tally.firstAt = tally.count == 0 ? repeats.firstAt : min(tally.firstAt, repeats.firstAt)
        tally.lastAt = max(tally.lastAt, repeats.lastAt)
        tally.count += repeats.count
        tallies[kind] = tally
    }

    private mutating func begin(_ kind: Kind, at now: Date) -> Kind {
        tallies[kind] = Tally(firstAt: now, lastAt: now)
        return kind
    }

    /// - Returns: Whether it is one that is being counted.
    private mutating func count(_ kind: Kind, at now: Date) -> Bool {
        guard let index = tallies.index(forKey: kind) else { return false }
        if tallies.values[index].count == 0 { tallies.values[index].firstAt = now }
        tallies.values[index].count += 1
        tallies.values[index].lastAt = now
        return true
    }
}

extension RepeatCounter.Repeats: Sendable where Kind: Sendable {}
