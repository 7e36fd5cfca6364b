import FoundationEssentials
import Synchronization
import TchatModel
import TchatStore

/// Writes the audit trail: at once what only those who were let in can do, and counted what anybody can repeat.
final class AuditLog: Sendable {
    private let store: Store
    private let repeated = Mutex(RepeatCounter<NewAuditRecord>(limit: mostKinds))

    /// How many kinds of what can be repeated are told apart in a minute: a person or network, and what it tried.
    private static let mostKinds = 256

    init(store: Store) {
        self.store = store
    }

    /// Keeps that something happened.
    ///
    /// - Parameter address: Where it came from; `nil` for this machine's own socket.
    func note(_ record: NewAuditRecord, from address: IPAddress?, at now: Date = Date()) {
        var exact = record
        exact.address = address?.description
        guard record.event.isRepeatable else {
            store.noteAudit(exact)
            return
        }
        var counted = record
        counted.address = address?.networkText
        guard
            let told = repeated.withLock({ $0.note(counted, orElse: NewAuditRecord(counted.event), at: now) })
        else { return }
        store.noteAudit(told == counted ? exact : told)
    }

    /// Writes what was counted; once a minute, and when the server has ended.
    func writeRepeated() {
        for repeats in repeated.withLock({ $0.endWindow() }) {
            var record = repeats.kind
            record.repeats = NewAuditRecord.Repeats(
                count: repeats.count,
                firstAt: repeats.firstAt,
                lastAt: repeats.lastAt
            )
            store.noteAudit(record)
        }
    }
}

extension IPAddress {
    /// What is counted as one: an IPv4 address, or an IPv6 network in CIDR notation.
    fileprivate var networkText: String { bitWidth == 128 ? "\(subscriberNetwork)/64" : description }
}
