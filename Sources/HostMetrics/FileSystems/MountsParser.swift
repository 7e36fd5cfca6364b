/// A line of the list of mounts.
struct Mount: Hashable, Sendable {
    var device: String
    var mountPoint: String
    var type: String
    var isReadOnly = false
}

/// Parses `/proc/self/mounts` (proc_pid_mounts(5), fstab(5)): device, mount point, type and
/// options are the first words of a line.
enum MountsParser {
    /// The mounts in the order they were made; a malformed line is left out.
    static func parse(_ bytes: Span<UInt8>) -> [Mount] {
        var mounts: [Mount] = []
        var position = 0
        while position < bytes.count {
            if let device = bytes.word(&position), let mountPoint = bytes.word(&position),
                let type = bytes.word(&position)
            {
                mounts.append(
                    Mount(
                        device: decoded(bytes, device),
                        mountPoint: decoded(bytes, mountPoint),
                        type: decoded(bytes, type),
                        isReadOnly: isReadOnly(bytes, &position)
                    )
                )
            }
            bytes.skipLine(&position)
        }
        return mounts
    }

    /// Whether the options, the next word, begin with `ro`: the kernel writes `ro` or `rw` first (`fs/proc_namespace.c`).
    private static func isReadOnly(_ bytes: Span<UInt8>, _ position: inout Int) -> Bool {
        bytes.skipBlanks(&position)
        guard bytes.skip("ro", &position) else { return false }
        return bytes.isEndOfWord(position) || bytes.skip(",", &position)
    }

    /// Decodes what the kernel escapes: space, tab, newline, backslash and `#` are `\` and three octal digits.
    private static func decoded(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            let digits = min(index + 1, range.upperBound)..<min(index + 4, range.upperBound)
            if bytes[index] == UInt8(ascii: "\\"), let byte = octal(bytes, digits) {
                text.append(byte)
                index += 4
            } else {
                text.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func octal(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt8? {
        guard range.count == 3 else { return nil }
        var value = 0
        for index in range {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 8 else { return nil }
            value = value * 8 + Int(digit)
        }
        return UInt8(exactly: value)
    }
}
