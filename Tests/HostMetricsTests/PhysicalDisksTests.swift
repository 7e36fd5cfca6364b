import Testing

@testable import HostMetrics

@Suite struct PhysicalDisksTests {
    @Test func areWholeDevicesThatAreNotVirtual() throws {
        let tree = try ChangeableTree(copyOf: .laptop)
        try tree.write("1\n", to: "sys/block/nvme0c0n1/hidden")
        try tree.write("live\n", to: "sys/block/nvme0c0n1/device/state")
        try tree.write("x\n", to: "sys/block/cciss!c0d0/device/vendor")
        var disks = PhysicalDisks(directory: "\(tree.roots.sys)/block")
        let names = [
            "ram0", "loop0", "sda", "sda1", "dm-0", "mmcblk0", "nvme0n1", "nvme0n1p1", "nvme0c0n1", "cciss/c0d0",
        ]
        let physical = ["sda", "mmcblk0", "nvme0n1", "cciss/c0d0"]
        #expect(names.filter { parse($0) { disks.contains($0) } } == physical)
        // The second time from memory, in another order too.
        #expect(names.filter { parse($0) { disks.contains($0) } } == physical)
        #expect(names.reversed().filter { parse($0) { disks.contains($0) } } == physical.reversed())
    }
}
