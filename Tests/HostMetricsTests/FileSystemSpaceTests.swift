import Testing

@testable import HostMetrics

@Suite struct FileSystemSpaceTests {
    @Test func countsBlocksInBytes() {
        let space = FileSystemSpace(blockSize: 4096, blocks: 100, freeBlocks: 40, availableBlocks: 35)
        #expect(space == FileSystemSpace(totalBytes: 409_600, usedBytes: 245_760, freeBytes: 143_360))
    }

    @Test(
        arguments: [
            (4096, 0, 0, 0), (0, 100, 10, 10), (4096, UInt.max, 0, 0), (2, 1 << 62, 0, 0), (4096, 100, 101, 0),
            (4096, 100, 50, UInt.max),
        ] as [(UInt, UInt, UInt, UInt)]
    )
    func isAbsentWithoutBlocksOrSense(blockSize: UInt, blocks: UInt, free: UInt, available: UInt) {
        let space = FileSystemSpace(blockSize: blockSize, blocks: blocks, freeBlocks: free, availableBlocks: available)
        #expect(space == nil)
    }

    @Test func liveRootHasSpaceAndAMissingPathNone() throws {
        let root = try #require(FileSystemStatistics.live("/").flatMap { FileSystemSpace($0) })
        #expect(root.totalBytes > 0)
        #expect(FileSystemStatistics.live("/no such path") == nil)
    }
}
