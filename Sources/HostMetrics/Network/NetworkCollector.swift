import TchatModel

/// Reads what the network interfaces did since the last time.
struct NetworkCollector: ~Copyable {
    private var file: KernelFile
    private var meter = ThroughputMeter()

    init(roots: HostRoots) {
        file = KernelFile("\(roots.proc)/net/dev")
    }

    mutating func collect(into buffer: inout ReadBuffer, at now: ContinuousClock.Instant) -> [NetworkActivity]? {
        meter.rates(at: now) { counters in
            file.read(into: &buffer) { bytes in NetworkParser.parse(bytes, into: &counters) } != nil
        } rate: { name, received, sent in
            NetworkActivity(interface: name, receivedBytesPerSecond: received, sentBytesPerSecond: sent)
        }
    }
}
