import NIOCore

/// A family of metrics: one name, one meaning, one type.
struct MetricFamily: Sendable {
    /// What the values are.
    enum Kind: String, Sendable {
        case counter
        case gauge
        case histogram
    }

    /// The name.
    let name: [UInt8]
    /// The two lines in front of the samples.
    let header: [UInt8]

    init(_ name: String, _ kind: Kind, help: String) {
        self.name = Array(name.utf8)
        var header = Array("# HELP \(name) ".utf8)
        MetricLabels.escape(help, quotes: false, into: &header)
        header.append(contentsOf: "\n# TYPE \(name) \(kind.rawValue)\n".utf8)
        self.header = header
    }
}

/// Labels as they are written, `{device="sda",mode="idle"}`: encoded once, written often.
struct MetricLabels: Sendable, Equatable {
    /// No labels.
    static let none = MetricLabels([])

    let bytes: [UInt8]

    /// Encodes labels; a value may hold anything, a name must be one of Prometheus'.
    init(_ labels: [(name: String, value: String)]) {
        var bytes: [UInt8] = []
        for (name, value) in labels {
            bytes.append(UInt8(ascii: bytes.isEmpty ? "{" : ","))
            bytes.append(contentsOf: name.utf8)
            bytes.append(contentsOf: "=\"".utf8)
            Self.escape(value, into: &bytes)
            bytes.append(UInt8(ascii: "\""))
        }
        if !bytes.isEmpty { bytes.append(UInt8(ascii: "}")) }
        self.bytes = bytes
    }

    /// Escapes a text; in a help text quotes stand for themselves.
    fileprivate static func escape(_ value: String, quotes: Bool = true, into bytes: inout [UInt8]) {
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): bytes.append(contentsOf: #"\\"#.utf8)
            case UInt8(ascii: "\"") where quotes: bytes.append(contentsOf: #"\""#.utf8)
            case UInt8(ascii: "\n"): bytes.append(contentsOf: #"\n"#.utf8)
            default: bytes.append(byte)
            }
        }
    }
}

/// Writes Prometheus' text format, version 0.0.4, into memory that is used again for the next page.
struct PrometheusText {
    /// The content type of what is written.
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private var storage = [UInt8](repeating: 0, count: 32 << 10)
    private var count = 0

    /// Starts a new page.
    mutating func removeAll() {
        count = 0
    }

    /// What was written.
    var bytes: ArraySlice<UInt8> { storage[..<count] }

    /// Starts a family: its samples must follow, and no other's between them.
    mutating func begin(_ family: borrowing MetricFamily) {
        append(family.header)
    }

    /// Writes a sample that is a whole number.
    mutating func sample(_ family: borrowing MetricFamily, _ labels: borrowing MetricLabels, _ value: UInt64) {
        append(family.name)
        append(labels.bytes)
        appendEnd(value)
    }

    /// Writes a sample that is any number.
    mutating func sample(_ family: borrowing MetricFamily, _ labels: borrowing MetricLabels, _ value: Double) {
        append(family.name)
        append(labels.bytes)
        append(" ")
        append(value)
        append("\n")
    }

    /// Writes a sample that is a number of parts of 10^`digits`.
    mutating func sample(
        _ family: borrowing MetricFamily,
        _ labels: borrowing MetricLabels,
        _ value: UInt64,
        fractionDigits digits: Int
    ) {
        append(family.name)
        append(labels.bytes)
        append(" ")
        append(value, fractionDigits: digits)
        append("\n")
    }

    /// Writes a family of one sample without labels; nothing where there is no value.
    mutating func single(_ family: borrowing MetricFamily, _ value: UInt64?) {
        guard let value else { return }
        begin(family)
        sample(family, .none, value)
    }

    /// Writes a family of one sample without labels; nothing where there is no value.
    mutating func single(_ family: borrowing MetricFamily, _ value: Double?) {
        guard let value else { return }
        begin(family)
        sample(family, .none, value)
    }

    /// Writes a blank, a whole number and the end of the line.
    @inline(__always)
    mutating func appendEnd(_ value: UInt64) {
        append(" ")
        append(value)
        append("\n")
    }

    /// Writes bytes as they are.
    @inline(__always)
    mutating func append(_ bytes: borrowing [UInt8]) {
        let size = bytes.count
        reserve(size)
        let start = count
        storage.withUnsafeMutableBytes { storage in
            bytes.withUnsafeBytes { bytes in
                UnsafeMutableRawBufferPointer(rebasing: storage[start..<start + size]).copyMemory(from: bytes)
            }
        }
        count += size
    }

    /// Writes a text as it is.
    @inline(__always)
    mutating func append(_ text: StaticString) {
        let size = text.utf8CodeUnitCount
        reserve(size)
        let start = count
        storage.withUnsafeMutableBytes { storage in
            let text = UnsafeRawBufferPointer(start: text.utf8Start, count: size)
            UnsafeMutableRawBufferPointer(rebasing: storage[start..<start + size]).copyMemory(from: text)
        }
        count += size
    }

    /// Writes a whole number.
    mutating func append(_ value: UInt64) {
        // The largest one has 20 digits.
        reserve(20)
        var size = 1
        var limit: UInt64 = 10
        while size < 20, value >= limit {
            size += 1
            // 10^20 does not fit, but no number is compared with it.
            limit = limit &* 10
        }
        let end = count + size
        count = end
        storage.withUnsafeMutableBufferPointer { storage in
            var rest = value
            var position = end
            repeat {
                position -= 1
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                storage[position] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit)
                rest = quotient
            } while rest > 0
        }
    }

    /// Writes a number of parts of 10^`digits` as a decimal fraction, without zeros at its end.
    mutating func append(_ value: UInt64, fractionDigits digits: Int) {
        var scale: UInt64 = 1
        for _ in 0..<digits { scale *= 10 }
        let (whole, fraction) = value.quotientAndRemainder(dividingBy: scale)
        append(whole)
        guard fraction > 0 else { return }
        append(".")
        var rest = fraction
        while rest > 0 {
            scale /= 10
            let (digit, remainder) = rest.quotientAndRemainder(dividingBy: scale)
            append(digit)
            rest = remainder
        }
    }

    /// Writes any number with as few digits as tell it from all others.
    mutating func append(_ value: Double) {
        if value.isNaN {
            append("NaN")
        } else if value.isInfinite {
            append(value < 0 ? "-Inf" : "+Inf")
        } else if value == 0 {
            append("0")
        } else if let whole = UInt64(exactly: value.magnitude), whole < 1 << 53 {
            if value < 0 { append("-") }
            append(whole)
        } else {
            append(Array(value.description.utf8))
        }
    }

    @inline(__always)
    private mutating func reserve(_ size: Int) {
        if storage.count - count < size { grow(size) }
    }

    @inline(never)
    private mutating func grow(_ size: Int) {
        storage.append(contentsOf: repeatElement(0, count: max(storage.count, size)))
    }
}
