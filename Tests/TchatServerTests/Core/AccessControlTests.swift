import TchatModel
import TchatPairing
import TchatStore
import Testing

@testable import TchatServer

@Suite struct AccessControlTests {
    @Test func `The log keeps what someone was let in as, by which means, and who shut them out`() async throws {
        try await TestCore.run { core in
            _ = try await core.access.makeToken(for: "alice", role: .member, by: .root)
            try await core.access.remove("alice", by: .root)
            let contents = try await core.store.entries(of: .conversation("alice")).entries
                .filter { $0.conversation != nil }.map(\.content)
            #expect(
                contents == [
                    .notice(.paired, NoticeValues(role: .member, means: .token)),
                    .notice(.revoked, NoticeValues(by: "root")),
                ]
            )
        }
    }

    @Test func `Someone who is removed while they are let in is in or out, in memory and on disk`() async throws {
        try await TestCore.run { core in
            for number in 0..<100 {
                let name = "alice\(number)"
                async let made = try? core.access.makeToken(for: name, role: .member, by: .root)
                async let removed: ()? = try? core.access.remove(name, by: .root)
                let (token, _) = await (made, removed)
                let kept = try await core.store.tokens().filter { $0.person == name }
                let isIn = token.map { (try? core.access.principal(with: $0.text, from: nil)) != nil } ?? false
                #expect(kept.isEmpty != isIn)
                let person = try await core.store.person(named: name)
                #expect((person != nil) == isIn)
            }
        }
    }

    @Test func `The log keeps what a classic client tried without the role for it`() async throws {
        try await TestCore.run { core in
            let address = IPAddress(bits: 0x7f00_0001, bitWidth: 32)
            let number = core.classicClients.join(TestClassicClient(), from: address, role: .guest)
            core.classicClients.recordRefusal(of: .message, to: number)
            core.classicClients.recordRefusal(of: .control(.kill), to: number)
            try await core.settle()
            let contents = try await core.store.entries(of: .conversation("127.0.0.1")).entries
                .filter { $0.conversation != nil }.map(\.content)
            #expect(
                contents == [
                    .notice(.refused, NoticeValues(attempt: .message)),
                    .notice(.refused, NoticeValues(attempt: .control(.kill))),
                ]
            )
        }
    }
}
