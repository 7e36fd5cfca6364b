import Glibc
import LocalFiles

/// Typed lines kept from one run to the next: a text file of one line each, the newest last.
///
/// Every failure is silent: a history that cannot be read or written is no reason to disturb a user.
struct HistoryFile {
    /// Longer lines, mostly pastes, are not kept.
    static let longestLine = 4096

    let path: String
    let limit: Int

    /// The newest `limit` lines; a file that has grown to twice as many is cut down to these.
    func load() -> [String] {
        guard let data = read() else { return [] }
        var lines = data.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
        guard lines.count > limit else { return lines }
        lines.removeFirst(lines.count - limit)
        replace(with: lines)
        return lines
    }

    /// Adds one line at the end, in one write, so that several programs can share the file.
    func append(_ line: String) {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let bytes = Array((line + "\n").utf8)
        _ = write(descriptor, bytes, bytes.count)
    }

    /// The file's last part, enough for `limit` of the longest lines.
    private func read() -> [UInt8]? {
        // One byte more, to see whether a line begins there.
        let most = limit * (HistoryFile.longestLine + 1) + 1
        return (try? DurableFile(path: path).read(limitBytes: .max, mostBytes: most))?.bytes
    }

    private func replace(with lines: [String]) {
        try? DurableFile(path: path).replace(with: (lines.joined(separator: "\n") + "\n").utf8)
    }
}
