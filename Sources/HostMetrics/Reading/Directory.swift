import Glibc

/// A directory of the kernel's.
enum Directory {
    /// The names in it but `.` and `..`, sorted; none where there is no such directory.
    static func names(_ path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Whether there is anything at a path.
    static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }
}
