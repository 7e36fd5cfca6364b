import Foundation
import Glibc
import TchatModel
import Testing

@testable import HostMetrics

@Suite struct UtmpParserTests {
    @Test func theNativeLayoutIsThatOfTheSystem() {
        #expect(UtmpLayout.native.size == MemoryLayout<utmpx>.size)
        #expect(UtmpLayout.type.lowerBound == MemoryLayout<utmpx>.offset(of: \.ut_type))
        #expect(UtmpLayout.pid.lowerBound == MemoryLayout<utmpx>.offset(of: \.ut_pid))
        #expect(UtmpLayout.line.lowerBound == MemoryLayout<utmpx>.offset(of: \.ut_line))
        #expect(UtmpLayout.user.lowerBound == MemoryLayout<utmpx>.offset(of: \.ut_user))
        #expect(UtmpLayout.host.lowerBound == MemoryLayout<utmpx>.offset(of: \.ut_host))
        #expect(UtmpLayout.native.seconds.lowerBound == MemoryLayout<utmpx>.offset(of: \.ut_tv))
    }

    @Test(arguments: [("run/utmp", UtmpLayout.x86_64), ("run.arm64/utmp", .arm64)])
    func parsesTheSessions(path: String, layout: UtmpLayout) throws {
        let entries = try parse(Fixture.laptop.bytes(path)) { UtmpParser.parse($0, layout: layout) }
        let alice = UserSession(
            user: "alice",
            terminal: "pts/0",
            from: "192.0.2.7",
            since: Date(timeIntervalSince1970: 1_708_000_100)
        )
        let ghost = UserSession(
            user: "ghost",
            terminal: "pts/1",
            from: "192.0.2.8",
            since: Date(timeIntervalSince1970: 1_708_000_200)
        )
        let long = UserSession(user: String(repeating: "A", count: 32), terminal: "tty2")
        #expect(entries.map(\.pid) == [1, 4_194_303, 1])
        #expect(entries.map(\.session) == [alice, ghost, long])
    }

    @Test(arguments: [0, 1, 383, 384, 3 * 384, 4 * 384 - 1])
    func leavesOutACutOffRecord(size: Int) throws {
        let bytes = try Array(Fixture.laptop.bytes("run/utmp").prefix(size))
        #expect(parse(bytes) { UtmpParser.parse($0, layout: .x86_64) }.isEmpty)
    }
}
