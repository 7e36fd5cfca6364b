import Testing

/// Several consoles of one server: its own, and those of `tchat console`.
@Suite(.ownThread)
struct ConsolesTests {
    @Test func `Both show what is said, and an answer of either reaches the client`() throws {
        try Console.run { first in
            try first.wait(forPrompt: "nobody> ")
            try Console.runAnother(of: first.server) { second, _ in
                try second.wait(forPrompt: "nobody> ")
                let peer = try first.server.connect()
                try peer.send("Bonjour")
                try first.wait(for: "127.0.0.1: Bonjour")
                try second.wait(for: "127.0.0.1: Bonjour")
                try second.type("Ici la seconde")
                #expect(try peer.receive() == "Ici la seconde")
                try first.wait(for: "→ 127.0.0.1: Ici la seconde")
                try peer.send("Et la première ?")
                try second.wait(for: "127.0.0.1: Et la première ?")
                try first.wait(for: "127.0.0.1: Et la première ?")
                try first.type("Aussi")
                #expect(try peer.receive() == "Aussi")
                try second.wait(for: "→ 127.0.0.1: Aussi")
            }
        }
    }

    @Test func `A console that leaves ends alone`() throws {
        try Server.run { server in
            let peer = try server.connectAndAsk()
            try Console.runAnother(of: server) { console, process in
                try console.wait(forPrompt: "127.0.0.1> ")
                try console.terminal.type("\u{4}")
                #expect(try process.exitStatus() == 0)
            }
            #expect(try peer.ask("name") == Machine.nameReply)
        }
    }

    @Test func `A console goes on when its server comes back`() throws {
        let folder = try TemporaryFolder()
        defer { folder.delete() }
        try Server.run(folder: folder) { server in
            try Console.runAnother(of: server) { console, _ in
                try console.wait(forPrompt: "nobody> ")
                server.process.end()
                try console.wait(for: "The server is not there")
                try Server.run(folder: folder) { server in
                    try console.wait(for: "The server is there again")
                    let peer = try server.connect()
                    try peer.send("Toujours là ?")
                    try console.wait(for: "127.0.0.1: Toujours là ?")
                    try console.type("Oui")
                    #expect(try peer.receive() == "Oui")
                }
            }
        }
    }

    @Test func `Without a server a console says so`() throws {
        let run = try TchatProcess.finished(["console"])
        #expect(run.status == 69)
        expectOneSentence(run.error, mentioning: "tchat serve")
    }
}
