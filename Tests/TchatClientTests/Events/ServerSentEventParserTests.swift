import Testing

@testable import TchatClient

@Suite struct ServerSentEventParserTests {
    private typealias Event = ServerSentEvent

    @Test(arguments: [
        ("data: a\n\n", [ServerSentEvent(id: nil, name: "message", data: "a")]),
        ("id: 7\nevent: entry\ndata: {}\n\n", [ServerSentEvent(id: "7", name: "entry", data: "{}")]),
        ("id:7\revent:entry\rdata:a\rdata: b\r\r", [ServerSentEvent(id: "7", name: "entry", data: "a\nb")]),
        (
            "id: 7\r\ndata: a\r\n\r\ndata: b\r\n\r\n",
            [
                ServerSentEvent(id: "7", name: "message", data: "a"),
                ServerSentEvent(id: nil, name: "message", data: "b"),
            ]
        ),
        (":\n\n: still here\n\ndata: é👋\n\n", [ServerSentEvent(id: nil, name: "message", data: "é👋")]),
        ("\u{FEFF}data: a\n\n", [ServerSentEvent(id: nil, name: "message", data: "a")]),
        ("data\n\n", [ServerSentEvent(id: nil, name: "message", data: "")]),
        ("data:  a \n\n", [ServerSentEvent(id: nil, name: "message", data: " a ")]),
        ("event: entry\nid: 3\n\ndata: a\n\n", [ServerSentEvent(id: nil, name: "message", data: "a")]),
        ("id: 1\0\ndata: a\n\n", [ServerSentEvent(id: nil, name: "message", data: "a")]),
        ("retry: 1\nfuture: 2\ndata: a\n\n", [ServerSentEvent(id: nil, name: "message", data: "a")]),
        ("data: without an end", []), ("data: a\n", []), ("", []),
    ])
    func `A stream is read the same wherever it is cut`(text: String, expected: [ServerSentEvent]) throws {
        let bytes = Array(text.utf8)
        for cut in 0...bytes.count {
            var parser = ServerSentEventParser()
            let events = try parser.receive(bytes[..<cut]) + parser.receive(bytes[cut...])
            #expect(events == expected, "cut at \(cut)")
        }
        var parser = ServerSentEventParser()
        #expect(try bytes.flatMap { try parser.receive([$0]) } == expected)
    }

    @Test(arguments: ["data: 0123456789", "0123456789abcdef", "data: 01234\ndata: 56789\n"])
    func `A line or an event without an end is given up`(text: String) {
        var parser = ServerSentEventParser(limitBytes: 10)
        #expect(throws: ServerSentEventParser.TooLong(limitBytes: 10)) { try parser.receive(text.utf8) }
    }
}
