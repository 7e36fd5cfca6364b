internal import Foundation
internal import Glibc

/// What the file system says about a file, stat(2).
///
/// Through Foundation, with its numbers: `struct stat` belongs to whichever C module declares it first among all that this
/// target's libraries bring along, and can't be imported by name.
struct FileStatus {
    /// Whether it is a file, not a folder, a pipe or a device.
    let isRegular: Bool
    let permissions: Int
    let bytes: Int
    /// Whether it belongs to the user of this process, or to root.
    let isOwnOrRoots: Bool

    /// - Throws: `errno`, as ``SystemError``.
    init(path: String) throws(SystemError) {
        guard access(path, F_OK) == 0 else { throw SystemError(code: errno) }
        // Attributes are those of a link itself.
        let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: target),
            let permissions = (attributes[.posixPermissions] as? NSNumber)?.intValue,
            let bytes = (attributes[.size] as? NSNumber)?.intValue,
            let owner = (attributes[.ownerAccountID] as? NSNumber)?.intValue
        else { throw SystemError(code: EACCES) }
        isRegular = attributes[.type] as? FileAttributeType == .typeRegular
        self.permissions = permissions
        self.bytes = bytes
        isOwnOrRoots = owner == Int(getuid()) || owner == 0
    }

    struct SystemError: Error {
        /// An `errno`.
        let code: CInt
    }
}
