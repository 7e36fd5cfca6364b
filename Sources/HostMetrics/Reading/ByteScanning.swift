import Glibc

/// The one scanner every parser uses: it moves a position over the bytes of a file and never allocates.
///
/// The position may be anywhere from 0 to `count`; at the end nothing is found and nothing traps.
extension Span<UInt8> {
    /// Moves past `prefix` if it is next.
    @inline(__always)
    func skip(_ prefix: StaticString, _ position: inout Int) -> Bool {
        let length = prefix.utf8CodeUnitCount
        guard length <= count - position else { return false }
        let isNext = prefix.withUTF8Buffer { bytes in
            for index in 0..<length where bytes[index] != self[position + index] { return false }
            return true
        }
        if isNext { position += length }
        return isNext
    }

    /// Moves past spaces and tabs.
    @inline(__always)
    func skipBlanks(_ position: inout Int) {
        while position < count, self[position].isBlank { position += 1 }
    }

    /// Moves past `number` words and the blanks before them.
    @inline(__always)
    func skipWords(_ number: Int, _ position: inout Int) {
        for _ in 0..<number {
            skipBlanks(&position)
            while !isEndOfWord(position) { position += 1 }
        }
    }

    /// Moves to the start of the next line.
    @inline(__always)
    func skipLine(_ position: inout Int) {
        // memchr(3) looks at 32 bytes at once: most of what is read here is lines that are skipped.
        let rest = extracting(droppingFirst: position)
        position += rest.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress, let end = memchr(start, 0x0A, bytes.count) else { return bytes.count }
            return start.distance(to: end) + 1
        }
    }

    /// Reads the word after the blanks, up to a blank or the end of the line.
    @inline(__always)
    func word(_ position: inout Int) -> Range<Int>? {
        skipBlanks(&position)
        let start = position
        while !isEndOfWord(position) { position += 1 }
        return start < position ? start..<position : nil
    }

    /// Reads the rest of the line without its end, and moves to the start of the next.
    func restOfLine(_ position: inout Int) -> Range<Int> {
        let start = position
        skipLine(&position)
        let hasEnd = position > start && self[position - 1] == UInt8(ascii: "\n")
        return start..<(hasEnd ? position - 1 : position)
    }

    /// Reads the word after the blanks as an unsigned decimal number; nothing where it is none, or too large.
    @inline(__always)
    func unsigned(_ position: inout Int) -> UInt64? {
        skipBlanks(&position)
        guard let value = digits(&position), isEndOfWord(position) else { return nil }
        return value
    }

    /// Reads the word after the blanks as a decimal number that may be negative.
    func signed(_ position: inout Int) -> Int? {
        skipBlanks(&position)
        let isNegative = skip("-", &position)
        guard let value = unsigned(&position), let magnitude = Int(exactly: value) else { return nil }
        return isNegative ? -magnitude : magnitude
    }

    /// Reads the word after the blanks as an unsigned decimal fraction such as `0.25`.
    @inline(__always)
    func decimal(_ position: inout Int) -> Double? {
        skipBlanks(&position)
        guard let whole = digits(&position) else { return nil }
        guard skip(".", &position) else { return isEndOfWord(position) ? Double(whole) : nil }
        let start = position
        guard let fraction = digits(&position), isEndOfWord(position) else { return nil }
        var scale = 1.0
        for _ in start..<position { scale *= 10 }
        // One division rounds once, so the result is the closest Double as long as the digits fit in 53 bits.
        return (Double(whole) * scale + Double(fraction)) / scale
    }

    /// Copies bytes to a string; what is no UTF-8 is replaced by U+FFFD.
    @inline(__always)
    func string(_ range: Range<Int>) -> String {
        extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }

    /// Copies all bytes but the blanks and line ends around them to a string.
    func trimmedString() -> String? {
        var range = 0..<count
        while let first = range.first, self[first].isBlankOrLineEnd { range.removeFirst() }
        while let last = range.last, self[last].isBlankOrLineEnd { range.removeLast() }
        return range.isEmpty ? nil : string(range)
    }

    /// Reads the decimal digits that are next; nothing where there are none, or the number is too large.
    @inline(__always)
    func digits(_ position: inout Int) -> UInt64? {
        let start = position
        var value: UInt64 = 0
        while position < count {
            let digit = self[position] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            if position - start < 19 {
                // 19 digits always fit.
                value = value &* 10 &+ UInt64(digit)
            } else {
                let (tens, isTooLarge) = value.multipliedReportingOverflow(by: 10)
                let (sum, isStillTooLarge) = tens.addingReportingOverflow(UInt64(digit))
                guard !isTooLarge, !isStillTooLarge else { return nil }
                value = sum
            }
            position += 1
        }
        return start < position ? value : nil
    }

    /// Whether no word goes on here.
    @inline(__always)
    func isEndOfWord(_ position: Int) -> Bool {
        position >= count || self[position].isBlankOrLineEnd
    }

    /// Whether the line ends here.
    @inline(__always)
    func isEndOfLine(_ position: Int) -> Bool {
        position >= count || self[position] == UInt8(ascii: "\n")
    }
}

extension UInt8 {
    @inline(__always)
    fileprivate var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }

    @inline(__always)
    fileprivate var isBlankOrLineEnd: Bool { isBlank || self == UInt8(ascii: "\n") }
}
