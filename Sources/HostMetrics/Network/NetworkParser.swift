/// Parses `/proc/net/dev` (proc_pid_net(5)): two lines of headings, then an interface a line.
enum NetworkParser {
    /// Adds the bytes each interface received and sent; a malformed line is left out.
    static func parse(_ bytes: Span<UInt8>, into counters: inout [ThroughputCounters]) {
        var position = 0
        bytes.skipLine(&position)
        bytes.skipLine(&position)
        while position < bytes.count {
            if let interface = interface(bytes, &position) { counters.append(interface) }
            bytes.skipLine(&position)
        }
    }

    private static func interface(_ bytes: Span<UInt8>, _ position: inout Int) -> ThroughputCounters? {
        guard let name = name(bytes, &position) else { return nil }
        guard let received = bytes.unsigned(&position) else { return nil }
        // packets, errs, drop, fifo, frame, compressed, multicast
        bytes.skipWords(7, &position)
        guard let sent = bytes.unsigned(&position) else { return nil }
        return ThroughputCounters(name: bytes.string(name), incoming: received, outgoing: sent)
    }

    /// Reads an interface's name and moves past the colon after it.
    @inline(__always)
    static func name(_ bytes: Span<UInt8>, _ position: inout Int) -> Range<Int>? {
        bytes.skipBlanks(&position)
        // A name may hold a colon itself, as that of an alias, and the first number may follow the last colon at once.
        let start = position
        var colon: Int?
        while position < bytes.count, !bytes.isEndOfWord(position) {
            if bytes[position] == UInt8(ascii: ":") { colon = position }
            position += 1
        }
        guard let colon, colon > start else { return nil }
        position = colon + 1
        return start..<colon
    }
}
