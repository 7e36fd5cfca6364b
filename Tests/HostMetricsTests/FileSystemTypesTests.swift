import Testing

@testable import HostMetrics

@Suite struct FileSystemTypesTests {
    private let types = FileSystemTypes(ofBlockDevices: ["ext4", "btrfs", "fuseblk"])

    private func chosen(_ mounts: [(String, String, String)]) -> [String] {
        types.choose(from: mounts.map { Mount(device: $0.0, mountPoint: $0.1, type: $0.2) }).map(\.mountPoint)
    }

    @Test func parsesCapturedFile() throws {
        let types = try parse(Fixture.vm.bytes("proc/filesystems")) { FileSystemTypesParser.parse($0) }
        #expect(types.ofBlockDevices == ["ext3", "ext2", "ext4", "squashfs", "fuseblk", "xfs", "erofs", "btrfs"])
        #expect(parse("") { FileSystemTypesParser.parse($0) }.ofBlockDevices.isEmpty)
    }

    @Test(arguments: [
        ("/dev/sda1", "/", "ext4", true), ("/dev/sda1", "/mnt", "fuseblk", true), ("proc", "/proc", "proc", false),
        ("tmpfs", "/tmp", "tmpfs", false), ("systemd-1", "/mnt", "autofs", false), ("none", "/mnt", "ext4", false),
        ("server:/srv", "/mnt", "nfs4", true), ("//server/srv", "/mnt", "cifs", true), ("tag", "/mnt", "9p", true),
        ("tag", "/mnt", "virtiofs", true), ("u@h:", "/mnt", "fuse.sshfs", true), ("tank/home", "/home", "zfs", true),
        ("overlay", "/", "overlay", true), ("overlay", "/var/lib/docker/x", "overlay", false),
        ("tmpfs", "/", "tmpfs", true), ("none", "/", "tmpfs", true), ("rootfs", "/", "rootfs", false),
        ("gvfsd-fuse", "/run/user/1000/gvfs", "fuse.gvfsd-fuse", false),
    ])
    func thoseThatHoldDataAreShown(device: String, mountPoint: String, type: String, isShown: Bool) {
        #expect(types.include(Mount(device: device, mountPoint: mountPoint, type: type)) == isShown)
    }

    @Test func eachDeviceIsShownOnceAtItsShortestPath() {
        let mounts = chosen([
            ("/dev/sda1", "/var/lib/bind", "ext4"), ("/dev/sda2", "/home", "btrfs"), ("/dev/sda1", "/srv", "ext4"),
            ("/dev/sda1", "/opt", "ext4"), ("/dev/sda2", "/home/alice", "btrfs"),
        ])
        #expect(mounts == ["/home", "/srv"])
    }

    @Test func whatIsMountedOverIsHidden() {
        let mounts = chosen([
            ("rootfs", "/", "rootfs"), ("/dev/sda1", "/", "ext4"), ("/dev/sdb1", "/mnt", "ext4"),
            ("tmpfs", "/mnt", "tmpfs"),
        ])
        #expect(mounts == ["/"])
    }

    @Test func choosesFromCapturedMounts() throws {
        let types = try parse(Fixture.laptop.bytes("proc/filesystems")) { FileSystemTypesParser.parse($0) }
        let mounts = try parse(Fixture.laptop.bytes("proc/self/mounts")) { MountsParser.parse($0) }
        #expect(
            types.choose(from: mounts).map(\.device) == ["/dev/dm-2", "/dev/sda3", "192.168.1.1:/srv/test", "/dev/sda"]
        )
    }
}
