import Glibc

/// A directory of the kernel's.
enum Directory {
    /// The names in it but `.` and `..`, sorted; none where there is no such directory.
    static func names(_ path: String) -> [String] {
        guard let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name),
            let directory = opendir(path)
        else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            // An entry is only as long as its name, so the field, of 256 bytes, must not be copied as a whole.
            let characters = UnsafeRawPointer(entry).advanced(by: nameOffset)
            let name = String(cString: characters.assumingMemoryBound(to: CChar.self))
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Whether there is anything at a path.
    static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    /// The path without symbolic links (realpath(3)); nothing where there is no such thing.
    static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
