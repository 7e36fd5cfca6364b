import Localization

/// Lines waiting to be printed; beyond `limit` lines, or 4 MiB, the oldest are dropped and counted.
struct PrintQueue: Sendable {
    static let mostBytes = 4 << 20

    private let limit: Int
    private var bytes = 0
    private var lines: [String] = []
    private var head = 0
    private var dropped = 0

    init(limit: Int) {
        self.limit = max(1, limit)
    }

    var isEmpty: Bool { head == lines.count }

    /// Adds each line of `text`; one line break at its end adds no empty line.
    mutating func append(_ text: String) {
        // Split on the UTF-8 view: as a Character, "\r\n" is not "\n".
        var pieces = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if pieces.count > 1, pieces.last?.isEmpty == true { pieces.removeLast() }
        for piece in pieces {
            lines.append(String(Substring(piece)))
            bytes += piece.count
            while lines.count - head > limit || (bytes > Self.mostBytes && lines.count - head > 1) {
                bytes -= lines[head].utf8.count
                lines[head] = ""
                head += 1
                dropped += 1
            }
        }
        // Amortized: the dropped front is given back once it is as long as what is kept.
        if head >= limit {
            lines.removeFirst(head)
            head = 0
        }
    }

    /// Takes everything out, led by a line telling how many were dropped, if any.
    mutating func drain() -> [String] {
        defer { self = PrintQueue(limit: limit) }
        let kept = lines[head...]
        guard dropped > 0 else { return Array(kept) }
        return ["(\(trn("{count} line not shown", "{count} lines not shown", dropped)))"] + kept
    }
}
