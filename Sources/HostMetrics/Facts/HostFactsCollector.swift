import FoundationEssentials
import TchatModel

/// Reads what rarely changes.
struct HostFactsCollector: Sendable {
    let roots: HostRoots
    let uname: @Sendable () -> SystemName

    func collect() -> HostFacts {
        let name = uname()
        // os-release(5): the file in /etc takes precedence.
        let prettyName =
            KernelFile.read("\(roots.etc)/os-release", OSReleaseParser.prettyName)
            ?? KernelFile.read("\(roots.usr)/lib/os-release", OSReleaseParser.prettyName)
        return HostFacts(
            name: name.node,
            operatingSystem: OperatingSystem(
                system: name.system,
                release: name.release,
                version: name.version,
                architecture: name.machine,
                prettyName: prettyName
            ),
            bootID: KernelFile.text("\(roots.proc)/sys/kernel/random/boot_id"),
            bootedAt: KernelFile.read("\(roots.proc)/stat", BootTimeParser.parse)
        )
    }
}
