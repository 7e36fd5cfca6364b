@testable import TchatCommands

/// As much of a terminal's screen as these tests need: text, cursor movement, erasing, wrapping and scrolling.
struct Screen: CustomStringConvertible {
    let columns: Int
    /// The visible rows, and above them those that scrolled out.
    private(set) var rows: [[Character]]
    private(set) var row = 0
    private(set) var column = 0

    private let height: Int
    private var top = 0
    private var decoder = ScalarDecoder()
    private var sequence: String?

    init(columns: Int, rows: Int) {
        self.columns = columns
        height = rows
        self.rows = Array(repeating: Array(repeating: " ", count: columns), count: rows)
    }

    /// All rows without their trailing spaces and without the empty ones at the end.
    var lines: [String] {
        var lines = rows.map { row in
            let end = row.lastIndex { $0 != " " } ?? -1
            // The second half of a double-width character is a filler.
            return String(row[...end].filter { $0 != Screen.filler })
        }
        while lines.last == "" { lines.removeLast() }
        return lines
    }

    /// What is in the cursor's row before the cursor.
    var beforeCursor: String { String(rows[row].prefix(column).filter { $0 != Screen.filler }) }

    var description: String { "\n" + lines.joined(separator: "\n") + "\n(\(row), \(column))" }

    private static let filler: Character = "\u{FFFF}"

    mutating func show(_ bytes: some Sequence<UInt8>) {
        decoder.append(bytes)
        while let scalar = decoder.next() { show(scalar) }
    }

    private mutating func show(_ scalar: Unicode.Scalar) {
        if let begun = sequence {
            sequence = begun + String(scalar)
            if begun.isEmpty ? scalar != "[" : ("@"..."~").contains(scalar) {
                perform(begun.dropFirst(), scalar)
                sequence = nil
            }
            return
        }
        switch scalar {
        case "\u{1B}": sequence = ""
        case "\r": column = 0
        case "\n": lineFeed()
        case "\u{8}": column = max(0, min(column, columns - 1) - 1)
        case "\t": column = min(columns - 1, (column / 8 + 1) * 8)
        case "\u{7}": break
        default: put(Character(scalar), width: width(of: scalar))
        }
    }

    private func width(of scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: 0
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xFF00...0xFF60, 0x1F300...0x1FAFF: 2
        default: 1
        }
    }

    private mutating func put(_ character: Character, width: Int) {
        guard width > 0 else { return }
        if column + width > columns {
            column = 0
            lineFeed()
        }
        rows[row][column] = character
        if width == 2 { rows[row][column + 1] = Screen.filler }
        column += width
    }

    private mutating func lineFeed() {
        if row == top + height - 1 {
            rows.append(Array(repeating: " ", count: columns))
            top += 1
        }
        row += 1
    }

    private mutating func perform(_ parameters: Substring, _ final: Unicode.Scalar) {
        let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        let count = max(1, numbers.first ?? 0)
        switch final {
        case "A": row = max(top, row - count)
        case "B": row = min(top + height - 1, row + count)
        case "C": column = min(columns - 1, column + count)
        case "D": column = max(0, min(column, columns - 1) - count)
        case "G": column = min(columns, count) - 1
        case "H":
            row = top + min(height, count) - 1
            column = min(columns, max(1, numbers.count > 1 ? numbers[1] : 1)) - 1
        case "J", "K":
            if numbers.first == 2 { (row, column) = (top, 0) }
            for index in min(column, columns)..<columns { rows[row][index] = " " }
            guard final == "J" else { break }
            for index in (row + 1)..<max(row + 1, top + height) {
                rows[index] = Array(repeating: " ", count: columns)
            }
        case "P":
            rows[row].removeSubrange(column..<min(columns, column + count))
            rows[row] += Array(repeating: " ", count: columns - rows[row].count)
        case "@":
            rows[row].insert(contentsOf: Array(repeating: " ", count: count), at: column)
            rows[row].removeLast(rows[row].count - columns)
        default: break
        }
    }
}
