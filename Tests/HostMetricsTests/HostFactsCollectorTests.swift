import Foundation
import TchatModel
import Testing

@testable import HostMetrics

@Suite struct HostFactsCollectorTests {
    private let name = SystemName(system: "Linux", node: "vm", release: "6.18.44", version: "#1 SMP", machine: "x86_64")

    private func facts(_ roots: HostRoots) -> HostFacts {
        HostReader(roots: roots, uname: { [name] in name }).facts()
    }

    @Test func readsCapturedTree() {
        let expected = HostFacts(
            name: "vm",
            operatingSystem: OperatingSystem(
                system: "Linux",
                release: "6.18.44",
                version: "#1 SMP",
                architecture: "x86_64",
                prettyName: "Debian GNU/Linux 12 (bookworm)"
            ),
            bootID: "8183445d-0abe-4f5f-aaa7-b9ba431af10b",
            bootedAt: Date(timeIntervalSince1970: 1_795_409_022)
        )
        #expect(facts(Fixture.vm.roots) == expected)
    }

    @Test func theDistributionsOwnNameServesWithoutOneInEtc() {
        #expect(facts(Fixture.laptop.roots).operatingSystem.prettyName == "Arch \"rolling\" Linux")
    }

    @Test func whatIsMissingIsAbsent() {
        let facts = facts(Fixture.pi.roots)
        #expect(facts.operatingSystem.prettyName == nil)
        #expect(facts.bootID == nil)
        #expect(facts.bootedAt == nil)
    }

    @Test(arguments: ["", "btime", "btime \n", "btime x\n", "btime 0\n", "btime 99999999999999999999999\n", "cpu 1\n"])
    func aMalformedBootTimeIsAbsent(text: String) {
        #expect(parse(text, BootTimeParser.parse) == nil)
    }
}
