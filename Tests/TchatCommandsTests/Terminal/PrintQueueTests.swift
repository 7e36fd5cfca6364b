import Testing

@testable import TchatCommands

@Suite struct PrintQueueTests {
    @Test(arguments: [
        ("one", ["one"]),
        ("one\n", ["one"]),
        ("one\ntwo", ["one", "two"]),
        ("one\r\ntwo", ["one\r", "two"]),
        ("\n", [""]),
        ("", [""]),
        ("a\n\nb\n\n", ["a", "", "b", ""]),
    ])
    func splitsTextIntoLines(text: String, lines: [String]) {
        var queue = PrintQueue(limit: 10)
        queue.append(text)
        #expect(queue.drain() == lines)
        #expect(queue.isEmpty)
    }

    @Test func dropsTheOldestLinesAndSaysSo() {
        var queue = PrintQueue(limit: 3)
        for number in 1...10 { queue.append("\(number)") }
        #expect(queue.drain() == ["(7 lines not shown)", "8", "9", "10"])
        queue.append("11")
        #expect(queue.drain() == ["11"])
    }

    @Test func countsOneDroppedLine() {
        var queue = PrintQueue(limit: 2)
        queue.append("1\n2\n3")
        #expect(queue.drain() == ["(1 line not shown)", "2", "3"])
    }

    @Test func isEmptyOnceDrained() {
        var queue = PrintQueue(limit: 2)
        #expect(queue.isEmpty)
        queue.append("text")
        #expect(!queue.isEmpty)
        #expect(queue.drain() == ["text"])
        #expect(queue.drain() == [])
    }

    @Test func `Long lines are bounded by their bytes`() {
        var queue = PrintQueue(limit: 1000)
        let line = String(repeating: "x", count: 1 << 20)
        for _ in 0..<10 { queue.append(line) }
        #expect(queue.drain() == ["(6 lines not shown)", line, line, line, line])
        queue.append(line)
        #expect(queue.drain() == [line])
    }
}
