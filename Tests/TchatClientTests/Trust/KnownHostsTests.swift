import Foundation
import TchatModel
import Testing

@testable import TchatClient

@Suite(.timeLimit(.minutes(1))) struct KnownHostsTests {
    private static func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func `What is stored is there for the next process, and for nobody else`() async throws {
        try await withTemporaryFolder { parent in
            let folder = DataFolder(path: parent.path + "/share/tchat")
            let host = Sample.host("vm", alias: "attic")
            #expect(try await KnownHosts(in: folder).all() == [])
            try await KnownHosts(in: folder).insert(host)
            #expect(try await KnownHosts(in: folder).all() == [host])
            #expect(try await KnownHosts(in: folder).host(called: "attic") == host)
            #expect(try Self.mode(folder.path + "/hosts.json") == 0o600)
            #expect(try Self.mode(folder.path) == 0o700)
            #expect(try Self.mode(parent.path + "/share") == 0o700)
        }
    }

    @Test func `A host is changed and forgotten`() async throws {
        try await withTemporaryFolder { folder in
            let (hosts, host) = (KnownHosts(in: folder), Sample.host("vm", alias: "attic"))
            try await hosts.insert(host)
            try await hosts.update(host.id) {
                $0.alias = nil
                $0.address = HostAddress(host: "192.0.2.9")
            }
            #expect(try await hosts.all().map(\.address.host) == ["192.0.2.9"])
            #expect(try await hosts.all().map(\.alias) == [nil])
            try await hosts.remove(host.id)
            try await hosts.remove(host.id)
            #expect(try await hosts.all() == [])
            await #expect(throws: HostError.notPaired(host.id.uuidString.lowercased())) {
                try await hosts.update(host.id) { _ in }
            }
        }
    }

    @Test func `Of changes made at the same time none is lost`() async throws {
        try await withTemporaryFolder { folder in
            let names = (0..<24).map { "host\($0)" }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for name in names { group.addTask { try await KnownHosts(in: folder).insert(Sample.host(name)) } }
                try await group.waitForAll()
            }
            #expect(try await Set(KnownHosts(in: folder).all().map(\.name)) == Set(names))
        }
    }

    @Test(arguments: ["", "{", "[]", #"{"hosts":[{"id":1}],"version":1}"#, #"{"hosts":[],"version":2}"#])
    func `A damaged file is named and never overwritten`(content: String) async throws {
        try await withTemporaryFolder { folder in
            let path = folder.path + "/hosts.json"
            try Data(content.utf8).write(to: URL(fileURLWithPath: path))
            let hosts = KnownHosts(in: folder)
            await #expect(throws: LocalFileError.self) { try await hosts.all() }
            await #expect(throws: LocalFileError.self) { try await hosts.insert(Sample.host("vm")) }
            await #expect(throws: LocalFileError.self) { try await hosts.remove(UUID()) }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == content)
        }
    }

    @Test func `What a process left that was killed while it wrote does no harm`() async throws {
        try await withTemporaryFolder { folder in
            let (hosts, host) = (KnownHosts(in: folder), Sample.host("vm"))
            try await hosts.insert(host)
            try Data("{\"hosts\":[{".utf8).write(to: URL(fileURLWithPath: folder.path + "/hosts.json.new"))
            #expect(try await hosts.all() == [host])
            try await hosts.insert(Sample.host("other"))
            #expect(try await hosts.all().count == 2)
        }
    }

    @Test func `A lock that is never released is given up`() async throws {
        try await withTemporaryFolder { folder in
            let file = folder.hosts
            try await file.use {}
            let descriptor = open(file.path + ".lock", O_RDWR)
            defer { close(descriptor) }
            #expect(flock(descriptor, LOCK_EX) == 0)
            await #expect(throws: LocalFileError.busy(path: file.path)) {
                try await file.use(waitingUpTo: .milliseconds(20)) {}
            }
        }
    }
}
