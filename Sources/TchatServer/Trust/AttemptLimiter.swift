/// Slows down whoever sends wrong codes or tokens, address by address.
///
/// The first wrong attempts in a row are free; each one more makes the address wait twice as long, up to a limit. A right
/// code forgets an address, and so does time; a right token does not, since it can be sent again and again between
/// guesses. The table is bounded: when it is full, the address that has been quiet longest goes.
///
/// A code must ask ``decision(for:now:)`` before it is looked at: guessing is what the limit is for. A token has 256 bits
/// and needs no such protection, so look it up first and ask only when it is wrong: then nobody who has the right one is
/// ever kept waiting by a neighbour behind the same address.
///
/// One address is an IPv4 address or an IPv6 /64 (``IPAddress/subscriberNetwork``). Loopback is no exception: every user
/// of the machine can reach it.
public struct AttemptLimiter: Sendable {
    /// How patient it is, and how much it remembers.
    public struct Limits: Hashable, Sendable {
        /// Wrong attempts in a row without a wait.
        public var freeAttempts: Int
        /// The longest wait, in seconds.
        public var longestWaitSeconds: Int
        /// How long a wrong attempt is remembered.
        public var memory: Duration
        /// Addresses remembered.
        public var addresses: Int

        /// Makes limits of their parts.
        public init(
            freeAttempts: Int = 10,
            longestWaitSeconds: Int = 60,
            memory: Duration = .seconds(600),
            addresses: Int = 4096
        ) {
            self.freeAttempts = freeAttempts
            self.longestWaitSeconds = longestWaitSeconds
            self.memory = memory
            self.addresses = addresses
        }
    }

    /// Whether an address may try now.
    public enum Decision: Hashable, Sendable {
        /// It may.
        case allowed
        /// It may after so many seconds, 1 or more: what `Retry-After` says.
        case retryAfter(seconds: Int)
    }

    private struct Record {
        var failures: Int
        var lastFailure: ContinuousClock.Instant
        var waitSeconds: Int
    }

    private let limits: Limits
    private var records: [IPAddress: Record] = [:]

    /// Makes a limiter that has seen nothing.
    public init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// How many addresses it remembers.
    public var addressCount: Int { records.count }

    /// Whether an address may try now.
    public func decision(for address: IPAddress, now: ContinuousClock.Instant) -> Decision {
        guard let record = records[address.subscriberNetwork], !isForgotten(record, now: now) else { return .allowed }
        let left = record.lastFailure.advanced(by: .seconds(record.waitSeconds)) - now
        guard left > .zero else { return .allowed }
        let (seconds, attoseconds) = left.components
        return .retryAfter(seconds: Int(seconds) + (attoseconds > 0 ? 1 : 0))
    }

    /// Remembers a wrong attempt that was looked at.
    ///
    /// One that was turned away does not count, so a wait always ends.
    public mutating func recordFailure(from address: IPAddress, now: ContinuousClock.Instant) {
        let network = address.subscriberNetwork
        var failures = 1
        if let record = records[network] {
            if !isForgotten(record, now: now) { failures = min(record.failures + 1, limits.freeAttempts + 32) }
        } else if records.count >= limits.addresses {
            makeRoom(now: now)
        }
        let waitSeconds =
            failures > limits.freeAttempts
            ? min(1 << (failures - limits.freeAttempts - 1), limits.longestWaitSeconds) : 0
        records[network] = Record(failures: failures, lastFailure: now, waitSeconds: waitSeconds)
    }

    /// Forgets the wrong attempts of an address that got a code right.
    public mutating func recordSuccess(from address: IPAddress) {
        records[address.subscriberNetwork] = nil
    }

    /// Looks at the whole table, which takes some microseconds and only happens when it is full.
    private mutating func makeRoom(now: ContinuousClock.Instant) {
        records = records.filter { !isForgotten($0.value, now: now) }
        guard records.count >= limits.addresses else { return }
        if let oldest = records.min(by: { $0.value.lastFailure < $1.value.lastFailure }) {
            records[oldest.key] = nil
        }
    }

    private func isForgotten(_ record: Record, now: ContinuousClock.Instant) -> Bool {
        now - record.lastFailure >= limits.memory
    }
}
