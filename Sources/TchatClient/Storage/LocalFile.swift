import FoundationEssentials
import Glibc
import LocalFiles
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
        try reportingFailures { () throws(DurableFileError) in try Folder(of: path).make() }
        let lockPath = path + ".lock"
        let lock: FileLock
        do throws(SystemError) {
            lock = try FileLock(path: lockPath)
        } catch {
            if error.code == EWOULDBLOCK || error.code == EINTR { return nil }
            throw LocalFileError.notWritable(path: lockPath, reason: error.reason)
        }
        return try withExtendedLifetime(lock, work)
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
        let content = try reportingFailures { () throws(DurableFileError) in
            try file.read(limitBytes: limitBytes, mostBytes: mostBytes)
        }
        return content.map { Content(data: Data($0.bytes), byteCount: $0.byteCount) }
    }

    /// Puts new content in the place of the old: at every moment there is all of either.
    func replace(with content: Data) throws(LocalFileError) {
        try reportingFailures { () throws(DurableFileError) in try file.replace(with: content) }
    }

    /// Adds whole lines at the end; half a line that a crash left there is cut off first.
    ///
    /// - Parameter isDurable: Whether to return only once they are on disk.
    func append(_ lines: Data, isDurable: Bool, limitBytes: Int) throws(LocalFileError) {
        try reportingFailures { () throws(DurableFileError) in
            try file.append(lines, isDurable: isDurable, limitBytes: limitBytes)
        }
    }

    /// Removes the file; that there is none is fine.
    func remove() throws(LocalFileError) {
        try reportingFailures { () throws(DurableFileError) in try file.remove() }
    }

    private var file: DurableFile { DurableFile(path: path) }

    /// Does something with the file, and tells why it failed in the user's language.
    private func reportingFailures<Result>(
        _ body: () throws(DurableFileError) -> Result
    ) throws(LocalFileError) -> Result {
        do throws(DurableFileError) {
            return try body()
        } catch {
            switch error {
            case .notReadable(let path, let cause): throw .notReadable(path: path, reason: cause.reason)
            case .notWritable(let path, let cause): throw .notWritable(path: path, reason: cause.reason)
            case .notRegular(let path): throw .notReadable(path: path, reason: tr("it is no regular file"))
            case .tooLong(let path, let limitBytes): throw .full(path: path, limitBytes: limitBytes)
            }
        }
    }
}
