import Glibc
import Logging

/// The folder of a log: made for its owner only, and locked against a second writer as long as this lives.
final class StoreFolder: Sendable {
    /// The folder.
    let directory: String

    /// The database in it.
    var databasePath: String { Self.databasePath(in: directory) }

    private let lock: Int32

    /// Makes the folder and the file in it where they are missing, and locks them.
    init(_ directory: String, logger: Logger) throws(StoreError) {
        self.directory = directory
        let isNew = try Self.makeFolder(directory)
        if !isNew, Self.isOpenToOthers(directory) {
            logger.warning(
                "Others may enter the log's folder; the files in it stay closed to them",
                metadata: ["directory": "\(directory)"]
            )
        }
        // Kept when it ends: another process may be waiting at the same file.
        let lock = open("\(directory)/tchat.lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard lock >= 0 else { throw StoreError(errno: errno, directory: directory) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(lock)
            throw code == EWOULDBLOCK ? .inUse(directory: directory) : StoreError(errno: code, directory: directory)
        }
        self.lock = lock
        do throws(StoreError) {
            try Self.closeToOthers(Self.databasePath(in: directory), in: directory)
        } catch {
            close(lock)
            throw error
        }
    }

    deinit {
        close(lock)
    }

    /// Lets another process open the log.
    func unlock() {
        flock(lock, LOCK_UN)
    }

    /// Where the database of a folder is.
    static func databasePath(in directory: String) -> String { "\(directory)/tchat.sqlite" }

    /// Makes a folder and those it lies in; returns whether it was missing.
    private static func makeFolder(_ directory: String) throws(StoreError) -> Bool {
        var status = stat()
        if stat(directory, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFDIR else {
                throw .unusable(directory: directory, reason: "it is not a folder")
            }
            return false
        }
        var path = directory.hasPrefix("/") ? "/" : ""
        for part in directory.split(separator: "/") {
            path += part + "/"
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
                throw StoreError(errno: errno, directory: directory)
            }
        }
        return true
    }

    private static func isOpenToOthers(_ directory: String) -> Bool {
        var status = stat()
        return stat(directory, &status) == 0 && status.st_mode & 0o077 != 0
    }

    /// Makes the database's file, empty where it is missing, its owner's alone.
    ///
    /// SQLite gives the write-ahead log and its index the database's mode. The file is not opened where it exists:
    /// closing it again would take SQLite's locks away (fcntl(2)).
    private static func closeToOthers(_ path: String, in directory: String) throws(StoreError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            close(descriptor)
            return
        }
        guard errno == EEXIST else { throw StoreError(errno: errno, directory: directory) }
        var status = stat()
        guard lstat(path, &status) == 0 else { throw StoreError(errno: errno, directory: directory) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .unusable(directory: directory, reason: "tchat.sqlite is not a file")
        }
        guard status.st_mode & 0o077 != 0 else { return }
        guard chmod(path, 0o600) == 0 else { throw StoreError(errno: errno, directory: directory) }
    }
}
