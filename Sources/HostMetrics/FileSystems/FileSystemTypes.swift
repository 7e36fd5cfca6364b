/// The types of file systems that hold data, as opposed to views of the kernel's state.
struct FileSystemTypes: Sendable {
    /// Those that this kernel mounts from a block device.
    var ofBlockDevices: Set<String>

    /// Those that need none and hold data all the same: on a server, on a virtual machine's host, in a pool.
    ///
    /// psutil takes zfs only of them; df(1) takes all that have blocks.
    private static let withoutBlockDevice: Set<String> = [
        "9p", "afs", "ceph", "cifs", "fuse.ceph", "fuse.glusterfs", "fuse.s3fs", "fuse.sshfs", "glusterfs", "gfs2",
        "lustre", "ncpfs", "nfs", "nfs4", "smb3", "smbfs", "virtiofs", "zfs",
    ]

    /// Whether what is mounted is shown: a file system that holds data, and whatever holds `/`, as the overlay of a
    /// container or the tmpfs of a live system, but for the kernel's own placeholder.
    func include(_ mount: Mount) -> Bool {
        guard !mount.device.isEmpty, mount.type != "rootfs" else { return false }
        if mount.mountPoint == "/" { return true }
        guard mount.device != "none" else { return false }
        return ofBlockDevices.contains(mount.type) || Self.withoutBlockDevice.contains(mount.type)
    }

    /// The mounts that are shown, each device once.
    ///
    /// What was mounted last at a place hides what was there before. Of the mounts of one device, bind mounts for
    /// example, the one with the shortest path is taken, as df(1) does.
    func choose(from mounts: [Mount]) -> [Mount] {
        var visible: [String: Int] = [:]
        for (index, mount) in mounts.enumerated() { visible[mount.mountPoint] = index }
        var chosen: [String: Int] = [:]
        for (index, mount) in mounts.enumerated() where visible[mount.mountPoint] == index && include(mount) {
            if let other = chosen[mount.device],
                mounts[other].mountPoint.utf8.count <= mount.mountPoint.utf8.count
            {
                continue
            }
            chosen[mount.device] = index
        }
        return chosen.values.sorted().map { mounts[$0] }
    }
}

/// Parses `/proc/filesystems` (proc_filesystems(5)): a type a line, after `nodev` where it needs no block device.
enum FileSystemTypesParser {
    static func parse(_ bytes: Span<UInt8>) -> FileSystemTypes {
        var types: Set<String> = []
        var position = 0
        while position < bytes.count {
            if !bytes.skip("nodev", &position), let type = bytes.word(&position) {
                types.insert(bytes.string(type))
            }
            bytes.skipLine(&position)
        }
        return FileSystemTypes(ofBlockDevices: types)
    }
}
