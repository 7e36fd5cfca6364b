import Glibc
import Synchronization

/// What this process costs.
public struct ProcessCounters: Sendable, Equatable {
    /// The time it spent on processors, in its own code and in the kernel.
    public var cpuSeconds: Double?
    /// The memory it has in RAM.
    public var residentBytes: UInt64?
    /// The addresses it has reserved.
    public var virtualBytes: UInt64?
    /// How many addresses it may reserve; nothing where there is no limit.
    public var maximumVirtualBytes: UInt64?
    /// The files and sockets it has open.
    public var openFiles: Int?
    /// How many it may have open; nothing where there is no limit.
    public var maximumOpenFiles: UInt64?
    /// When it started, in seconds since the Epoch.
    public var startedAtSeconds: Double?

    /// Makes counters that tell nothing.
    public init() {}
}

/// Reads what this process costs.
public final class ProcessReader: Sendable {
    private struct State: ~Copyable {
        var buffer = ReadBuffer()
        var memory = KernelFile("/proc/self/statm")
    }

    private let state: Mutex<State>
    private let startedAtSeconds: Double?

    /// Prepares to read this process.
    public init() {
        state = Mutex(State())
        let boot = KernelFile.read("/proc/stat") { KernelCountersParser.parse($0).bootedAtSeconds }
        let start = KernelFile.read("/proc/self/stat") { ProcessStartParser.parse($0) }
        startedAtSeconds = boot.flatMap { boot in
            start.map { Double(boot) + Double($0) / Double(ClockTicks.perSecond) }
        }
    }

    /// Reads what the process costs now.
    public func counters() -> ProcessCounters {
        var counters = ProcessCounters()
        var time = timespec()
        if clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 {
            counters.cpuSeconds = Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
        let pages = state.withLock { state in
            state.memory.read(into: &state.buffer) { ProcessMemoryParser.parse($0) }
        }
        if let pages {
            let pageSize = UInt64(max(sysconf(Int32(_SC_PAGESIZE)), 1))
            counters.virtualBytes = pages.total &* pageSize
            counters.residentBytes = pages.resident &* pageSize
        }
        counters.maximumOpenFiles = Self.limit(RLIMIT_NOFILE)
        counters.maximumVirtualBytes = Self.limit(RLIMIT_AS)
        counters.openFiles = Self.openFiles()
        counters.startedAtSeconds = startedAtSeconds
        return counters
    }

    private static func limit(_ resource: __rlimit_resource) -> UInt64? {
        var limit = rlimit()
        guard getrlimit(Int32(bitPattern: resource.rawValue), &limit) == 0, limit.rlim_cur != UInt.max else {
            return nil
        }
        return UInt64(limit.rlim_cur)
    }

    private static func openFiles() -> Int? {
        let path = "/proc/self/fd"
        // Since Linux 6.2 the directory's size is their number (proc_pid_fd(5)); before, they are counted, the one of the
        // directory itself among them.
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return status.st_size > 0 ? Int(status.st_size) : max(Directory.names(path).count - 1, 0)
    }
}

/// Parses the start of `/proc/self/statm` (proc_pid_statm(5)).
enum ProcessMemoryParser {
    static func parse(_ bytes: Span<UInt8>) -> (total: UInt64, resident: UInt64)? {
        var position = 0
        guard let total = bytes.unsigned(&position), let resident = bytes.unsigned(&position) else { return nil }
        return (total, resident)
    }
}

/// Parses the start of a process out of `/proc/self/stat`: the 22nd field, in clock ticks since the boot
/// (proc_pid_stat(5)).
enum ProcessStartParser {
    static func parse(_ bytes: Span<UInt8>) -> UInt64? {
        // The second field is the program's name in parentheses, and may hold anything.
        guard let end = bytes.indices.last(where: { bytes[$0] == UInt8(ascii: ")") }) else { return nil }
        var position = end + 1
        bytes.skipWords(19, &position)
        return bytes.unsigned(&position)
    }
}
