import Testing

@testable import HostMetrics

@Suite struct CountedMountsTests {
    @Test(arguments: [
        ("/", "ext4", true), ("/run", "tmpfs", true), ("/dev", "tmpfs", false), ("/dev/shm", "tmpfs", false),
        ("/device", "ext4", true), ("/sys/fs/x", "tmpfs", false), ("/proc", "ext4", false), ("/mnt/a", "nfs4", true),
        ("/", "overlay", false), ("/snap/core/1", "squashfs", false), ("/run/credentials", "ramfs", true),
        ("/run/credentials/a.service", "ramfs", false), ("/var/lib/docker", "ext4", true),
        ("/var/lib/docker/overlay2/a/merged", "ext4", false), ("/var/lib/dockers", "ext4", true),
        ("/var/lib/containers/storage/overlay", "ext4", false), ("/cg", "cgroup2", false),
    ])
    func areThoseOfNodeExporter(mountPoint: String, type: String, isIncluded: Bool) {
        #expect(CountedMounts.include(Mount(device: "d", mountPoint: mountPoint, type: type)) == isIncluded)
    }

    @Test func theSameAtTheSamePlaceCountsOnce() {
        let mounts = [("a", "/x"), ("a", "/x"), ("b", "/x"), ("a", "/y")].map {
            Mount(device: $0.0, mountPoint: $0.1, type: "tmpfs")
        }
        #expect(CountedMounts.choose(from: mounts) == [mounts[0], mounts[2], mounts[3]])
    }
}
