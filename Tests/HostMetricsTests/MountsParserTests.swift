import Testing

@testable import HostMetrics

@Suite struct MountsParserTests {
    private func mounts(_ text: String) -> [Mount] {
        parse(text) { MountsParser.parse($0) }
    }

    @Test func parsesCapturedFile() throws {
        let mounts = try parse(Fixture.laptop.bytes("proc/self/mounts")) { MountsParser.parse($0) }
        #expect(mounts.count == 17)
        #expect(mounts[6] == Mount(device: "/dev/dm-2", mountPoint: "/", type: "ext4"))
        #expect(mounts[15].mountPoint.contains("/mounts/[vsanDatastore] bafb9e5a"))
        #expect(mounts[16].mountPoint.contains("/mounts/[vsanDatastore]\tbafb9e5a"))
    }

    @Test(arguments: [
        (#"\040"#, " "), (#"a\011b\012c\134d\043"#, "a\tb\nc\\d#"), (#"\"#, #"\"#), (#"\04"#, #"\04"#),
        (#"\08x"#, #"\08x"#), (#"\777"#, #"\777"#), (#"\\040"#, #"\ "#), (#"x\04"#, #"x\04"#),
    ])
    func decodesEscapes(escaped: String, expected: String) {
        #expect(mounts("dev /\(escaped) ext4 rw 0 0\n").first?.mountPoint == "/\(expected)")
        #expect(mounts("dev /mnt \(escaped)").first?.type == expected)
    }

    @Test(arguments: ["", "\n", "dev", "dev /mnt", "dev /mnt\n\next4", "   \n"])
    func leavesOutMalformedLines(text: String) {
        #expect(mounts(text).isEmpty)
    }

    @Test(arguments: [
        ("rw,relatime", false), ("ro,relatime", true), ("ro", true), ("rootcontext=x", false), ("rw,ro", false),
    ])
    func readOnlyIsTheFirstOption(options: String, isReadOnly: Bool) {
        #expect(mounts("dev /mnt ext4 \(options) 0 0\n").first?.isReadOnly == isReadOnly)
    }
}
