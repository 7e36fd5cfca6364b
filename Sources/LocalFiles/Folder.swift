import Glibc

/// A folder of files.
public struct Folder: Hashable, Sendable {
    /// Where it is.
    public let path: String

    /// Names a folder.
    public init(path: String) {
        self.path = path
    }

    /// The folder that a file is in.
    public init(of file: String) {
        guard let slash = file.lastIndex(of: "/") else {
            path = "."
            return
        }
        path = slash == file.startIndex ? "/" : String(file[..<slash])
    }

    /// Makes it and those it is in, for their owner alone (mode 0700), where they are missing; durably.
    public func make() throws(DurableFileError) {
        var part = path.hasPrefix("/") ? "/" : ""
        for name in path.split(separator: "/") {
            let parent = part
            part += name
            if mkdir(part, 0o700) == 0 {
                try Folder(path: parent.isEmpty ? "." : parent).synchronize()
            } else {
                // What else may be wrong with it is found out when the file is opened.
                guard errno == EEXIST || errno == EROFS || errno == EACCES else {
                    throw .notWritable(path: part, .last)
                }
            }
            part += "/"
        }
    }

    /// Makes the names in it last; a rename is on disk only once its folder is.
    func synchronize() throws(DurableFileError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        // A folder that may be written and not read, which can't be helped.
        guard descriptor >= 0 else {
            if errno == EACCES { return }
            throw .notWritable(path: path, .last)
        }
        defer { close(descriptor) }
        // Some file systems can't do that for folders (fsync(2)); then there is nothing more to do.
        guard fsync(descriptor) == 0 || errno == EINVAL || errno == EROFS else { throw .notWritable(path: path, .last) }
    }
}
