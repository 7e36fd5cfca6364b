import TchatModel

/// Reads how much memory is in use.
struct MemoryCollector: ~Copyable {
    private var file: KernelFile

    init(roots: HostRoots) {
        file = KernelFile("\(roots.proc)/meminfo")
    }

    mutating func collect(into buffer: inout ReadBuffer) -> MemoryUsage? {
        file.read(into: &buffer, MemoryParser.parse)
    }
}
