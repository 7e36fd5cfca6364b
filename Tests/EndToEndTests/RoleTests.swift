import Testing

/// What classic clients may do where nobody sits at a console.
@Suite(.ownThread)
struct RoleTests {
    @Test(arguments: ["kill", "reset"])
    func `A client may not control a server that was not started by hand`(word: String) throws {
        try Server.run { server in
            let (peer, other) = (try server.connectAndAsk(), try server.connectAndAsk())
            #expect(try peer.ask(word) == "Commande refusée : \(word)")
            #expect(try peer.ask("name") == Machine.nameReply)
            #expect(try other.ask("name") == Machine.nameReply)
        }
    }

    @Test func `An admin stops the server`() throws {
        try Server.run(["--classic-role", "admin"]) { server in
            let (peer, other) = (try server.connect(), try server.connectAndAsk())
            try peer.send("kill")
            try peer.expectFarewell()
            try other.expectFarewell()
            #expect(try server.process.exitStatus() == 0)
        }
    }

    @Test func `A guest only asks`() throws {
        try Server.run(["--classic-role", "guest"]) { server in
            let peer = try server.connect()
            #expect(try peer.ask("bonjour") == "Message refusé")
            #expect(try peer.ask("kill") == "Commande refusée : kill")
            #expect(try peer.ask("name") == Machine.nameReply)
            try peer.send("disconnect")
            try peer.expectFarewell()
        }
    }

    @Test func `Where the classic protocol is off nobody is answered`() throws {
        try Server.run(["--classic", "off"]) { server in
            let peer = try server.connect()
            try peer.send("name")
            try peer.expectEnd()
        }
    }

    @Test func `The environment counts more than the file and an option more than both`() throws {
        let environment = ["TCHAT_CLASSIC_ROLE": "admin"]
        try Server.run(configuration: "classic-role: guest\n", environment: environment) { server in
            let reply = try server.connect().ask("kill")
            #expect(reply == "kill")
        }
        let arguments = ["--classic-role", "guest"]
        try Server.run(arguments, configuration: "classic-role: admin\n", environment: environment) { server in
            let reply = try server.connect().ask("kill")
            #expect(reply == "Commande refusée : kill")
        }
    }
}
