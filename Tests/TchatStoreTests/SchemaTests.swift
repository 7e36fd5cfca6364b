import Foundation
import GRDB
import TchatModel
import Testing

@testable import TchatStore

@Suite struct SchemaTests {
    private let folder = TemporaryFolder()

    /// Makes a log as the first version wrote it, with notices whose only values are texts.
    private func makeFirstLog() throws {
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        let queue = try DatabaseQueue(path: folder.path + "/tchat.sqlite")
        try Schema.migrator().migrate(queue, upTo: "1: people, entries, markers, audit")
        try queue.write { db in
            try db.execute(sql: "INSERT INTO host (only, id) VALUES (1, ?)", arguments: [UUID()])
            try db.execute(
                sql: "INSERT INTO person (name, kind, role, createdAt) VALUES ('alice', 'paired', 'member', 0)"
            )
            for (event, text) in Self.notices {
                try db.execute(
                    sql: """
                        INSERT INTO entry (uuid, conversation, at, authorKind, authorName, type, text, event)
                        VALUES (?, 'alice', 0, 'host', 'vm', 'notice', ?, ?)
                        """,
                    arguments: [UUID(), text, event]
                )
                guard let text else { continue }
                try db.execute(
                    sql: "INSERT INTO entryText (rowid, text) VALUES (?, ?)",
                    arguments: [db.lastInsertedRowID, text]
                )
            }
        }
        try queue.close()
    }

    private static let notices: [(event: String, text: String?)] = [
        ("started", nil), ("paired", "member"), ("paired", "token (admin)"), ("refused", "kill"),
        ("revoked", "by root"),
    ]

    private static let contents: [Entry.Content] = [
        .notice(.started), .notice(.paired, NoticeValues(role: .member, means: .code)),
        .notice(.paired, NoticeValues(role: .admin, means: .token)),
        .notice(.refused, NoticeValues(attempt: .control(.kill))), .notice(.revoked, NoticeValues(by: "root")),
    ]

    @Test func `A log of the first version is read, searched, written and pruned`() async throws {
        try makeFirstLog()
        let store = try folder.store()
        #expect(try await store.entries(of: .everything).entries.map(\.content) == Self.contents)
        #expect(try await store.entries(of: .everything, search: "token admin").entries.map(\.id) == [3])
        let new = NewEntry(
            conversation: "alice",
            author: machine,
            content: .notice(.paired, NoticeValues(role: .guest, means: .token))
        )
        #expect(try await store.append(new).entry.content == new.content)
        #expect(try await store.entries(of: .everything, search: "token").entries.map(\.id) == [3, 6])
        #expect(try await store.prune(olderThan: .distantFuture, keepingBytes: nil) == 6)
        #expect(try await store.entries(of: .everything, search: "token").entries.isEmpty)
    }

    @Test func `A log of the first version is exported before a server has opened it`() throws {
        try makeFirstLog()
        var contents: [Entry.Content] = []
        try LogReader(in: folder.path).export(conversation: nil) { line in
            contents.append(try APICoding.decoder().decode(Entry.self, from: Data(line.utf8)).content)
        }
        #expect(contents == Self.contents)
    }
}
