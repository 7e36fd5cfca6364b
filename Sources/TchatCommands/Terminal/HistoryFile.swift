import Glibc

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
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        // One byte more, to see whether a line begins there.
        let most = limit * (HistoryFile.longestLine + 1) + 1
        let start = max(0, Int(status.st_size) - most)
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size) - start)
        var filled = 0
        while filled < bytes.count {
            let count = bytes[filled...].withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress, $0.count, off_t(start + filled))
            }
            guard count > 0 else { break }
            filled += count
        }
        bytes.removeLast(bytes.count - filled)
        // What is before the first line break is the end of a line that was cut.
        if start > 0, let end = bytes.firstIndex(of: UInt8(ascii: "\n")) { bytes.removeFirst(end + 1) }
        return bytes
    }

    /// Writes a new file and puts it in the old one's place, so that no moment leaves half a file.
    private func replace(with lines: [String]) {
        let temporary = "\(path).\(getpid())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        let bytes = Array(lines.joined(separator: "\n").utf8) + [UInt8(ascii: "\n")]
        let isComplete = write(descriptor, bytes, bytes.count) == bytes.count
        close(descriptor)
        if !isComplete || rename(temporary, path) != 0 { unlink(temporary) }
    }
}
