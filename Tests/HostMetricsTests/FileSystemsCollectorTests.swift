import Synchronization
import TchatModel
import Testing

@testable import HostMetrics

@Suite struct FileSystemsCollectorTests {
    private static let space = FileSystemStatistics(blockSize: 1, blocks: 100, freeBlocks: 40, availableBlocks: 30)

    @Test func aHungMountDelaysNothing() async throws {
        let gate = Gate()
        defer { gate.open() }
        let reader = HostReader(
            roots: Fixture.laptop.roots,
            fileSystemStatistics: { mountPoint in
                if mountPoint == "/mnt/nfs/test" { gate.pass() }
                return Self.space
            }
        )
        let others = await eventually {
            let sample = reader.sample()
            // All but file systems are there while one of those hangs.
            guard sample.temperatures != nil, sample.users != nil, sample.batteries != nil, gate.arrivals > 0 else {
                return [String]?.none
            }
            let shown = sample.fileSystems?.value.map(\.device)
            return shown?.count == 3 ? shown : nil
        }
        #expect(others == ["/dev/dm-2", "/dev/sda3", "/dev/sda"])
        #expect(reader.sample().load != nil)
        #expect(gate.arrivals == 1)

        gate.open()
        let all = await eventually {
            let usages = reader.sample().fileSystems?.value
            return usages?.count == 4 ? usages : nil
        }
        let ofServer = FileSystemUsage(
            mountPoint: "/mnt/nfs/test",
            device: "192.168.1.1:/srv/test",
            type: "nfs4",
            totalBytes: 100,
            usedBytes: 60,
            freeBytes: 30
        )
        #expect(all?[2] == ofServer)
    }

    @Test func anOldResultIsDropped() async throws {
        let collector = FileSystemsCollector(roots: Fixture.laptop.roots) { _ in Self.space }
        let shown = await eventually { collector.poll(at: .now) }
        let measured = try #require(shown)
        #expect(collector.poll(at: measured.at.advanced(by: .seconds(3600))) == nil)
    }

    @Test func atMost64Hang() async throws {
        let tree = try ChangeableTree()
        let mounts = (0..<100).map { "/dev/disk\($0) /mnt/\($0) ext4 rw 0 0\n" }
        try tree.write(mounts.joined(), to: "proc/self/mounts")
        try tree.write("\text4\n", to: "proc/filesystems")
        let gate = Gate()
        defer { gate.open() }
        let collector = FileSystemsCollector(roots: tree.roots) { _ in
            gate.pass()
            return Self.space
        }
        let start = ContinuousClock.now
        let hung = await eventually { () -> Int? in
            _ = collector.poll(at: start)
            return gate.arrivals >= 64 ? gate.arrivals : nil
        }
        #expect(hung == 64)

        // Nor do mounts that come in the place of those that hang get threads of their own.
        try tree.write(mounts.map { $0.replacing("/mnt/", with: "/new/") }.joined(), to: "proc/self/mounts")
        _ = collector.poll(at: start.advanced(by: .seconds(10)))
        #expect(collector.poll(at: start.advanced(by: .seconds(11))) == nil)
        #expect(gate.arrivals == 64)
    }

    @Test func withoutMountsThereIsNothing() async throws {
        let collector = FileSystemsCollector(roots: Fixture.pi.roots) { _ in Self.space }
        #expect(collector.poll(at: .now) == nil)
    }

    @Test func everyCountedMountHasItsStatistics() async throws {
        let tree = try ChangeableTree()
        try tree.write(
            """
            /dev/sda1 / ext4 rw,relatime 0 0
            tmpfs /run tmpfs rw 0 0
            /dev/sda1 /snapshot ext4 ro,relatime 0 0
            /dev/sdb1 /broken xfs rw 0 0
            proc /proc proc rw 0 0

            """,
            to: "proc/self/mounts"
        )
        try tree.write("\text4\n", to: "proc/filesystems")
        let asked = Mutex<[String]>([])
        let collector = FileSystemsCollector(roots: tree.roots) { mountPoint in
            asked.withLock { $0.append(mountPoint) }
            return mountPoint == "/broken" ? nil : Self.space
        }
        let found = await eventually {
            let counters = collector.counters(at: .now)
            return counters.count == 4 ? counters : nil
        }
        let counters = try #require(found)
        #expect(counters.map(\.mountPoint) == ["/", "/run", "/snapshot", "/broken"])
        #expect(counters.map(\.isReadOnly) == [false, false, true, false])
        #expect(counters.map(\.statistics) == [Self.space, Self.space, Self.space, nil])
        // A device is asked once, wherever it is mounted.
        #expect(asked.withLock { Set($0) } == ["/", "/broken", "/run"])
    }

    @Test func aHungMountIsLeftOutUntilItIsLate() async throws {
        let tree = try ChangeableTree()
        try tree.write("server:/a /mnt/a nfs4 rw 0 0\ntmpfs /run tmpfs rw 0 0\n", to: "proc/self/mounts")
        let gate = Gate()
        defer { gate.open() }
        let collector = FileSystemsCollector(roots: tree.roots) { mountPoint in
            if mountPoint != "/run" { gate.pass() }
            return Self.space
        }
        let first = await eventually {
            let counters = collector.counters(at: .now)
            return counters.isEmpty ? nil : counters
        }
        #expect(first?.map(\.mountPoint) == ["/run"])
        #expect(!FileSystemsCollector.isLate(.seconds(30)))
        #expect(FileSystemsCollector.isLate(.milliseconds(30_001)))
    }

    @Test func onlyASampleIsMeasuredUntilCountersAreAskedFor() async throws {
        let tree = try ChangeableTree()
        try tree.write("/dev/sda1 / ext4 rw 0 0\ntmpfs /run tmpfs rw 0 0\n", to: "proc/self/mounts")
        try tree.write("\text4\n", to: "proc/filesystems")
        let asked = Mutex<[String]>([])
        let collector = FileSystemsCollector(roots: tree.roots) { mountPoint in
            asked.withLock { $0.append(mountPoint) }
            return Self.space
        }
        _ = await eventually { collector.poll(at: .now) }
        #expect(asked.withLock { Set($0) } == ["/"])
    }
}
