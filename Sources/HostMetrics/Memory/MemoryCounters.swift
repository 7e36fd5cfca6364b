/// All that `/proc/meminfo` tells, as it is told (proc_meminfo(5)).
public struct MemoryCounters: Sendable, Equatable {
    /// One line's name and unit.
    public struct Field: Sendable, Equatable {
        /// The kernel's name, such as `MemTotal` or `Active(anon)`.
        public var name: String
        /// Whether the value is in kibibytes; otherwise it is a number of pages.
        public var isInKibibytes: Bool
    }

    /// The lines, in the kernel's order; the same array as long as the lines stay the same.
    public var fields: [Field] = []
    /// A value for each field.
    public var values: [UInt64] = []

    /// Makes counters that tell nothing.
    public init() {}
}

/// Parses all of `/proc/meminfo`, and remembers its lines' names: they stay the same as long as the kernel runs.
struct MemoryCountersParser {
    private var rawNames: [UInt8] = []
    private var nameEnds: [Int] = []
    private var fields: [MemoryCounters.Field] = []

    mutating func parse(_ bytes: Span<UInt8>) -> MemoryCounters {
        var counters = MemoryCounters()
        counters.values.reserveCapacity(max(fields.count, 64))
        var position = 0
        var line = 0
        while position < bytes.count {
            let start = position
            if let word = bytes.word(&position), word.lowerBound == start, bytes[word.upperBound - 1] == colon,
                let value = bytes.unsigned(&position)
            {
                bytes.skipBlanks(&position)
                let isInKibibytes = bytes.skip("kB", &position)
                let name = start..<word.upperBound - 1
                if !isKnown(bytes, name, isInKibibytes, line: line) {
                    learn(bytes, name, isInKibibytes, line: line)
                }
                counters.values.append(value)
                line += 1
            }
            bytes.skipLine(&position)
        }
        if line < fields.count { forget(from: line) }
        counters.fields = fields
        return counters
    }

    private let colon = UInt8(ascii: ":")

    private func isKnown(_ bytes: Span<UInt8>, _ name: Range<Int>, _ isInKibibytes: Bool, line: Int) -> Bool {
        guard line < fields.count, fields[line].isInKibibytes == isInKibibytes else { return false }
        let start = line == 0 ? 0 : nameEnds[line - 1]
        guard nameEnds[line] - start == name.count else { return false }
        for index in 0..<name.count where rawNames[start + index] != bytes[name.lowerBound + index] { return false }
        return true
    }

    private mutating func learn(_ bytes: Span<UInt8>, _ name: Range<Int>, _ isInKibibytes: Bool, line: Int) {
        if line < fields.count { forget(from: line) }
        for index in name { rawNames.append(bytes[index]) }
        nameEnds.append(rawNames.count)
        fields.append(MemoryCounters.Field(name: bytes.string(name), isInKibibytes: isInKibibytes))
    }

    private mutating func forget(from line: Int) {
        rawNames.removeLast(rawNames.count - (line == 0 ? 0 : nameEnds[line - 1]))
        nameEnds.removeLast(nameEnds.count - line)
        fields.removeLast(fields.count - line)
    }
}
