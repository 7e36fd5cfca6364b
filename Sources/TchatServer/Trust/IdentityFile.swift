internal import FoundationEssentials
internal import Glibc

/// A small file of the identity, read and written whole.
struct IdentityFile {
    /// Longer files are no keys or certificate chains.
    static let longestBytes = 1 << 20

    let path: String

    /// The file's bytes and its permissions, or `nil` when there is no file.
    func read() throws(HostIdentityError) -> (bytes: [UInt8], permissions: Int)? {
        guard access(path, F_OK) == 0 || errno != ENOENT else { return nil }
        let status: FileStatus
        do {
            status = try FileStatus(path: path)
        } catch {
            throw .unreadable(path: path, code: error.code)
        }
        // Reading a named pipe would hold up the start until somebody writes to it.
        guard status.isRegular, status.bytes <= Self.longestBytes else { throw .notAnIdentityFile(path: path) }
        do {
            return (Array(try Data(contentsOf: URL(filePath: path))), status.permissions)
        } catch let error as CocoaError {
            let code = (error.underlying as? POSIXError)?.code.rawValue
            throw .unreadable(path: path, code: code ?? (error.code == .fileReadNoPermission ? EACCES : EIO))
        } catch {
            throw .unreadable(path: path, code: EIO)
        }
    }

    /// Puts a complete file, readable by its owner only, in the place of any earlier one: after a cut there is either the
    /// old file or the new one.
    func replace(with text: String) throws(HostIdentityError) {
        let temporary = path + ".new"
        // What an earlier cut has left.
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .unwritable(path: path, code: errno) }
        let code = Self.write(Array(text.utf8), to: descriptor)
        close(descriptor)
        guard code == 0, rename(temporary, path) == 0 else {
            let code = code == 0 ? errno : code
            unlink(temporary)
            throw .unwritable(path: path, code: code)
        }
        try synchronizeDirectory()
    }

    /// Writes and flushes; 0, or the `errno` of what failed.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                let code = errno
                guard code == EINTR else { return code }
            } else {
                written += count
            }
        }
        return fsync(descriptor) == 0 ? 0 : errno
    }

    /// A rename is on disk only once its directory is.
    private func synchronizeDirectory() throws(HostIdentityError) {
        let slash = path.lastIndex(of: "/")
        let directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unwritable(path: path, code: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .unwritable(path: path, code: errno) }
    }
}
