import TchatModel

/// Reads the load averages.
struct LoadCollector: ~Copyable {
    private var file: KernelFile

    init(roots: HostRoots) {
        file = KernelFile("\(roots.proc)/loadavg")
    }

    mutating func collect(into buffer: inout ReadBuffer) -> LoadAverage? {
        file.read(into: &buffer, LoadAverageParser.parse)
    }
}
