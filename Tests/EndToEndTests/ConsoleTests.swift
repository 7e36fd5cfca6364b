import Testing

/// The operator's console in a terminal.
@Suite(.ownThread)
struct ConsoleTests {
    @Test func `A message appears and the typed answer reaches its client exactly`() throws {
        try Console.run { console in
            let peer = try console.server.connect()
            try peer.send("Bonjour, ça va ?")
            try console.wait(for: "127.0.0.1: Bonjour, ça va ?")
            try console.wait(for: "127.0.0.1> ")
            try console.type("Réponse : 100 % sûr ✓ “été”  deux espaces")
            #expect(try peer.receive() == "Réponse : 100 % sûr ✓ “été”  deux espaces")
            try console.wait(for: "you → 127.0.0.1: Réponse : 100 % sûr ✓ “été”  deux espaces")
        }
    }

    @Test func `What was said unasked goes out in front of the next answer and of no measured reply`() throws {
        try Console.run { console in
            let peer = try console.server.connectAndAsk()
            try console.wait(for: "127.0.0.1> ")
            try console.type("Attention")
            try console.wait(for: "you → 127.0.0.1: Attention")
            #expect(try peer.ask("name") == Machine.nameReply)
            try peer.send("Oui ?")
            try console.wait(for: "127.0.0.1: Oui ?")
            try console.type("Voilà")
            #expect(try peer.receive() == "Attention\nVoilà")
        }
    }

    @Test func `A long answer is cut to fit and the rest goes out in front of the next reply`() throws {
        try Console.run { console in
            let peer = try console.server.connect()
            try peer.send("Raconte")
            try console.wait(for: "127.0.0.1: Raconte")
            // An odd number of bytes in front, so that byte 1,024 is in the middle of a character.
            let answer = "x" + String(repeating: "é", count: 700)
            try console.type(answer)
            let head = try peer.receive()
            #expect(head == "x" + String(repeating: "é", count: 511))
            let next = String(repeating: "é", count: 189) + "\n" + Machine.nameReply
            try peer.send("name")
            #expect(try peer.receive(asManyBytesAs: next) == next)
        }
    }

    @Test func `Nothing from the wire acts on the terminal`() throws {
        try Console.run { console in
            let peer = try console.server.connect()
            try peer.send("\u{1B}]0;evil\u{7}\u{1B}[2J\u{9B}2J\u{8}\u{202E}\rende\n")
            try console.wait(for: "␛]0;evil␇␛[2J")
            try console.wait(for: "ende")
            try console.type("Danke")
            #expect(try peer.receive() == "Danke")

            let bytes = console.terminal.output.bytes
            for payload in ["\u{1B}]", "\u{1B}[2J", "\u{9B}", "\u{202E}", "\u{8}\u{202E}"] {
                #expect(!bytes.contains(Array(payload.utf8)), "\(payload.debugDescription) came through")
            }
            #expect(!bytes.contains([0x07]), "the bell came through")
        }
    }

    @Test func `The operator turns from one client to another`() throws {
        try Console.run { console in
            let first = try console.server.connect()
            try first.send("un")
            try console.wait(for: "127.0.0.1: un")
            let second = try console.server.connect(from: "127.0.0.2")
            try second.send("deux")
            try console.wait(for: "127.0.0.2: deux")

            try console.type("/who")
            try console.wait(for: "→ 1   127.0.0.1  connected  waiting: 1")
            try console.wait(for: "  2   127.0.0.2  connected  waiting: 1")

            // The second client's message has not redirected what is typed.
            try console.type("Réponse 1")
            #expect(try first.receive() == "Réponse 1")
            #expect(!second.hasSomethingToReceive)
            try console.type("/to 2")
            try console.wait(for: "127.0.0.2> ")
            try console.type("Réponse 2")
            #expect(try second.receive() == "Réponse 2")
            #expect(!first.hasSomethingToReceive)
        }
    }

    @Test func `Two connections from one address are one person, and each is answered`() throws {
        try Console.run { console in
            let (first, second) = (try console.server.connect(), try console.server.connect())
            try first.send("un")
            try console.wait(for: "127.0.0.1: un")
            try second.send("deux")
            try console.wait(for: "127.0.0.1: deux")
            // An answer goes to the one that has waited longest.
            try console.type("Réponse 1")
            #expect(try first.receive() == "Réponse 1")
            try console.type("Réponse 2")
            #expect(try second.receive() == "Réponse 2")
        }
    }

    @Test func `The prompt names whom an answer goes to, whatever happens meanwhile`() throws {
        try Console.run { console in
            let peers = try ["127.0.0.1", "127.0.0.2"].map { address in
                let peer = try console.server.connectAndAsk(from: address)
                try console.wait(for: "\(address) connected")
                return peer
            }
            for round in 0..<50 {
                // Others come and go just when the operator turns from one to the other.
                let addresses = ["127.0.1.\(round)", "127.0.2.\(round)"]
                let (first, second) = (
                    try console.server.connect(from: addresses[0]), try console.server.connect(from: addresses[1])
                )
                try first.send("un")
                try second.send("deux")
                try console.wait(for: "\(addresses[0]): un")
                try console.wait(for: "\(addresses[1]): deux")
                first.close()
                try console.type("/to 127.0.0.\(round % 2 + 1)")
                second.close()
                for address in addresses { try console.wait(for: "\(address) left") }
                try console.wait(forPrompt: "127.0.0.\(round % 2 + 1)> ")
            }
            withExtendedLifetime(peers) {}
        }
    }

    @Test func `A client stops a server started by hand, which leaves port and terminal as they were`() throws {
        let terminal = try Pty()
        defer { terminal.hangUp() }
        let before = terminal.modes
        try Server.run(in: terminal) { server in
            let (peer, other) = (try server.connect(), try server.connectAndAsk())
            try waitUntil("the console sets the terminal") { terminal.modes != before }
            try peer.send("kill")
            try peer.expectFarewell()
            try other.expectFarewell()
            #expect(try server.process.exitStatus() == 0)
            #expect(terminal.modes == before)
            // Another test's connection may have just that port for a moment.
            try waitUntil("the port is free") { (try? LoopbackListener(port: server.port)) != nil }
        }
    }

    @Test(arguments: ["/quit\r", "\u{3}", "\u{4}\u{4}"])
    func `The operator stops the server`(keys: String) throws {
        let terminal = try Pty()
        defer { terminal.hangUp() }
        let before = terminal.modes
        try Server.run(in: terminal) { server in
            let peer = try server.connectAndAsk()
            try terminal.output.wait(forText: "127.0.0.1 connected")
            try terminal.type(keys)
            try peer.expectFarewell()
            #expect(try server.process.exitStatus() == 0)
            #expect(terminal.modes == before)
        }
    }

    @Test func `The operator resets the server`() throws {
        try Console.run { console in
            let peer = try console.server.connectAndAsk()
            try console.wait(for: "127.0.0.1> ")
            try console.type("/reset")
            try peer.expectFarewell()
            let port = try console.server.process.listeningPort(2)
            #expect(try ClassicPeer(port: port).ask("name") == Machine.nameReply)
        }
    }

    @Test func `A closed terminal stops the server`() throws {
        try Console.run { console in
            let peer = try console.server.connectAndAsk()
            try console.wait(for: "127.0.0.1> ")
            console.terminal.hangUp()
            try peer.expectFarewell()
            #expect(try console.server.process.exitStatus() == 0)
        }
    }
}
