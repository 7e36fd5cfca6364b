import Testing

/// The exchange of the original client with its server, to the byte.
@Suite(.ownThread)
struct ClassicExchangeTests {
    @Test func `The system and the name are those of uname`() throws {
        try Server.run { server in
            let peer = try server.connect()
            #expect(try peer.ask("os") == Machine.osReply)
            #expect(try peer.ask("name") == Machine.nameReply)
        }
    }

    @Test func `The processor's load has one decimal`() throws {
        try Server.run { server in
            let reply = try server.connect().ask("cpu")
            #expect(reply.wholeMatch(of: /cpu pourcentage : [0-9]+\.[0-9]%/) != nil, "\(reply)")
        }
    }

    @Test func `The memory is three lines of numbers as Python prints them`() throws {
        try Server.run { server in
            let reply = try server.connect().ask("ram")
            let lines = reply.split(separator: "\n", omittingEmptySubsequences: false)
            try #require(lines.count == 3, "\(reply)")
            let total = try Machine.totalMemory()
            #expect(lines[0] == "RAM totale : \(total)GB")
            // At least one decimal, at most two, and no zero at the end but that of `16.0`.
            let used = lines[1].wholeMatch(of: /RAM utilisée : (?:0|[1-9][0-9]*)\.(?:[0-9]|[0-9][1-9])GB/)
            let free = lines[2].wholeMatch(of: /RAM libre : (?:0|[1-9][0-9]*)\.(?:[0-9]|[0-9][1-9])GB/)
            #expect(used != nil, "\(reply)")
            #expect(free != nil, "\(reply)")
        }
    }

    @Test func `Several lines in one write are answered in order`() throws {
        try Server.run { server in
            let peer = try server.connect()
            let replies = [Machine.osReply, Machine.nameReply, Machine.osReply, Machine.nameReply].joined()
            try peer.send("os\nname\r\nos\r\nname\n")
            #expect(try peer.receive(asManyBytesAs: replies) == replies)
        }
    }

    @Test func `One client leaves and the others are served on`() throws {
        try Server.run { server in
            let (leaving, staying) = (try server.connectAndAsk(), try server.connectAndAsk())
            try leaving.send("disconnect")
            try leaving.expectFarewell()
            #expect(try staying.ask("name") == Machine.nameReply)
            #expect(try server.connect().ask("name") == Machine.nameReply)
        }
    }

    @Test func `A client that finishes sending still gets what it asked`() throws {
        try Server.run { server in
            let peer = try server.connect()
            // As `printf 'name\nos' | nc -N` does it.
            try peer.send("name\nos")
            peer.finishSending()
            let replies = Machine.nameReply + Machine.osReply
            #expect(try peer.receive(asManyBytesAs: replies) == replies)
            try peer.expectEnd()
        }
    }

    @Test func `Three hundred clients are answered while a message waits for the operator`() throws {
        try Server.run { server in
            let waiting = try server.connect()
            try waiting.send("Il y a quelqu'un ?")
            try server.waitForMessage("Il y a quelqu'un ?")

            let peers = try (0..<300).map { _ in try server.connect() }
            for peer in peers { try peer.send("name") }
            for peer in peers { #expect(try peer.receive() == Machine.nameReply) }
            #expect(!waiting.hasSomethingToReceive, "nobody has answered")
        }
    }
}
