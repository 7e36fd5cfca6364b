import GRDB
import Logging
import Synchronization
import TchatModel

/// Writes to the log, many in one transaction: those that arrive while one is being written share the next one.
///
/// A transaction costs one wait for the disk, whatever is in it. So while it waits for one, a busy server collects the
/// writes for the next, and durable writes stay cheap. All of them run on the database's own queue: no thread of the
/// cooperative pool ever waits for a disk.
final class GroupCommit: Sendable {
    /// One write that shares a transaction with others.
    struct Write: Sendable {
        /// Does it, adds the new entries to the list, and returns what tells its caller once it is on disk.
        ///
        /// It may run twice, the first time in a transaction that is undone. A ``StoreError`` means that it has written
        /// nothing; any other error undoes the transaction.
        let perform: @Sendable (Database, inout [Entry]) throws -> @Sendable () -> Void
        /// Tells its caller that nothing of it is on disk.
        let fail: @Sendable (StoreError) -> Void
    }

    /// How many writes may wait for the transaction that is being written.
    static let mostWaiting = 10_000

    /// How many writes a transaction takes in: more would make the first one wait noticeably longer.
    private static let mostInTransaction = 1024

    private struct State {
        var waiting: [Write] = []
        var isWriting = false
        var isClosed = false
        var isFailing = false
        var onCommit: (@Sendable ([Entry]) -> Void)?
    }

    private let state = Mutex(State())
    private let writer: any DatabaseWriter
    private let directory: String
    private let logger: Logger

    /// Writes to a database.
    init(to writer: any DatabaseWriter, in directory: String, logger: Logger) {
        self.writer = writer
        self.directory = directory
        self.logger = logger
    }

    /// Sets what is told of the new entries of each transaction.
    func onCommit(_ handler: @escaping @Sendable ([Entry]) -> Void) {
        state.withLock { $0.onCommit = handler }
    }

    /// How many writes wait.
    var waiting: Int { state.withLock { $0.waiting.count } }

    /// Takes no further write; those that wait are still written.
    func close() {
        state.withLock { $0.isClosed = true }
    }

    /// Runs a write in the next transaction and returns once that is on disk.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database, inout [Entry]) throws -> Value
    ) async throws(StoreError) -> Value {
        let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
            let write = Write(
                perform: { db, entries in
                    let value = try body(db, &entries)
                    return { continuation.resume(returning: .success(value)) }
                },
                fail: { continuation.resume(returning: .failure($0)) }
            )
            if let error = enqueue(write) { write.fail(error) }
        }
        return try result.get()
    }

    /// Lets a write wait for its transaction; returns why it can't.
    func enqueue(_ write: Write) -> StoreError? {
        let mustStart: Bool
        do throws(StoreError) {
            mustStart = try state.withLock { state throws(StoreError) in
                guard !state.isClosed else { throw .closed }
                guard state.waiting.count < Self.mostWaiting else { throw .tooManyWaiting(limit: Self.mostWaiting) }
                state.waiting.append(write)
                defer { state.isWriting = true }
                return !state.isWriting
            }
        } catch {
            return error
        }
        if mustStart { writer.asyncWriteWithoutTransaction { self.writeAll($0) } }
        return nil
    }

    /// Writes transactions until nothing waits.
    private func writeAll(_ db: Database) {
        while true {
            let writes = take(atMost: Self.mostInTransaction)
            guard !writes.isEmpty else {
                let isDone = state.withLock { state in
                    guard state.waiting.isEmpty else { return false }
                    state.isWriting = false
                    return true
                }
                if isDone { return }
                continue
            }
            writeTogether(writes, db)
        }
    }

    private func take(atMost count: Int) -> [Write] {
        state.withLock { state in
            guard state.waiting.count > count else {
                var writes: [Write] = []
                swap(&writes, &state.waiting)
                return writes
            }
            defer { state.waiting.removeFirst(count) }
            return Array(state.waiting.prefix(count))
        }
    }

    /// Writes in one transaction what was taken and what arrives meanwhile, commits, and tells everyone.
    private func writeTogether(_ first: [Write], takingMore: Bool = true, _ db: Database) {
        var batch = first
        var entries: [Entry] = []
        var replies: [@Sendable () -> Void] = []
        do {
            try db.beginTransaction(.immediate)
            var next = 0
            while next < batch.count {
                replies.append(try perform(batch[next], db, &entries))
                next += 1
                if takingMore, next == batch.count {
                    batch += take(atMost: Self.mostInTransaction - batch.count)
                }
            }
            try Store.noteNewest(of: entries, db)
            try db.commit()
        } catch {
            undo(db)
            let problem = StoreError(error, in: directory)
            if isOfTheDisk(error) {
                note(problem)
                for write in batch { write.fail(problem) }
            } else if batch.count > 1 {
                // One of them can't be written: let the others not suffer for it.
                for write in batch { writeTogether([write], takingMore: false, db) }
            } else {
                logger.error("Something can't be written to the log", metadata: ["error": "\(error)"])
                for write in batch { write.fail(problem) }
            }
            return
        }
        note(nil)
        if !entries.isEmpty { state.withLock { $0.onCommit }?(entries) }
        for reply in replies { reply() }
    }

    /// Runs a write; one that declines is no reason to undo the others.
    private func perform(
        _ write: Write,
        _ db: Database,
        _ entries: inout [Entry]
    ) throws -> @Sendable () -> Void {
        do {
            return try write.perform(db, &entries)
        } catch let refusal as StoreError {
            return { write.fail(refusal) }
        }
    }

    /// Whether writing them one by one would fail in the same way.
    private func isOfTheDisk(_ error: any Error) -> Bool {
        guard let error = error as? DatabaseError else { return false }
        switch error.resultCode {
        case .SQLITE_CONSTRAINT, .SQLITE_TOOBIG, .SQLITE_MISMATCH, .SQLITE_RANGE, .SQLITE_ERROR: return false
        default: return true
        }
    }

    private func undo(_ db: Database) {
        // After some errors SQLite has done so itself (https://www.sqlite.org/lang_transaction.html).
        guard db.isInsideTransaction else { return }
        do {
            try db.rollback()
        } catch {
            logger.error("A transaction can't be undone", metadata: ["error": "\(error)"])
        }
    }

    /// Logs the first failure of a row of them, and its end.
    private func note(_ problem: StoreError?) {
        let wasFailing = state.withLock { state in
            defer { state.isFailing = problem != nil }
            return state.isFailing
        }
        switch problem {
        case let problem? where !wasFailing:
            logger.error("The log can't be written", metadata: ["error": "\(problem)"])
        case nil where wasFailing:
            logger.notice("The log is written again")
        default:
            break
        }
    }
}
