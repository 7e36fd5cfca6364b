import Foundation

/// A file system with room for little; only root can make one.
struct SmallDisk {
    let path: String
    private var ballast: String { "\(path)/ballast" }

    /// Whether this process may mount something.
    static let isPossible: Bool = {
        guard geteuid() == 0, let folder = try? TemporaryFolder() else { return false }
        defer { folder.delete() }
        guard let disk = try? SmallDisk(at: "\(folder.path)/disk", bytes: 1 << 20) else { return false }
        disk.unmount()
        return true
    }()

    /// Mounts it on a new folder.
    init(at path: String, bytes: Int) throws {
        self.path = path
        _ = try checked("mkdir", mkdir(path, 0o700))
        _ = try checked("mount", mount("tmpfs", path, "tmpfs", 0, "size=\(bytes),mode=0700"))
    }

    /// Takes all its room.
    func fill() throws {
        let file = try checked("open", open(ballast, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600))
        defer { close(file) }
        for block in [1 << 16, 1 << 12, 1] {
            let bytes = [UInt8](repeating: 0, count: block)
            while write(file, bytes, bytes.count) > 0 {}
        }
        guard errno == ENOSPC else { throw SystemCallError("write") }
    }

    /// Gives the room back.
    func makeRoom() throws {
        _ = try checked("unlink", unlink(ballast))
    }

    func unmount() {
        umount2(path, CInt(MNT_DETACH))
    }
}
