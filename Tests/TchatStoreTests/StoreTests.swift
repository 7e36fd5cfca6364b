import Foundation
import GRDB
import Logging
import TchatModel
import TchatStore
import Testing

@Suite struct StoreTests {
    private let folder = TemporaryFolder()

    private func mode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test func `A new log is its owner's alone, and keeps its identity`() async throws {
        let store = try folder.store()
        try await store.addMembers()
        #expect(try mode(folder.path) == 0o700)
        for name in ["tchat.sqlite", "tchat.sqlite-wal", "tchat.sqlite-shm", "tchat.lock"] {
            #expect(try mode(folder.path + "/" + name) == 0o600, "\(name)")
        }
        #expect(try await store.lastEntryID() == 0)
        #expect(try await store.entries(of: .everything) == EntryPage(entries: [], hasMore: false))
        store.close()
        let again = try folder.store()
        #expect(again.hostID == store.hostID)
        #expect(try await again.people().map(\.name) == ["alice", "bob"])
    }

    @Test func `A file that others may read is closed to them`() throws {
        try folder.store().close()
        #expect(chmod(folder.path + "/tchat.sqlite", 0o644) == 0)
        try folder.store().close()
        #expect(try mode(folder.path + "/tchat.sqlite") == 0o600)
    }

    @Test func `A power failure takes nothing: each transaction waits for the disk`() async throws {
        let store = try folder.store()
        defer { store.close() }
        let connection = try DatabaseQueue(path: folder.path + "/tchat.sqlite")
        #expect(try await connection.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
        #expect(try await store.durability() == 2)
    }

    @Test func `A second one waits for nothing and names the folder`() throws {
        let store = try folder.store()
        let error = #expect(throws: StoreError.self) { try folder.store() }
        #expect(error == .inUse(directory: folder.path))
        #expect(error?.description.hasPrefix("Another tchat serve uses") == true)
        store.close()
        try folder.store().close()
    }

    @Test func `A closed log says so`() async throws {
        let store = try folder.store()
        store.close()
        await #expect(throws: StoreError.closed) { try await store.say("x") }
        await #expect(throws: StoreError.closed) { try await store.lastEntryID() }
    }

    @Test func `A log of a newer version is left as it is`() throws {
        try folder.store().close()
        let connection = try DatabaseQueue(path: folder.path + "/tchat.sqlite")
        try connection.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99: of tomorrow')") }
        try connection.close()
        #expect(throws: StoreError.newerSchema(directory: folder.path)) { try folder.store() }
        #expect(throws: StoreError.newerSchema(directory: folder.path)) { try LogReader(in: folder.path) }
    }

    @Test func `What is not a log is called damaged`() throws {
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        try Data(repeating: 0x41, count: 8192).write(to: URL(fileURLWithPath: folder.path + "/tchat.sqlite"))
        let error = #expect(throws: StoreError.self) { try folder.store() }
        guard case .corrupt = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: ["/dev/null", "/dev/null/log"])
    func `What is not a folder is named`(path: String) {
        let error = #expect(throws: StoreError.self) { try Store(in: path, logger: Logger(label: "test")) }
        guard case .unusable(path, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: [
        StoreError.diskFull(directory: "d"), .readOnly(directory: "d"), .unusable(directory: "d", reason: "r"),
        .missing(directory: "d"), .corrupt(directory: "d", detail: "x"), .newerSchema(directory: "d"),
        .inUse(directory: "d"), .conflict(UUID()), .unknownConversation("c"), .unknownPerson("p"),
        .personHasOtherRole("p", role: .guest), .tooManyWaiting(limit: 1), .closed, .cancelled,
        .failed(directory: "d", reason: "r"), .unknownPerson("\u{1B}[2J"),
    ])
    func `Each error is one sentence that is safe to print`(error: StoreError) {
        #expect(error.description.hasSuffix("."))
        #expect(error.description.unicodeScalars.allSatisfy { $0.value >= 0x20 })
    }
}
