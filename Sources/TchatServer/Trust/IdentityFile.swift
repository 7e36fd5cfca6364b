import Glibc
import LocalFiles

/// A small file of the identity, read and written whole.
struct IdentityFile {
    /// Longer files are no keys or certificate chains.
    static let longestBytes = 1 << 20

    let path: String

    private var file: DurableFile { DurableFile(path: path) }

    /// The file's bytes and its permissions, or `nil` when there is no file.
    func read() throws(HostIdentityError) -> (bytes: [UInt8], permissions: Int)? {
        do throws(DurableFileError) {
            return try file.read(limitBytes: Self.longestBytes).map { ($0.bytes, $0.permissions & 0o777) }
        } catch {
            throw HostIdentityError(error)
        }
    }

    /// Puts a complete file, readable by its owner only, in the place of any earlier one: after a cut there is either the
    /// old file or the new one.
    func replace(with text: String) throws(HostIdentityError) {
        do throws(DurableFileError) {
            try file.replace(with: text.utf8)
        } catch {
            throw HostIdentityError(error, writing: path)
        }
    }
}

extension HostIdentityError {
    /// - Parameter path: The file that was to be written, if one was.
    fileprivate init(_ error: DurableFileError, writing path: String? = nil) {
        self =
            switch error {
            case .notReadable(let path, let cause): .unreadable(path: path, code: cause.code)
            case .notWritable(let written, let cause): .unwritable(path: path ?? written, code: cause.code)
            case .notRegular(let path), .tooLong(let path, _): .notAnIdentityFile(path: path)
            }
    }
}
