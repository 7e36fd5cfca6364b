import Testing

@testable import HostMetrics

@Suite struct DiskCountersParserTests {
    @Test func parsesAllFormsOfLines() throws {
        let disks = try parse(Fixture.laptop.bytes("proc/diskstats")) { DiskCountersParser.parse($0) }
        #expect(disks.names == ["sda", "dm-0", "mmcblk0", "mmcblk0p1", "nvme0n1", "sdb", "sdc"])
        func row(_ row: Int) -> [UInt64] { (0..<disks.columnCount).compactMap { disks[row, $0] } }
        #expect(row(0).count == 11)
        #expect(row(5).count == 15)
        #expect(
            row(6) == [
                126552, 141, 1_657_779, 14, 11822, 1895, 172905, 1007, 0, 10730, 17070, 18851, 0, 125_173_784, 11130,
                1555, 1944,
            ]
        )
        #expect(disks[6, DiskColumn.flushMilliseconds.rawValue] == 1944)
    }

    @Test(arguments: ["", "\n\n", "8 0", "8 0 sda", "8 0 sda 1 2 3 4 5 6 7 8 9 10", "8 0 sda 1 2 3 4 5 6 7 8 9 10 x"])
    func leavesOutMalformedLines(text: String) {
        #expect(parse(text) { DiskCountersParser.parse($0).rowCount } == 0)
    }

    @Test(arguments: [
        ("sda", false), ("sda1", true), ("sda12", true), ("sdaa1", false), ("hdb2", true), ("vdc3", true),
        ("xvda1", true), ("xvda", false), ("sd1", false), ("nvme0n1", false), ("nvme0n1p1", true),
        ("nvme10n12p34", true), ("nvme0n1p", false), ("mmcblk0p1", false), ("ram0", true), ("ram", false),
        ("loop7", true), ("loop", false), ("zram0", false), ("fd0", true), ("dm-0", false), ("md127", false),
        ("sr0", false), ("1", false), ("xsda1", false), ("sdA1", false), ("nvmen1p1", false), ("", false),
    ])
    func exclusion(name: String, isExcluded: Bool) {
        #expect(parse(name) { DiskCountersParser.isExcluded($0) } == isExcluded)
    }
}
