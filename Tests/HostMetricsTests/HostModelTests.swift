import Foundation
import TchatModel
import Testing

/// What is sent of a machine: values that are missing are left out, not sent as 0 or null.
@Suite struct HostModelTests {
    private func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    @Test func whatIsMissingIsLeftOut() throws {
        let memory = MemoryUsage(totalBytes: 3, freeBytes: 1, buffersAndCacheBytes: 2)
        #expect(try json(memory) == #"{"buffersAndCacheBytes":2,"freeBytes":1,"totalBytes":3}"#)
        #expect(try json(Battery(name: "BAT0", state: .notCharging)) == #"{"name":"BAT0","state":"notCharging"}"#)
        #expect(try json(UserSession(user: "alice")) == #"{"user":"alice"}"#)
    }

    @Test func whatIsSentIsReadAgain() throws {
        let session = UserSession(user: "alice", terminal: "pts/0", from: "h", since: Date(timeIntervalSince1970: 5))
        #expect(try JSONDecoder().decode(UserSession.self, from: JSONEncoder().encode(session)) == session)
    }
}
