import FoundationEssentials
import GRDBSQLite
import Glibc
import Logging
import Synchronization
import TchatModel
import TchatStore

// Measures how many entries a second the log takes, next to SQLite alone with the same tables and one wait for the
// disk a group. README.md says what the figures mean.

struct Failure: Error, CustomStringConvertible {
    var description: String
}

/// One way to write entries, measured again and again in turn with others.
struct Contender {
    var name: String
    /// Writes that many entries into a new folder, and returns how long that took and how many transactions it were.
    var run: (_ entries: Int, _ folder: String) async throws -> (Duration, transactions: Int)
}

let text = "A sentence of the length that people write when they ask for help with a printer."

func member(in store: Store) async throws {
    _ = try await store.addPerson(name: "alice", kind: .paired, role: .member)
}

func openStore(_ folder: String) throws -> Store {
    try Store(in: folder, logger: Logger(label: "append"))
}

func log(writers: Int) -> Contender {
    Contender(name: "log, \(writers) writer\(writers == 1 ? "" : "s")") { entries, folder in
        let store = try openStore(folder)
        defer { store.close() }
        try await member(in: store)
        let transactions = Mutex(0)
        let (count, counted) = AsyncStream.makeStream(of: Int.self)
        store.onCommit { _ in counted.yield(1) }
        let clock = ContinuousClock()
        let start = clock.now
        try await withThrowingTaskGroup { group in
            for _ in 0..<writers {
                group.addTask {
                    for number in 0..<entries / writers {
                        try await store.append(
                            NewEntry(
                                conversation: "alice",
                                author: Author(kind: .person, name: "alice"),
                                content: .message(text: "\(text) \(number)")
                            )
                        )
                    }
                }
            }
            try await group.waitForAll()
        }
        let duration = clock.now - start
        counted.finish()
        for await one in count { transactions.withLock { $0 += one } }
        return (duration, transactions.withLock { $0 })
    }
}

func sqlite(group: Int) -> Contender {
    Contender(name: "SQLite, groups of \(group)") { entries, folder in
        let store = try openStore(folder)
        try await member(in: store)
        store.close()
        let connection = try Connection("\(folder)/tchat.sqlite")
        try connection.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
        let begin = try connection.prepare("BEGIN IMMEDIATE")
        let commit = try connection.prepare("COMMIT")
        let insert = try connection.prepare(
            """
            INSERT INTO entry (uuid, conversation, at, authorKind, authorName, type, text)
            VALUES (?, 'alice', ?, 'person', 'alice', 'message', ?)
            """
        )
        let index = try connection.prepare("INSERT INTO entryText (rowid, text) VALUES (?, ?)")
        let clock = ContinuousClock()
        let start = clock.now
        for group in stride(from: 0, to: entries, by: group).map({ $0..<min($0 + group, entries) }) {
            try begin.run()
            for number in group {
                let words = "\(text) \(number)"
                insert.bind(1, UUID())
                insert.bind(2, Int64(number))
                insert.bind(3, words)
                try insert.run()
                index.bind(1, sqlite3_last_insert_rowid(connection.handle))
                index.bind(2, words)
                try index.run()
            }
            try commit.run()
        }
        return (clock.now - start, (entries + group - 1) / group)
    }
}

/// A connection with nothing between it and SQLite.
final class Connection {
    let handle: OpaquePointer

    init(_ path: String) throws {
        var handle: OpaquePointer?
        guard sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil) == SQLITE_OK, let handle
        else { throw Failure(description: "can't open \(path)") }
        self.handle = handle
    }

    deinit { sqlite3_close_v2(handle) }

    func execute(_ sql: String) throws {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw Failure(description: sql) }
    }

    func prepare(_ sql: String) throws -> PreparedStatement {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK, let statement else {
            throw Failure(description: sql)
        }
        return PreparedStatement(statement)
    }
}

/// A statement that is run again and again.
final class PreparedStatement {
    private let handle: OpaquePointer
    /// SQLITE_TRANSIENT: SQLite copies what is bound.
    private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    init(_ handle: OpaquePointer) { self.handle = handle }
    deinit { sqlite3_finalize(handle) }

    func bind(_ index: Int32, _ number: Int64) { sqlite3_bind_int64(handle, index, number) }
    func bind(_ index: Int32, _ text: String) { sqlite3_bind_text(handle, index, text, -1, copied) }
    func bind(_ index: Int32, _ uuid: UUID) {
        withUnsafeBytes(of: uuid.uuid) { _ = sqlite3_bind_blob(handle, index, $0.baseAddress, 16, copied) }
    }

    func run() throws {
        guard sqlite3_step(handle) == SQLITE_DONE else { throw Failure(description: "a statement failed") }
        sqlite3_reset(handle)
    }
}

// MARK: - The report

func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? 0 : (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}

func quartiles(_ values: [Double]) -> String {
    let sorted = values.sorted()
    func at(_ part: Double) -> Double { sorted[Int((Double(sorted.count - 1) * part).rounded())] }
    return "\(hundredths(median(values))) (\(hundredths(at(0.25)))–\(hundredths(at(0.75))))"
}

func hundredths(_ value: Double) -> String {
    let count = Int((value * 100).rounded())
    return "\(count / 100).\(count % 100 < 10 ? "0" : "")\(count % 100)"
}

func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
}

func compare(_ contenders: [Contender], entries: Int, rounds: Int, in folder: String) async throws {
    var rates = [[Double]](repeating: [], count: contenders.count)
    var sizes = rates
    for round in 0...rounds {
        for number in contenders.indices.shuffled() {
            let path = "\(folder)/append-\(getpid())-\(round)-\(number)"
            defer { try? FileManager.default.removeItem(atPath: path) }
            let (duration, transactions) = try await contenders[number].run(entries, path)
            // The first round only warms up.
            guard round > 0 else { continue }
            rates[number].append(Double(entries) / (duration / .seconds(1)))
            sizes[number].append(Double(entries) / Double(transactions))
        }
    }
    for (number, contender) in contenders.enumerated() {
        let ratios = zip(rates[number], rates[0]).map { $0 / $1 }
        print(
            contender.name + String(repeating: " ", count: 24 - contender.name.count),
            padded("\(Int(median(rates[number])))", 10),
            padded(hundredths(median(sizes[number])), 14),
            padded(quartiles(ratios), 22)
        )
    }
}

guard CommandLine.arguments.count == 3, let rounds = Int(CommandLine.arguments[2]), rounds > 0 else {
    print("usage: append-benchmark FOLDER ROUNDS")
    exit(2)
}
let folder = CommandLine.arguments[1]
print("                         entries/s    a transaction       × SQLite's")
try await compare([sqlite(group: 64), sqlite(group: 64), log(writers: 64)], entries: 6400, rounds: rounds, in: folder)
try await compare([sqlite(group: 1), sqlite(group: 1), log(writers: 1)], entries: 400, rounds: rounds, in: folder)
