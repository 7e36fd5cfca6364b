import FoundationEssentials
import TchatModel

/// What was measured lately, as columns of one value a second with the newest last: what plots draw.
///
/// A sample costs what it measures, however long the columns are.
nonisolated struct VitalsColumns: Equatable {
    /// What a column holds.
    enum Column: Hashable, Sendable {
        case cpuPercent
        /// Of one core, counted from 0, as ``CPUUsage/coreUsedPercent`` lists them.
        case corePercent(Int)
        case memoryUsedBytes
        case receivedBytesPerSecond
        case sentBytesPerSecond
        case readBytesPerSecond
        case writtenBytesPerSecond
    }

    /// How many seconds are kept.
    let seconds: Int
    /// How many seconds there are: as long is every column.
    private(set) var count = 0
    /// When the newest sample was taken.
    private(set) var newestAt: Date?
    private var columns: [Column: [Double?]] = [:]

    init(seconds: Int) {
        self.seconds = seconds
    }

    /// Takes samples over, oldest first.
    init(_ samples: some Sequence<Vitals>, seconds: Int) {
        self.init(seconds: seconds)
        for sample in samples { take(sample) }
    }

    /// The values of a column, nil where none was measured; nil when there never was any.
    subscript(column: Column) -> [Double?]? { columns[column] }

    /// How many cores have a column.
    var coreCount: Int {
        columns.keys.count { if case .corePercent = $0 { true } else { false } }
    }

    /// Takes a sample over; one that is not newer than the last changes nothing.
    mutating func take(_ vitals: Vitals) {
        guard vitals.at > newestAt ?? .distantPast else { return }
        // The seconds between the last sample and this one, none of which was measured.
        let gap = newestAt.map { vitals.at.timeIntervalSince($0).rounded() - 1 } ?? 0
        let missing = Int(min(max(gap, 0), Double(seconds)))
        newestAt = vitals.at
        let values = Self.values(of: vitals)
        for column in values.keys where columns[column] == nil {
            columns[column] = [Double?](repeating: nil, count: count)
        }
        count = min(count + missing + 1, seconds)
        for column in columns.keys {
            Self.extend(&columns[column, default: []], by: missing, with: values[column], keeping: seconds)
        }
    }

    private static func extend(_ column: inout [Double?], by missing: Int, with value: Double?, keeping seconds: Int) {
        column.append(contentsOf: repeatElement(nil, count: missing))
        column.append(value)
        column.removeFirst(max(0, column.count - seconds))
    }

    private static func values(of vitals: Vitals) -> [Column: Double] {
        var values: [Column: Double] = [:]
        values[.cpuPercent] = vitals.cpuPercent
        for (index, percent) in vitals.corePercents.enumerated() { values[.corePercent(index)] = percent }
        values[.memoryUsedBytes] = vitals.memory?.usedBytes.map(Double.init)
        if let network = vitals.network {
            values[.receivedBytesPerSecond] = network.received
            values[.sentBytesPerSecond] = network.sent
        }
        if let disk = vitals.disk {
            values[.readBytesPerSecond] = disk.read
            values[.writtenBytesPerSecond] = disk.written
        }
        return values
    }
}
