/// Parses os-release(5): shell-like assignments, one a line.
enum OSReleaseParser {
    /// The value of `PRETTY_NAME`.
    static func prettyName(_ bytes: Span<UInt8>) -> String? {
        var position = 0
        var name: String?
        while position < bytes.count {
            if bytes.skip("PRETTY_NAME=", &position) {
                // As in a shell, the last assignment counts.
                name = unquoted(bytes, bytes.restOfLine(&position))
            } else {
                bytes.skipLine(&position)
            }
        }
        return name
    }

    /// All assignments, by name; as in a shell, the last one of a name counts.
    static func fields(_ bytes: Span<UInt8>) -> [String: String] {
        var fields: [String: String] = [:]
        var position = 0
        while position < bytes.count {
            let line = bytes.restOfLine(&position)
            guard let separator = line.first(where: { bytes[$0] == UInt8(ascii: "=") }),
                separator > line.lowerBound, bytes[line.lowerBound] != UInt8(ascii: "#")
            else { continue }
            let name = bytes.string(line.lowerBound..<separator)
            fields[name] = unquoted(bytes, separator + 1..<line.upperBound) ?? ""
        }
        return fields
    }

    /// Takes the quotes and the escapes of a shell word away.
    private static func unquoted(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String? {
        var value: [UInt8] = []
        var quote: UInt8?
        var isEscaped = false
        for index in range {
            let byte = bytes[index]
            if isEscaped {
                value.append(byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "'") {
                isEscaped = true
            } else if byte == quote {
                quote = nil
            } else if quote == nil, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else {
                value.append(byte)
            }
        }
        return value.span.trimmedString()
    }
}
