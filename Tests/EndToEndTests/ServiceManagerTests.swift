import Glibc
import Testing

/// The server as a service of systemd, whose part the tests play.
@Suite(.ownThread)
struct ServiceManagerTests {
    @Test func `The manager hears when the server is ready, reads again and stops`() throws {
        let folder = try TemporaryFolder()
        defer { folder.delete() }
        let socket = try NotifySocket(in: folder)
        try Server.run(environment: ["NOTIFY_SOCKET": socket.path]) { server in
            #expect(try socket.next() == "READY=1")
            #expect(try server.connect().ask("name") == Machine.nameReply)

            server.process.send(signal: SIGHUP)
            let reloading = try socket.next()
            #expect(reloading.wholeMatch(of: /RELOADING=1\nMONOTONIC_USEC=[0-9]+/) != nil, "\(reloading)")
            #expect(try socket.next() == "READY=1")

            server.process.send(signal: SIGTERM)
            #expect(try socket.next() == "STOPPING=1")
            #expect(try server.process.exitStatus() == 0)
        }
    }

    @Test func `The server answers on the socket it is handed, also after a reset`() throws {
        let listener = try LoopbackListener()
        // Waits in the socket already before there is a server, which is what the hand-over is for.
        let early = try ClassicPeer(port: listener.port)
        try early.send("name")
        try Server.run(["--classic-role", "admin"], inheriting: listener) { server in
            #expect(server.port == listener.port)
            #expect(try early.receive() == Machine.nameReply)

            let peer = try server.connect()
            try peer.send("reset")
            try peer.expectFarewell()
            try early.expectFarewell()
            #expect(try server.connect().ask("name") == Machine.nameReply)
        }
    }

    @Test func `A socket for another process is left alone`() throws {
        try Server.run(environment: ["LISTEN_FDS": "1", "LISTEN_PID": "1"]) { server in
            let reply = try server.connect().ask("name")
            #expect(reply == Machine.nameReply)
        }
    }
}
