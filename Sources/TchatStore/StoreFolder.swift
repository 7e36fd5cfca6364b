import Glibc
import LocalFiles
import Logging

/// The folder of a log: made for its owner only, and locked against a second writer as long as this lives.
final class StoreFolder: Sendable {
    /// The folder.
    let directory: String

    /// The database in it.
    var databasePath: String { Self.databasePath(in: directory) }

    private let lock: FileLock

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
        do throws(SystemError) {
            lock = try FileLock(path: "\(directory)/tchat.lock")
        } catch {
            throw error.code == EWOULDBLOCK
                ? .inUse(directory: directory) : StoreError(errno: error.code, directory: directory)
        }
        try Self.closeToOthers(Self.databasePath(in: directory), in: directory)
    }

    /// Lets another process open the log.
    func unlock() {
        lock.release()
    }

    /// Where the database of a folder is.
    static func databasePath(in directory: String) -> String { "\(directory)/tchat.sqlite" }

    /// Makes a folder and those it lies in; returns whether it was missing.
    private static func makeFolder(_ directory: String) throws(StoreError) -> Bool {
        if let status = try? FileStatus(path: directory) {
            guard status.kind == .folder else { throw .unusable(directory: directory, reason: "it is not a folder") }
            return false
        }
        do throws(DurableFileError) {
            try Folder(path: directory).make()
        } catch {
            throw StoreError(errno: error.cause.code, directory: directory)
        }
        return true
    }

    private static func isOpenToOthers(_ directory: String) -> Bool {
        (try? FileStatus(path: directory)).map { $0.permissions & 0o077 != 0 } ?? false
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
        let status: FileStatus
        do throws(SystemError) {
            status = try FileStatus(path: path, followingLinks: false)
        } catch {
            throw StoreError(errno: error.code, directory: directory)
        }
        guard status.kind == .regular else {
            throw .unusable(directory: directory, reason: "tchat.sqlite is not a file")
        }
        guard status.permissions & 0o077 != 0 else { return }
        guard chmod(path, 0o600) == 0 else { throw StoreError(errno: errno, directory: directory) }
    }
}
