/// Counters of several devices: a row for each device, the same columns in all.
public struct CounterTable: Sendable, Equatable {
    /// The devices' names, in the kernel's order.
    public private(set) var names: [String] = []
    /// How many columns there can be.
    public let columnCount: Int
    private var values: [UInt64] = []
    private var widths: [Int] = []

    /// Makes a table without rows.
    public init(columnCount: Int) {
        self.columnCount = columnCount
    }

    /// How many devices there are.
    public var rowCount: Int { names.count }

    /// A counter; nothing where this kernel does not count it.
    public subscript(row: Int, column: Int) -> UInt64? {
        column < widths[row] ? values[row * columnCount + column] : nil
    }

    /// Adds a device with no counters yet.
    mutating func appendRow(_ name: String) {
        names.append(name)
        widths.append(0)
        values.append(contentsOf: repeatElement(0, count: columnCount))
    }

    /// Adds the next counter of the last device.
    mutating func append(_ value: UInt64) {
        let row = widths.count - 1
        guard row >= 0, widths[row] < columnCount else { return }
        values[row * columnCount + widths[row]] = value
        widths[row] += 1
    }

    /// Puts another value in the place of a counter.
    mutating func replace(row: Int, column: Int, with value: UInt64) {
        values[row * columnCount + column] = value
    }

    /// Reads the numbers of a line into a new row; a line with fewer than `minimum` is left out.
    mutating func readRow(_ bytes: Span<UInt8>, _ position: inout Int, minimum: Int, name: () -> String) {
        let start = values.count
        values.append(contentsOf: repeatElement(0, count: columnCount))
        var width = 0
        while width < columnCount, let value = bytes.unsigned(&position) {
            values[start + width] = value
            width += 1
        }
        guard width >= minimum else {
            values.removeLast(columnCount)
            return
        }
        names.append(name())
        widths.append(width)
    }
}
