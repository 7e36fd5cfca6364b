import Foundation
import Logging
import Synchronization
import TchatModel
import TchatStore

/// A folder that goes when it is no longer used.
final class TemporaryFolder: Sendable {
    let path: String

    init() {
        path = FileManager.default.temporaryDirectory.path + "/tchat-store-tests-\(UUID().uuidString)"
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func store(now: @escaping @Sendable () -> Date = { Date() }) throws -> Store {
        try Store(in: path, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, now: now)
    }
}

/// What was told of transactions.
final class Told: Sendable {
    private let transactions = Mutex<[[Entry]]>([])

    var entries: [Entry] { transactions.withLock { $0.flatMap(\.self) } }
    var count: Int { transactions.withLock { $0.count } }

    func note(_ entries: [Entry]) { transactions.withLock { $0.append(entries) } }
}

let alice = Author(kind: .person, name: "alice")
let bob = Author(kind: .person, name: "bob")
let operatorEve = Author(kind: .operator, name: "eve")
let machine = Author(kind: .host, name: "vm")

extension Store {
    /// Adds alice and bob, who are members.
    func addMembers() async throws {
        _ = try await addPerson(name: "alice", kind: .paired, role: .member)
        _ = try await addPerson(name: "bob", kind: .paired, role: .member)
    }

    /// Says something, by default in the conversation of whoever says it.
    @discardableResult
    func say(_ text: String, by author: Author = alice, in conversation: String? = nil) async throws -> Entry {
        try await append(
            NewEntry(conversation: conversation ?? author.name, author: author, content: .message(text: text))
        ).entry
    }

    /// Notes what concerns the whole host.
    @discardableResult
    func noteStart() async throws -> Entry {
        try await append(NewEntry(conversation: nil, author: machine, content: .notice(.started))).entry
    }
}
