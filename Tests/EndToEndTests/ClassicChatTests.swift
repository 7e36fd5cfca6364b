import Testing

/// `tchat chat --classic` against real servers.
@Suite(.ownThread)
struct ClassicChatTests {
    @Test func `Each line of a pipe is sent and its reply printed`() throws {
        try Server.run { server in
            let run = try TchatProcess.finished(
                ["chat", "--classic", "127.0.0.1:\(server.port)"],
                input: .text("name\nos\n")
            )
            #expect(run.status == 0)
            #expect(run.output == "\(Machine.nameReply)\n\(Machine.osReply)\n")
            #expect(run.error == "")
        }
    }

    @Test func `The operator answers a line and the client leaves`() throws {
        try Console.run { console in
            let arguments = ["chat", "--classic", "127.0.0.1:\(console.server.port)"]
            let input = ProcessInput.text("Ça va ?\nname\ndisconnect\nnever sent\n")
            try TchatProcess.run(arguments, input: input) { chat in
                try console.wait(for: "127.0.0.1: Ça va ?")
                try console.type("Très bien, merci !")
                #expect(try chat.exitStatus() == 0)
                #expect(try chat.standardOutput.whole() == "Très bien, merci !\n\(Machine.nameReply)\nkill\n")
                #expect(try chat.standardError.whole() == "")
                try console.wait(for: "127.0.0.1 left")
            }
        }
    }

    @Test func `Two terminals talk`() throws {
        try Console.run { console in
            let terminal = try Pty()
            defer { terminal.hangUp() }
            let before = terminal.modes
            let arguments = ["chat", "--classic", "127.0.0.1:\(console.server.port)"]
            try TchatProcess.run(arguments, input: .terminal(terminal)) { chat in
                try terminal.output.wait(forText: "Connected to")
                try terminal.output.wait(forText: "> ")
                try terminal.type("Bonjour\r")
                try console.wait(for: "127.0.0.1: Bonjour")
                try console.type("Bonsoir")
                try terminal.output.wait(forText: "Bonsoir")
                // Control-D on an empty line leaves.
                try terminal.type("\u{4}")
                #expect(try chat.exitStatus() == 0)
                #expect(terminal.modes == before)
                try console.wait(for: "127.0.0.1 left")
            }
        }
    }

    @Test func `What the operator says can't act on the client's terminal or pipe`() throws {
        let listener = try LoopbackListener()
        let input = ProcessInput.text("bonjour\n")
        try TchatProcess.run(["chat", "--classic", "127.0.0.1:\(listener.port)"], input: input) { chat in
            try listener.answerOne(with: "Nom du pc : vm", "\u{1B}]0;evil\u{7}\u{1B}[2Jhello")
            #expect(try chat.exitStatus() == 0)
            #expect(try chat.standardOutput.whole() == "␛]0;evil␇␛[2Jhello\n")
        }
    }

    @Test func `A server that stops ends the chat with a sentence`() throws {
        try Server.run { server in
            let arguments = ["chat", "--classic", "127.0.0.1:\(server.port)"]
            try TchatProcess.run(arguments, input: .text("bonjour\nname\n")) { chat in
                try server.waitForMessage("bonjour")
                server.process.end()
                #expect(try chat.exitStatus() == 75)
                expectOneSentence(try chat.standardError.whole(), mentioning: "127.0.0.1:\(server.port)")
                #expect(try chat.standardOutput.whole() == "")
            }
        }
    }

    @Test func `Nobody listens`() throws {
        let reserved = try LoopbackListener(listens: false)
        let run = try TchatProcess.finished(
            ["chat", "--classic", "127.0.0.1:\(reserved.port)"],
            input: .text("bonjour\n")
        )
        #expect(run.status == 69)
        #expect(run.output == "")
        expectOneSentence(run.error, mentioning: "127.0.0.1:\(reserved.port)")
    }

    @Test func `Something else on the port is no conversation`() throws {
        let listener = try LoopbackListener()
        try TchatProcess.run(["chat", "--classic", "127.0.0.1:\(listener.port)"], input: .text("bonjour\n")) { chat in
            try listener.answerOne(with: "HTTP/1.1 400 Bad Request\r\n\r\n")
            #expect(try chat.exitStatus() == 76)
            expectOneSentence(try chat.standardError.whole(), mentioning: "127.0.0.1:\(listener.port)")
        }
    }
}
