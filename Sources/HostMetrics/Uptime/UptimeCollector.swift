/// Reads how long the machine runs.
struct UptimeCollector: ~Copyable {
    private var file: KernelFile

    init(roots: HostRoots) {
        file = KernelFile("\(roots.proc)/uptime")
    }

    mutating func collect(into buffer: inout ReadBuffer) -> Double? {
        file.read(into: &buffer, UptimeParser.parse)
    }
}
