import Testing

@testable import HostMetrics

@Suite struct KernelFileTests {
    @Test(arguments: [0, 1, 3071, 3072, 3073, 16383, 16384, 16385, 100_000, ReadBuffer.maximumSize - 1])
    func readsAllOfAFile(size: Int) throws {
        let tree = try ChangeableTree()
        try tree.write(String(repeating: "x", count: size), to: "proc/file")
        #expect(KernelFile.read("\(tree.roots.proc)/file") { $0.count } == size)
    }

    @Test func aFileTooLargeIsAbsent() throws {
        let tree = try ChangeableTree()
        try tree.write(String(repeating: "x", count: ReadBuffer.maximumSize + 1), to: "proc/file")
        #expect(KernelFile.read("\(tree.roots.proc)/file") { $0.count } == nil)
    }

    @Test func readsAgainFromTheStart() throws {
        let tree = try ChangeableTree()
        var buffer = ReadBuffer()
        var file = KernelFile("\(tree.roots.proc)/file")
        #expect(file.read(into: &buffer) { $0.trimmedString() } == nil)
        // A file that comes later is found, and what is left of a longer one is not seen.
        try tree.write("longer", to: "proc/file")
        #expect(file.read(into: &buffer) { $0.trimmedString() } == "longer")
        try tree.write("short", to: "proc/file")
        #expect(file.read(into: &buffer) { $0.trimmedString() } == "short")
    }

    @Test func aDirectoryIsAbsent() {
        #expect(KernelFile.text("/proc") == nil)
    }
}
