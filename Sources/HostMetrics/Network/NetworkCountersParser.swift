/// What the kernel counts of each network interface (`/proc/net/dev`, proc_pid_net(5)), in its order.
public enum NetworkColumn: Int, CaseIterable, Sendable {
    // What each counts is in its name.
    // swift-format-ignore
    case receivedBytes, receivedPackets, receiveErrors, receiveDropped
    // swift-format-ignore
    case receiveFIFOErrors, receiveFrameErrors, receivedCompressed, receivedMulticast
    // swift-format-ignore
    case sentBytes, sentPackets, sendErrors, sendDropped
    // swift-format-ignore
    case sendFIFOErrors, collisions, carrierErrors, sentCompressed
}

/// Parses all columns of `/proc/net/dev`: two lines of headings, then an interface a line.
enum NetworkCountersParser {
    /// The counters of all interfaces; a malformed line is left out.
    static func parse(_ bytes: Span<UInt8>) -> CounterTable {
        var interfaces = CounterTable(columnCount: NetworkColumn.allCases.count)
        var position = 0
        bytes.skipLine(&position)
        bytes.skipLine(&position)
        while position < bytes.count {
            if let name = NetworkParser.name(bytes, &position) {
                interfaces.readRow(bytes, &position, minimum: NetworkColumn.allCases.count) { bytes.string(name) }
            }
            bytes.skipLine(&position)
        }
        return interfaces
    }
}
