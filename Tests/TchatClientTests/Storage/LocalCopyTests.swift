import Foundation
import TchatModel
import Testing

@testable import TchatClient

@Suite(.timeLimit(.minutes(1))) struct LocalCopyTests {
    private static let host = UUID()

    private static func path(_ folder: DataFolder, _ name: String = "alice") -> String {
        "\(folder.path)/conversations/\(host.uuidString.lowercased())/\(name).jsonl"
    }

    @Test func `Entries are kept once, in order, for each conversation`() async throws {
        try await withTemporaryFolder { folder in
            let copy = LocalCopy(of: Self.host, in: folder)
            #expect(try await copy.lastID(of: "alice") == nil)
            #expect(try await copy.entries(of: "alice") == [])
            let entries = (1...6).map { Sample.entry($0) }
            try await copy.append([entries[1], entries[0]], to: "alice")
            try await copy.append(Array(entries[1...3]), to: "alice")
            try await LocalCopy(of: Self.host, in: folder).append(Array(entries[2...]), to: "alice")
            try await copy.append([entries[5]], to: "bob")
            #expect(try await copy.entries(of: "alice") == entries)
            #expect(try await copy.entries(of: "alice", limit: 2) == Array(entries[4...]))
            #expect(try await copy.lastID(of: "alice") == 6)
            #expect(try await copy.entries(of: "bob") == [entries[5]])
            try await copy.remove()
            #expect(try await copy.entries(of: "alice") == [])
        }
    }

    @Test func `What a log that went back no longer has is forgotten`() async throws {
        try await withTemporaryFolder { folder in
            let copy = LocalCopy(of: Self.host, in: folder)
            try await copy.append((1...6).map { Sample.entry($0) }, to: "alice")
            try await copy.forget(after: 9, of: "alice")
            #expect(try await copy.lastID(of: "alice") == 6)
            try await copy.forget(after: 4, of: "alice")
            #expect(try await copy.entries(of: "alice").map(\.id) == [1, 2, 3, 4])
            try await copy.append([Sample.entry(5)], to: "alice")
            #expect(try await copy.lastID(of: "alice") == 5)
        }
    }

    @Test func `It keeps the newest`() async throws {
        try await withTemporaryFolder { folder in
            let copy = LocalCopy(of: Self.host, in: folder, keptEntries: 20)
            for id in 1...100 {
                try await copy.append([Sample.entry(id)], to: "alice")
                let ids = try await copy.entries(of: "alice").map(\.id)
                #expect(ids == Array((id - ids.count + 1)...id))
                #expect((min(id, 20)...25).contains(ids.count))
            }
        }
    }

    @Test func `What is there already is found in a long file, and behind a long line`() async throws {
        try await withTemporaryFolder { folder in
            let copy = LocalCopy(of: Self.host, in: folder)
            var entries = (1...100).map { Sample.entry($0) }
            let text = String(repeating: "é", count: 1000)
            for index in entries.indices { entries[index].content = .message(text: text) }
            try await copy.append(Array(entries[..<90]), to: "alice")
            try await copy.append(Array(entries[80...]), to: "alice")
            #expect(try await copy.lastID(of: "alice") == 100)
            #expect(try await copy.entries(of: "alice") == entries)

            var long = Sample.entry(101)
            long.content = .message(text: String(repeating: "a", count: 100_000))
            try await copy.append([long], to: "alice")
            #expect(try await copy.lastID(of: "alice") == 101)
            try await copy.append([long, Sample.entry(102)], to: "alice")
            #expect(try await copy.entries(of: "alice").map(\.id) == Array(1...102))
        }
    }

    @Test(arguments: [0, 1, 30, 100]) func `Half a line that a killed process left is cut off`(length: Int) async throws
    {
        try await withTemporaryFolder { folder in
            let copy = LocalCopy(of: Self.host, in: folder)
            let entries = (1...3).map { Sample.entry($0) }
            try await copy.append([entries[0]], to: "alice")
            let url = URL(fileURLWithPath: Self.path(folder))
            let torn = try EntryLog.lines([entries[1]]).prefix(length)
            try (Data(contentsOf: url) + torn).write(to: url)
            #expect(try await copy.lastID(of: "alice") == 1)
            try await copy.append([entries[1], entries[2]], to: "alice")
            #expect(try await copy.entries(of: "alice") == entries)
        }
    }

    @Test func `A line that nobody can read is passed over`() async throws {
        try await withTemporaryFolder { folder in
            let copy = LocalCopy(of: Self.host, in: folder)
            let entries = (1...2).map { Sample.entry($0) }
            try await copy.append([entries[0]], to: "alice")
            let url = URL(fileURLWithPath: Self.path(folder))
            try (Data(contentsOf: url) + Data("\u{0}\u{0}\n{\"id\":7}\n\n".utf8)).write(to: url)
            try await copy.append([entries[1]], to: "alice")
            #expect(try await copy.entries(of: "alice") == entries)
        }
    }

    @Test(arguments: [
        "../../etc/passwd", "..", ".", "", "a/b", "a\0b", "/", "%", "été", String(repeating: "é", count: 300),
    ])
    func `No conversation's name leads out of the folder`(name: String) async throws {
        let file = LocalCopy.fileName(of: name)
        #expect(!file.isEmpty && !file.hasPrefix(".") && !file.contains("/") && file.utf8.count <= 240)
        #expect(file.utf8.allSatisfy { (0x21...0x7E).contains($0) })
        try await withTemporaryFolder { folder in
            let copy = LocalCopy(of: Self.host, in: folder)
            try await copy.append([Sample.entry(1)], to: name)
            #expect(try await copy.lastID(of: name) == 1)
            #expect(FileManager.default.fileExists(atPath: Self.path(folder, file)))
        }
    }

    @Test func `Different names are different files`() {
        let names = ["a", "A", "a.b", "a%2E", ".a", "..", "", String(repeating: "x", count: 300)]
        #expect(Set(names.map(LocalCopy.fileName)).count == names.count)
    }
}
