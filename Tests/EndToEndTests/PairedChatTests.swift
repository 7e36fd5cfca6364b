import Testing

/// Two accounts, each with a home of its own, that pair and talk.
@Suite(.ownThread)
struct PairedChatTests {
    @Test func `A person is let in by a code, asks, talks, and is shut out`() throws {
        try Console.run { console in
            let server = console.server
            let client = try Client(pairedWith: server)
            defer { client.end() }

            let hosts = try client.run("hosts")
            #expect(hosts.output.contains("lab") && hosts.output.contains("member"), "\(hosts)")
            let name = try client.run("ask", "lab", "name")
            #expect(name.output.contains(Machine.name), "\(name)")

            #expect(try client.run("say", "lab", "Bonjour", "d'ici").status == 0)
            try console.wait(for: "alice: Bonjour d'ici")
            try console.type("Bonjour !")
            try console.wait(for: "you → alice: Bonjour !")
            #expect(try server.messages(of: "alice") == ["Bonjour d'ici", "Bonjour !"])

            let removed = try TchatProcess.finished(["people", "remove", "alice", "--yes"], in: server.folder)
            #expect(removed.status == 0, "\(removed)")
            let refused = try client.run("ask", "lab", "name")
            #expect(refused.status == 77, "\(refused)")
            expectOneSentence(refused.error)
            #expect(try server.messages(of: "alice").count == 2, "what was said stays")
        }
    }

    @Test func `A code works once, and not when it is wrong`() throws {
        try Server.run { server in
            let folder = try TemporaryFolder()
            defer { folder.delete() }
            let address = "127.0.0.1:\(server.port)"
            let code = try Client.code(for: "alice", on: server)
            let wrong = try TchatProcess.finished(["connect", address, "--code", "0000-0000-0000"], in: folder)
            #expect(wrong.status == 77, "\(wrong)")
            expectOneSentence(wrong.error)
            #expect(try TchatProcess.finished(["connect", address, "--code", code], in: folder).status == 0)
            let again = try TchatProcess.finished(["connect", address, "--code", code], in: folder)
            #expect(again.status == 77, "\(again)")
        }
    }

    @Test func `A chat goes on through the server's restart, with what was said meanwhile`() throws {
        let folder = try TemporaryFolder()
        defer { folder.delete() }
        let reserved = try LoopbackListener(listens: false)
        let terminal = try Pty()
        defer { terminal.hangUp() }
        let client = try Server.run(folder: folder, port: reserved.port) { try Client(pairedWith: $0) }
        defer { client.end() }
        try Console.run(folder: folder, port: reserved.port) { first in
            try TchatProcess.run(["chat", "lab"], input: .terminal(terminal), in: client.folder) { chat in
                try terminal.wait(for: "alice@lab> ")
                try terminal.type("Avant\r")
                try first.wait(for: "alice: Avant")
                try first.type("Reçu")
                try terminal.wait(for: ": Reçu")
                first.server.process.end()
                try terminal.type("Pendant 1\r")
                try terminal.wait(for: "you: Pendant 1")
                try terminal.type("Pendant 2\r")
                try terminal.wait(for: "you: Pendant 2")
                try Console.run(folder: folder, port: reserved.port) { second in
                    try second.wait(for: "alice: Pendant 2")
                    try second.type("Les deux sont là")
                    try terminal.wait(for: ": Les deux sont là")
                    #expect(
                        try second.server.messages(of: "alice")
                            == ["Avant", "Reçu", "Pendant 1", "Pendant 2", "Les deux sont là"]
                    )
                    try terminal.type("\u{4}")
                    #expect(try chat.exitStatus() == 0)
                    try second.wait(for: "alice left")
                }
            }
        }
    }

    @Test func `What is said to a host that is away is kept and delivered once`() throws {
        let folder = try TemporaryFolder()
        defer { folder.delete() }
        let reserved = try LoopbackListener(listens: false)
        let client = try Server.run(folder: folder, port: reserved.port) { try Client(pairedWith: $0) }
        defer { client.end() }
        for number in 1...3 {
            let run = try client.run("say", "lab", "Message \(number)")
            #expect(run.status == 0)
            expectOneSentence(run.error, mentioning: "Kept on this computer")
        }
        try Server.run(folder: folder, port: reserved.port) { server in
            let run = try client.run("say", "lab", "Message 4")
            #expect(run.error == "")
            let messages = try server.messages(of: "alice")
            #expect(messages == (1...4).map { "Message \($0)" })
        }
    }

    @Test func `A chat in a pipe prints the answers and ends`() throws {
        try Console.run { console in
            let client = try Client(pairedWith: console.server)
            defer { client.end() }
            let arguments = ["chat", "lab", "--wait", "\(Deadline.seconds)"]
            try TchatProcess.run(arguments, input: .text("Ça va ?\nname\n"), in: client.folder) { chat in
                try console.wait(for: "alice: Ça va ?")
                try console.type("Très bien")
                #expect(try chat.exitStatus() == 0)
                let output = try chat.standardOutput.whole()
                #expect(output.contains("Très bien") && output.contains(Machine.name), "\(output)")
            }
        }
    }

    @Test func `A pipe that begins while the host is away prints nothing of what was said before`() throws {
        let folder = try TemporaryFolder()
        defer { folder.delete() }
        let reserved = try LoopbackListener(listens: false)
        let client = try Server.run(folder: folder, port: reserved.port) { server in
            let client = try Client(pairedWith: server)
            #expect(try client.run("say", "lab", "Avant").status == 0)
            return client
        }
        defer { client.end() }
        let arguments = ["chat", "lab", "--timeout", "\(Deadline.seconds)"]
        try TchatProcess.run(arguments, input: .text("Après\nname\n"), in: client.folder) { chat in
            try Server.run(folder: folder, port: reserved.port) { server in
                #expect(try chat.exitStatus() == 0)
                let output = try chat.standardOutput.whole()
                #expect(output.contains("Après") && output.contains(Machine.name), "\(output)")
                #expect(!output.contains("Avant"), "\(output)")
                #expect(try server.messages(of: "alice") == ["Avant", "Après"])
            }
        }
    }

    @Test func `Whoever is shut out hears nothing more in an open chat`() throws {
        try Console.run { console in
            let client = try Client(pairedWith: console.server)
            defer { client.end() }
            let terminal = try Pty()
            defer { terminal.hangUp() }
            try TchatProcess.run(["chat", "lab"], input: .terminal(terminal), in: client.folder) { chat in
                try terminal.type("Bonjour\r")
                try console.wait(for: "alice: Bonjour")
                let removed = try TchatProcess.finished(
                    ["people", "remove", "alice", "--yes"],
                    in: console.server.folder
                )
                #expect(removed.status == 0, "\(removed)")
                try console.wait(for: "alice left")
                try console.type("Tu entends ?")
                try console.wait(for: "you → alice: Tu entends ?")
                try terminal.type("\u{4}")
                #expect(try chat.exitStatus() == 0)
                #expect(!terminal.shown.contains("Tu entends ?"))
            }
        }
    }

    @Test func `Another server behind the address gets nothing`() throws {
        let reserved = try LoopbackListener(listens: false)
        let client = try Server.run(port: reserved.port) { try Client(pairedWith: $0) }
        defer { client.end() }
        try Server.run(port: reserved.port) { server in
            let run = try client.run("ask", "lab", "name")
            #expect(run.status == 76, "\(run)")
            expectOneSentence(run.error)
        }
    }
}

/// A person's account with `lab` as its paired host.
private struct Client {
    let folder: TemporaryFolder

    init(pairedWith server: Server) throws {
        folder = try TemporaryFolder()
        let code = try Self.code(for: "alice", on: server)
        let run = try run("connect", "127.0.0.1:\(server.port)", "--code", code, "--alias", "lab")
        #expect(run.status == 0, "\(run.error)")
        #expect(run.output.contains("alice"), "\(run.output)")
    }

    func end() { folder.delete() }

    /// Runs the binary in this account to its end.
    func run(_ arguments: String...) throws -> (status: CInt, output: String, error: String) {
        try TchatProcess.finished(arguments, in: folder)
    }

    /// Has a code made on the server's machine.
    static func code(for name: String, on server: Server) throws -> String {
        let run = try TchatProcess.finished(["pair", "--name", name, "--role", "member"], in: server.folder)
        #expect(run.status == 0, "\(run.error)")
        let code = run.output.firstMatch(of: /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/)
        return String(try #require(code, "\(run.output)").0)
    }
}
