import FoundationEssentials
import Synchronization
import TchatModel
import TchatStore

/// Writes the audit trail: at once what only those who were let in can do, and counted what anybody can repeat.
final class AuditLog: Sendable {
    /// Writes a line, some time soon, or tells that it can't be written.
    typealias Write = @Sendable (NewAuditRecord, _ orElse: @escaping @Sendable () -> Void) -> Void

    private let write: Write
    /// For each event by itself, so that one can't crowd out who was behind the others.
    private let repeated = Mutex<[AuditEvent: RepeatCounter<NewAuditRecord>]>([:])

    /// How many kinds of an event are told apart in a minute: a person or network, and what it tried.
    private static func mostKinds(of event: AuditEvent) -> Int { event == .listens ? 4096 : 256 }

    init(write: @escaping Write) {
        self.write = write
    }

    convenience init(store: Store) {
        self.init { record, orElse in store.noteAudit(record, orElse: orElse) }
    }

    /// Keeps that something happened.
    ///
    /// - Parameter address: Where it came from; `nil` for this machine's own socket.
    func note(_ record: NewAuditRecord, from address: IPAddress?, at now: Date = Date()) {
        var exact = record
        exact.address = address?.description
        guard record.event.isRepeatable else {
            write(exact) {}
            return
        }
        var counted = record
        counted.address = address?.networkText
        let told = repeated.withLock { counters in
            counters[counted.event, default: RepeatCounter(limit: Self.mostKinds(of: counted.event))]
                .note(counted, orElse: NewAuditRecord(counted.event), at: now)
        }
        guard let told else { return }
        write(told == counted ? exact : told) { [self] in
            putBack(.init(kind: told, count: 1, firstAt: now, lastAt: now))
        }
    }

    /// Writes what was counted; once a minute, and when the server has ended.
    ///
    /// What can't be written goes on being counted.
    func writeRepeated() {
        let all = repeated.withLock { counters in counters.keys.flatMap { counters[$0]?.endWindow() ?? [] } }
        for repeats in all.sorted(by: { $0.firstAt < $1.firstAt }) {
            var record = repeats.kind
            record.repeats = NewAuditRecord.Repeats(
                count: repeats.count,
                firstAt: repeats.firstAt,
                lastAt: repeats.lastAt
            )
            write(record) { [self] in putBack(repeats) }
        }
    }

    private func putBack(_ repeats: RepeatCounter<NewAuditRecord>.Repeats) {
        let event = repeats.kind.event
        repeated.withLock { $0[event]?.putBack(repeats, orElse: NewAuditRecord(event)) }
    }
}

extension IPAddress {
    /// What is counted as one: an IPv4 address, or an IPv6 network in CIDR notation.
    fileprivate var networkText: String { bitWidth == 128 ? "\(subscriberNetwork)/64" : description }
}
