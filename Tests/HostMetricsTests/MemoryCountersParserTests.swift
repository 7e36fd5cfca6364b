import Testing

@testable import HostMetrics

@Suite struct MemoryCountersParserTests {
    private func lines(_ counters: MemoryCounters) -> [String] {
        zip(counters.fields, counters.values).map { "\($0.name) \($1)\($0.isInKibibytes ? " kB" : "")" }
    }

    @Test func readsEveryLineOfTheCapturedFile() throws {
        var parser = MemoryCountersParser()
        let bytes = try Fixture.vm.bytes("proc/meminfo")
        let counters = parse(bytes) { parser.parse($0) }
        #expect(counters.values.count == counters.fields.count)
        #expect(counters.fields.count == bytes.count { $0 == UInt8(ascii: "\n") })
        #expect(lines(counters).contains("MemTotal 24684096 kB"))
        #expect(lines(counters).contains("HugePages_Total 0"))
        #expect(parse(bytes) { parser.parse($0) } == counters)
    }

    @Test func followsLinesThatChange() {
        var parser = MemoryCountersParser()
        for text in [
            "A: 1 kB\nB(c): 2 kB\nD: 3\n", "A: 4 kB\nB(c): 5 kB\nD: 6\n", "A: 1 kB\nD: 3\n", "A: 1\nD: 3 kB\nE: 4\n",
            "", "Total: 1 kB\n",
        ] {
            let expected = text.split(separator: "\n").map { String($0.replacing(":", with: "")) }
            let counters = parse(text) { parser.parse($0) }
            #expect(lines(counters) == expected)
            #expect(counters.fields.count == expected.count)
        }
    }

    @Test(arguments: ["", ":", "A", "A:", "A: x", "A: -1 kB", " A: 1 kB", "A : 1 kB", "\n\n"])
    func leavesOutMalformedLines(text: String) {
        var parser = MemoryCountersParser()
        #expect(lines(parse("\(text)\nB: 2 kB\n") { parser.parse($0) }) == ["B 2 kB"])
    }
}
