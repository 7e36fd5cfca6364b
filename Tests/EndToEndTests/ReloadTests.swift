import Glibc
import Testing

/// Reading the configuration again, with and without everyone leaving.
@Suite(.ownThread)
struct ReloadTests {
    @Test func `A reset makes everyone leave and reads the configuration`() throws {
        try Server.run(configuration: "classic-role: admin\n") { server in
            let (resetting, other) = (try server.connect(), try server.connectAndAsk())
            try server.configure("classic-role: guest\n")
            try resetting.send("reset")
            try resetting.expectFarewell()
            try other.expectFarewell()

            let peer = try ClassicPeer(port: try server.process.listeningPort(2))
            #expect(try peer.ask("name") == Machine.nameReply)
            #expect(try peer.ask("kill") == "Commande refusée : kill")
        }
    }

    @Test func `A reset opens the port that the configuration names now`() throws {
        // The port must come from the file, which an option would override.
        let folder = try TemporaryFolder()
        defer { folder.delete() }
        try folder.write("listen: \"127.0.0.1:0\"\nclassic-role: admin\n", to: "config/tchat/tchat.yaml")
        let process = try TchatProcess(["serve"], folder: folder)
        defer { process.end() }
        let before = try process.listeningPort()
        let peer = try ClassicPeer(port: before)

        let reserved = try LoopbackListener(listens: false)
        try folder.write("listen: \"127.0.0.1:\(reserved.port)\"\n", to: "config/tchat/tchat.yaml")
        try peer.send("reset")
        try peer.expectFarewell()
        #expect(try process.listeningPort(2) == reserved.port)
        #expect(try ClassicPeer(port: reserved.port).ask("name") == Machine.nameReply)
    }

    @Test func `A reset with a mistake in the configuration keeps the old one`() throws {
        try Server.run(configuration: "classic-role: admin\n") { server in
            try server.configure("classic-role: king\n")
            let peer = try server.connect()
            try peer.send("reset")
            try peer.expectFarewell()

            let next = try ClassicPeer(port: try server.process.listeningPort(2))
            #expect(try next.ask("name") == Machine.nameReply)
            #expect(server.log.text.contains("'king' is no value for classic-role"))
            try next.send("kill")
            try next.expectFarewell()
            #expect(try server.process.exitStatus() == 0)
        }
    }

    @Test func `A hang-up signal reads the configuration and whoever is connected stays`() throws {
        try Server.run(configuration: "classic-role: guest\n") { server in
            let staying = try server.connectAndAsk()
            try server.configure("classic-role: admin\n")
            server.process.send(signal: SIGHUP)
            try server.log.wait(forText: "Configuration read")

            #expect(try staying.ask("name") == Machine.nameReply)
            let next = try server.connect()
            try next.send("kill")
            try next.expectFarewell()
            try staying.expectFarewell()
            #expect(try server.process.exitStatus() == 0)
        }
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `A signal to end makes everyone leave and is a success`(signal: CInt) throws {
        try Server.run { server in
            let peers = try (0..<5).map { _ in try server.connectAndAsk() }
            // One of them waits for the operator, who will not answer any more.
            try peers[0].send("bonjour")
            try server.waitForMessage("bonjour")
            server.process.send(signal: signal)
            for peer in peers { try peer.expectFarewell() }
            #expect(try server.process.exitStatus() == 0)
        }
    }
}
