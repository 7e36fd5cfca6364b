import Glibc

/// A file whose content survives a crash and a power cut: at every moment there is all of the old or all of the new.
///
/// It is its owner's alone (mode 0600). Everything here blocks.
public struct DurableFile: Hashable, Sendable {
    /// Where it is.
    public let path: String

    /// Names a file; that it exists is not needed.
    public init(path: String) {
        self.path = path
    }

    /// What stands in a file, or at its end.
    public struct Content: Hashable, Sendable {
        /// All of it, or the last whole lines.
        public var bytes: [UInt8]
        /// How long the file is.
        public var byteCount: Int
        /// The file's permissions.
        public var permissions: Int
        /// Whether it is all.
        public var isWhole: Bool { bytes.count == byteCount }
    }

    /// What stands in the file; nil when there is none.
    ///
    /// A pipe or a device is refused instead of being waited for.
    ///
    /// - Parameters:
    ///   - limitBytes: Longer files are refused.
    ///   - mostBytes: Of a longer file only the last lines are read, in that many bytes.
    public func read(limitBytes: Int, mostBytes: Int = .max) throws(DurableFileError) -> Content? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .notReadable(path: path, .last)
        }
        defer { close(descriptor) }
        let status: FileStatus
        do {
            status = try FileStatus(descriptor: descriptor)
        } catch {
            throw .notReadable(path: path, error)
        }
        guard status.kind == .regular else { throw .notRegular(path: path) }
        guard status.bytes <= limitBytes else { throw .tooLong(path: path, limitBytes: limitBytes) }
        let start = max(0, status.bytes - mostBytes)
        var bytes = [UInt8](repeating: 0, count: status.bytes - start)
        var filled = 0
        while filled < bytes.count {
            let offset = off_t(start + filled)
            let count = bytes[filled...].withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, offset) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .notReadable(path: path, .last) }
            if count == 0 { break }
            filled += count
        }
        bytes.removeLast(bytes.count - filled)
        // What is before the first line feed is the end of a line that was cut.
        if start > 0 { bytes = Array(bytes.drop { $0 != UInt8(ascii: "\n") }.dropFirst()) }
        return Content(bytes: bytes, byteCount: start + filled, permissions: status.permissions)
    }

    /// Puts new content in the place of the old.
    public func replace(with content: some Collection<UInt8>) throws(DurableFileError) {
        let temporary = path + ".new"
        let descriptor = try openTemporary(temporary)
        var failure: DurableFileError?
        do throws(DurableFileError) {
            try write(content, to: descriptor)
            guard fsync(descriptor) == 0, rename(temporary, path) == 0 else { throw .notWritable(path: path, .last) }
        } catch {
            failure = error
            unlink(temporary)
        }
        // Whoever waits for it finds that it has gone.
        close(descriptor)
        if let failure { throw failure }
        try Folder(of: path).synchronize()
    }

    /// Adds whole lines at the end; half a line that a crash left there is cut off first.
    ///
    /// One at a time may do it: ``FileLock``.
    ///
    /// - Parameters:
    ///   - isDurable: Whether to return only once they are on disk.
    ///   - limitBytes: How long the file may become.
    public func append(
        _ lines: some Collection<UInt8>,
        isDurable: Bool,
        limitBytes: Int
    ) throws(DurableFileError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .notWritable(path: path, .last) }
        defer { close(descriptor) }
        let size = Int(lseek(descriptor, 0, SEEK_END))
        guard size >= 0 else { throw .notWritable(path: path, .last) }
        guard size + lines.count <= limitBytes else { throw .tooLong(path: path, limitBytes: limitBytes) }
        let end = try endOfLastLine(in: descriptor, size: size)
        guard end == size || ftruncate(descriptor, off_t(end)) == 0, lseek(descriptor, off_t(end), SEEK_SET) >= 0 else {
            throw .notWritable(path: path, .last)
        }
        do throws(DurableFileError) {
            try write(lines, to: descriptor)
            if isDurable, fdatasync(descriptor) != 0 { throw .notWritable(path: path, .last) }
        } catch {
            // A full disk: what was written of the lines does not count.
            ftruncate(descriptor, off_t(end))
            throw error
        }
        if isDurable, size == 0 { try Folder(of: path).synchronize() }
    }

    /// Removes the file; that there is none is fine.
    public func remove() throws(DurableFileError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw .notWritable(path: path, .last) }
    }

    /// Opens the file that is to take the place, empty, for this caller alone: what a killed process left is overwritten.
    private func openTemporary(_ temporary: String) throws(DurableFileError) -> CInt {
        while true {
            let descriptor = open(temporary, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard descriptor >= 0 else { throw .notWritable(path: temporary, .last) }
            while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
            let own = try? FileStatus(descriptor: descriptor)
            // Whoever had it before may have put it in the file's place meanwhile.
            guard let own, own.identity == (try? FileStatus(path: temporary, followingLinks: false))?.identity else {
                close(descriptor)
                continue
            }
            guard own.kind == .regular, ftruncate(descriptor, 0) == 0, fchmod(descriptor, 0o600) == 0 else {
                let error = own.kind == .regular ? SystemError.last : SystemError(code: EEXIST)
                close(descriptor)
                throw .notWritable(path: temporary, error)
            }
            return descriptor
        }
    }

    private func endOfLastLine(in descriptor: CInt, size: Int) throws(DurableFileError) -> Int {
        var end = size
        var block = [UInt8](repeating: 0, count: 4096)
        while end > 0 {
            let start = max(0, end - block.count)
            let count = block.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, end - start, off_t(start)) }
            guard count == end - start else { throw .notReadable(path: path, .last) }
            if let feed = block[..<count].lastIndex(of: UInt8(ascii: "\n")) { return start + feed + 1 }
            end = start
        }
        return 0
    }

    private func write(_ content: some Collection<UInt8>, to descriptor: CInt) throws(DurableFileError) {
        let bytes = Array(content)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .notWritable(path: path, .last) }
            written += count
        }
    }
}

/// Why a file can't be used.
public enum DurableFileError: Error, Hashable, Sendable {
    /// It can't be read.
    case notReadable(path: String, SystemError)
    /// It can't be written.
    case notWritable(path: String, SystemError)
    /// It is a folder, a pipe or a device.
    case notRegular(path: String)
    /// It is longer than is allowed, or would become so.
    case tooLong(path: String, limitBytes: Int)

    /// Why the system refused it.
    public var cause: SystemError {
        switch self {
        case .notReadable(_, let cause), .notWritable(_, let cause): cause
        case .notRegular: SystemError(code: EINVAL)
        case .tooLong: SystemError(code: EFBIG)
        }
    }
}
