import Glibc

/// A lock between processes, flock(2), held until it is released or its owner goes.
///
/// It is a file of its own beside what it protects, which may be replaced; it is never removed, since another process may
/// be waiting at the same file.
public final class FileLock: Sendable {
    private let descriptor: CInt

    /// Takes the lock without waiting.
    ///
    /// - Throws: `EWOULDBLOCK` when another has it.
    public init(path: String) throws(SystemError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .last }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let error = SystemError.last
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Lets another have it.
    public func release() {
        flock(descriptor, LOCK_UN)
    }
}
