import FoundationEssentials
import Glibc
import Localization
import NIOPosix

/// A file that several processes of one user share: mode 0600, in folders of mode 0700.
///
/// Everything that touches the file blocks: it belongs into ``look(_:)`` or ``use(waitingUpTo:_:)``, which run it on a
/// thread that may block.
struct LocalFile: Hashable, Sendable {
    let path: String

    /// Runs work that only reads, which needs no lock: a file is replaced as a whole, and half a line at its end does not
    /// count.
    func look<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await NIOThreadPool.singleton.runIfActive(work)
    }

    /// Runs the work on a thread for blocking calls, while no other process or task that asks for the file uses it.
    ///
    /// The lock is a file beside it, because the file itself is replaced when it is written anew.
    func use<Result: Sendable>(
        waitingUpTo limit: Duration = .seconds(10),
        _ work: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        let start = ContinuousClock.now
        while true {
            // The lock is held only while a thread works, and no thread waits for it.
            let result = try await NIOThreadPool.singleton.runIfActive { try self.workIfFree(work) }
            if let result { return result }
            guard start.duration(to: .now) < limit else { throw LocalFileError.busy(path: path) }
            try await NetworkClock().sleep(for: .milliseconds(5))
        }
    }

    /// Runs the work under the lock; nil when another has it.
    private func workIfFree<Result>(_ work: () throws -> Result) throws -> Result? {
        try makeFolder()
        let descriptor = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw LocalFileError.notWritable(path: path + ".lock", reason: lastReason) }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            if errno == EWOULDBLOCK || errno == EINTR { return nil }
            throw LocalFileError.notWritable(path: path + ".lock", reason: lastReason)
        }
        return try work()
    }

    /// What stands in a file, or at its end.
    struct Content {
        /// Whole lines, where it is not all.
        var data: Data
        /// How long the file is.
        var byteCount: Int
        /// Whether it is all.
        var isWhole: Bool { data.count == byteCount }
    }

    /// What stands in the file; nil when there is none.
    func read(limitBytes: Int) throws(LocalFileError) -> Data? {
        try readEnd(mostBytes: limitBytes, limitBytes: limitBytes)?.data
    }

    /// The last lines of the file, in that many bytes; nil when there is none.
    func readEnd(mostBytes: Int, limitBytes: Int) throws(LocalFileError) -> Content? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .notReadable(path: path, reason: lastReason)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .notReadable(path: path, reason: tr("it is no regular file"))
        }
        let size = Int(status.st_size)
        guard size <= limitBytes else { throw .full(path: path, limitBytes: limitBytes) }
        let start = max(0, size - mostBytes)
        var bytes = [UInt8](repeating: 0, count: size - start)
        var filled = 0
        while filled < bytes.count {
            let offset = off_t(start + filled)
            let count = bytes[filled...].withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, offset) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .notReadable(path: path, reason: lastReason) }
            if count == 0 { break }
            filled += count
        }
        var data = Data(bytes[..<filled])
        if start > 0 { data = Data(data.drop { $0 != UInt8(ascii: "\n") }.dropFirst()) }
        return Content(data: data, byteCount: start + filled)
    }

    /// Puts new content in the place of the old: at every moment there is all of either.
    func replace(with content: Data) throws(LocalFileError) {
        let temporary = path + ".new"
        // Nobody else writes it: the lock is held. What a killed process left behind is overwritten.
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .notWritable(path: temporary, reason: lastReason) }
        var failure: LocalFileError?
        do throws(LocalFileError) {
            guard fchmod(descriptor, 0o600) == 0 else {
                throw LocalFileError.notWritable(path: path, reason: lastReason)
            }
            try writeAll(content, to: descriptor)
            guard fsync(descriptor) == 0 else { throw LocalFileError.notWritable(path: path, reason: lastReason) }
        } catch {
            failure = error
        }
        close(descriptor)
        if failure == nil, rename(temporary, path) != 0 { failure = .notWritable(path: path, reason: lastReason) }
        if let failure {
            unlink(temporary)
            throw failure
        }
        sync(folder: folder)
    }

    /// Adds whole lines at the end; half a line that a crash left there is cut off first.
    ///
    /// - Parameter isDurable: Whether to return only once they are on disk.
    func append(_ lines: Data, isDurable: Bool, limitBytes: Int) throws(LocalFileError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .notWritable(path: path, reason: lastReason) }
        defer { close(descriptor) }
        let size = Int(lseek(descriptor, 0, SEEK_END))
        guard size >= 0 else { throw .notWritable(path: path, reason: lastReason) }
        guard size + lines.count <= limitBytes else { throw .full(path: path, limitBytes: limitBytes) }
        let end = try endOfLastLine(in: descriptor, size: size)
        guard end == size || ftruncate(descriptor, off_t(end)) == 0, lseek(descriptor, off_t(end), SEEK_SET) >= 0 else {
            throw .notWritable(path: path, reason: lastReason)
        }
        do throws(LocalFileError) {
            try writeAll(lines, to: descriptor)
            if isDurable, fdatasync(descriptor) != 0 {
                throw LocalFileError.notWritable(path: path, reason: lastReason)
            }
        } catch {
            // A full disk: what was written of the lines does not count.
            ftruncate(descriptor, off_t(end))
            throw error
        }
        if isDurable, size == 0 { sync(folder: folder) }
    }

    /// Removes the file; that there is none is fine.
    func remove() throws(LocalFileError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw .notWritable(path: path, reason: lastReason) }
    }

    private func endOfLastLine(in descriptor: CInt, size: Int) throws(LocalFileError) -> Int {
        var end = size
        var block = [UInt8](repeating: 0, count: 4096)
        while end > 0 {
            let start = max(0, end - block.count)
            let count = block.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, end - start, off_t(start)) }
            guard count == end - start else { throw .notReadable(path: path, reason: lastReason) }
            if let feed = block[..<count].lastIndex(of: UInt8(ascii: "\n")) { return start + feed + 1 }
            end = start
        }
        return 0
    }

    private func writeAll(_ content: Data, to descriptor: CInt) throws(LocalFileError) {
        var rest = content[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .notWritable(path: path, reason: lastReason) }
            rest = rest.dropFirst(count)
        }
    }

    private var folder: String {
        let end = path.lastIndex(of: "/") ?? path.startIndex
        return String(path[..<end])
    }

    private func makeFolder() throws(LocalFileError) {
        var part = ""
        for name in folder.split(separator: "/") {
            let parent = part
            part += "/" + name
            if mkdir(part, 0o700) == 0 {
                sync(folder: parent.isEmpty ? "/" : parent)
                continue
            }
            // What else may be wrong with it is found out when the file is opened.
            guard errno == EEXIST || errno == EROFS || errno == EACCES else {
                throw .notWritable(path: part, reason: lastReason)
            }
        }
    }

    /// Makes a new name in a folder last.
    private func sync(folder: String) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        // Some file systems can't do that for folders; then there is nothing more to do.
        fsync(descriptor)
        close(descriptor)
    }
}

/// Why the last system call failed.
private var lastReason: String { String(cString: strerror(errno)) }
