extension String {
    /// How many columns of a terminal the text takes; where terminals disagree, the most.
    ///
    /// The text must be visible (see `visible(keepingNewlines:)`), without line breaks.
    var columnCount: Int {
        // Nearly all text is ASCII.
        if utf8.allSatisfy({ $0 < 0x80 }) { return utf8.count }
        return reduce(0) { $0 + $1.columnCount }
    }

    /// The text with spaces behind it up to a width.
    func padded(to columns: Int) -> String {
        self + String(repeating: " ", count: max(0, columns - columnCount))
    }

    /// The text with spaces in front of it up to a width, as numbers are aligned.
    func rightAligned(to columns: Int) -> String {
        String(repeating: " ", count: max(0, columns - columnCount)) + self
    }

    /// The text cut to a width, with `…` where something is missing.
    func truncated(to columns: Int) -> String {
        guard columnCount > columns else { return self }
        guard columns > 0 else { return "" }
        var result = ""
        var width = 0
        for character in self {
            width += character.columnCount
            guard width < columns else { break }
            result.append(character)
        }
        return result + "…"
    }
}

extension Character {
    fileprivate var columnCount: Int {
        // A terminal that doesn't join what belongs together shows the parts side by side.
        unicodeScalars.reduce(0) { $0 + $1.columnCount }
    }
}

extension Unicode.Scalar {
    /// 0 for what stands on another character, 2 for what is wide (Unicode Standard Annex #11), or else 1.
    fileprivate var columnCount: Int {
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: break
        }
        switch value {
        case 0x200C, 0x200D: return 0
        case 0x1100...0x115F, 0x231A...0x231B, 0x23E9...0x23F3, 0x25FD...0x25FE, 0x2614...0x2615, 0x2648...0x2653,
            0x2693, 0x26A1, 0x26AA...0x26AB, 0x26BD...0x26BE, 0x26C4...0x26C5, 0x26CE, 0x26D4, 0x26EA, 0x26F2...0x26F5,
            0x26FA, 0x26FD, 0x2705, 0x270A...0x270B, 0x2728, 0x274C, 0x274E, 0x2753...0x2757, 0x2795...0x2797, 0x27B0,
            0x27BF, 0x2B1B...0x2B1C, 0x2B50, 0x2B55, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3,
            0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF,
            0x1AFF0...0x1B2FF, 0x1F004, 0x1F0CF, 0x1F18E, 0x1F191...0x1F19A, 0x1F1E6...0x1F320, 0x1F32D...0x1F64F,
            0x1F680...0x1F6FF, 0x1F7E0...0x1F7F0, 0x1F900...0x1FAFF, 0x20000...0x3FFFD:
            return 2
        default:
            return 1
        }
    }
}
