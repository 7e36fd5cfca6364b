import TchatModel
import Testing

@testable import HostMetrics

@Suite struct UsersCollectorTests {
    @Test func leavesOutSessionsWhoseProcessIsGone() {
        let users = UsersCollector(roots: Fixture.laptop.roots).collect()
        #expect(users?.map(\.terminal) == ["pts/0", "tty2"])
    }

    @Test func nobodyLoggedInIsAnEmptyList() throws {
        let tree = try ChangeableTree()
        try tree.write("", to: "run/utmp")
        try tree.write("", to: "run.arm64/utmp")
        #expect(UsersCollector(roots: tree.roots).collect() == [])
    }

    @Test func areAbsentWhereTheMachineKeepsNoList() {
        #expect(UsersCollector(roots: Fixture.vm.roots).collect() == nil)
    }
}
