import FoundationEssentials
import HostMetrics
import NIOCore
import Synchronization

/// The page that Prometheus reads: the machine under node_exporter's names, this process, and what the server counts.
final class MetricsPage: Sendable {
    /// The header `Content-Type` of the page.
    static let contentType = PrometheusText.contentType

    private struct State {
        var text = PrometheusText()
        var host = HostMetricsPage()
    }

    private let reader: HostReader
    private let process = ProcessReader()
    private let server: ServerMetrics
    private let families = ProcessFamilies()
    private let state = Mutex(State())

    /// Prepares a page of what `reader` reads and `server` counts.
    init(reader: HostReader, server: ServerMetrics) {
        self.reader = reader
        self.server = server
    }

    /// Reads the kernel's counters and writes the page.
    ///
    /// It takes some tens of microseconds and never waits for a device, so an event loop may do it; concurrent calls
    /// take turns.
    func render() -> ByteBuffer {
        state.withLock { state in
            state.text.removeAll()
            // Read with the lock held, so that a page never shows an older state than one that was rendered before it.
            state.host.write(reader.counters(), at: Date(), to: &state.text)
            families.write(process.counters(), to: &state.text)
            server.write(to: &state.text)
            return ByteBuffer(bytes: state.text.bytes)
        }
    }
}

/// The families of a process, as Prometheus' client libraries name them.
private struct ProcessFamilies: Sendable {
    private let cpu = MetricFamily(
        "process_cpu_seconds_total",
        .counter,
        help: "Total user and system CPU time spent in seconds."
    )
    private let maximumOpenFiles = MetricFamily(
        "process_max_fds",
        .gauge,
        help: "Maximum number of open file descriptors."
    )
    private let openFiles = MetricFamily("process_open_fds", .gauge, help: "Number of open file descriptors.")
    private let resident = MetricFamily(
        "process_resident_memory_bytes",
        .gauge,
        help: "Resident memory size in bytes."
    )
    private let start = MetricFamily(
        "process_start_time_seconds",
        .gauge,
        help: "Start time of the process since unix epoch in seconds."
    )
    private let virtual = MetricFamily(
        "process_virtual_memory_bytes",
        .gauge,
        help: "Virtual memory size in bytes."
    )
    private let maximumVirtual = MetricFamily(
        "process_virtual_memory_max_bytes",
        .gauge,
        help: "Maximum amount of virtual memory available in bytes."
    )

    func write(_ process: ProcessCounters, to text: inout PrometheusText) {
        text.single(cpu, process.cpuSeconds)
        text.single(maximumOpenFiles, process.maximumOpenFiles.map(Double.init) ?? .infinity)
        text.single(openFiles, process.openFiles.map { UInt64($0) })
        text.single(resident, process.residentBytes)
        text.single(start, process.startedAtSeconds)
        text.single(virtual, process.virtualBytes)
        text.single(maximumVirtual, process.maximumVirtualBytes.map(Double.init) ?? .infinity)
    }
}
