import Foundation
import Testing

/// What outlives the server's process.
@Suite(.ownThread)
struct RestartTests {
    @Test func `A conversation goes on after the server was killed`() throws {
        let folder = try TemporaryFolder()
        defer { folder.delete() }
        try Server.run(folder: folder) { server in
            let peer = try server.connect()
            try peer.send("Il y a quelqu'un ?")
            try server.waitForMessage("Il y a quelqu'un ?")
            server.process.end()
        }
        // The operator sees what waits, answers, and the server is killed again before the client is back.
        try Console.run(folder: folder) { console in
            try console.wait(for: "127.0.0.1: Il y a quelqu'un ?")
            try console.wait(forPrompt: "127.0.0.1> ")
            try console.type("Me voilà")
            try console.wait(for: "you → 127.0.0.1: Me voilà  (waits until 127.0.0.1 is back)")
            console.server.process.end()
        }
        try Console.run(folder: folder) { console in
            try console.wait(forPrompt: "nobody> ")
            let peer = try console.server.connect()
            #expect(try peer.ask("name") == Machine.nameReply, "it does not go out in front of a measured reply")
            try peer.send("Encore moi")
            try console.wait(for: "127.0.0.1: Encore moi")
            try console.type("Bien")
            #expect(try peer.receive() == "Me voilà\nBien")
            #expect(
                try console.server.messages(of: "127.0.0.1")
                    == ["Il y a quelqu'un ?", "Me voilà", "Encore moi", "Bien"]
            )
        }
    }

    @Test func `A server that was killed leaves nothing in the way of the next`() throws {
        let folder = try TemporaryFolder()
        defer { folder.delete() }
        let reserved = try LoopbackListener(listens: false)
        let certificate = try Server.run(folder: folder, port: reserved.port) { server in
            _ = try server.connectAndAsk()
            server.process.end()
            #expect(FileManager.default.fileExists(atPath: server.socketPath), "the test needs a socket that is left")
            return try String(contentsOfFile: "\(server.dataPath)/identity.crt", encoding: .utf8)
        }
        try Server.run(folder: folder, port: reserved.port) { server in
            _ = try server.connectAndAsk()
            #expect(try server.request("GET", "/v1/host").status == 200)
            #expect(try String(contentsOfFile: "\(server.dataPath)/identity.crt", encoding: .utf8) == certificate)
            let modes = try ["tchat.sqlite", "identity.key", "identity.crt"].map { name in
                try FileManager.default.attributesOfItem(atPath: "\(server.dataPath)/\(name)")[.posixPermissions]
                    as? Int
            }
            #expect(modes == [0o600, 0o600, 0o600])
        }
    }

    @Test func `After a clean end the log is one file, which a copy of it keeps whole`() throws {
        let folder = try TemporaryFolder()
        defer { folder.delete() }
        let copy = try TemporaryFolder()
        defer { copy.delete() }
        try Server.run(folder: folder) { server in
            try server.connect().send("Bonjour")
            try server.waitForMessage("Bonjour")
            server.process.send(signal: SIGTERM)
            #expect(try server.process.exitStatus() == 0)
            let files = try FileManager.default.contentsOfDirectory(atPath: server.dataPath)
            #expect(files.filter { $0.hasPrefix("tchat.sqlite") } == ["tchat.sqlite"])
            try FileManager.default.createDirectory(
                atPath: "\(copy.path)/state/tchat",
                withIntermediateDirectories: true
            )
            try FileManager.default.copyItem(
                atPath: "\(server.dataPath)/tchat.sqlite",
                toPath: "\(copy.path)/state/tchat/tchat.sqlite"
            )
        }
        try Server.run(folder: copy) { server in
            let messages = try server.messages(of: "127.0.0.1")
            #expect(messages == ["Bonjour"])
        }
    }

    @Test func `A second server on the same data is refused and harms nothing`() throws {
        try Server.run { server in
            let second = try TchatProcess.finished(
                ["serve", "--listen", "127.0.0.1:0", "--socket", "\(server.folder.path)/second.sock"],
                in: server.folder
            )
            #expect(second.status == 1)
            expectOneSentence(second.error, mentioning: server.dataPath)
            #expect(try server.connect().ask("name") == Machine.nameReply)
            #expect(try server.request("GET", "/v1/host").status == 200)
        }
    }

    @Test func `A second server on the same socket is refused and harms nothing`() throws {
        try Server.run { server in
            let second = try TchatProcess.finished(
                ["serve", "--listen", "127.0.0.1:0", "--data-dir", "\(server.folder.path)/second"],
                in: server.folder
            )
            #expect(second.status == 1)
            expectOneSentence(second.error, mentioning: server.socketPath)
            #expect(try server.request("GET", "/v1/host").status == 200)
        }
    }

    @Test(arguments: ["tchat.sqlite", "identity.key", "identity.crt"])
    func `A damaged file is named with what to do, and left as it is`(name: String) throws {
        let folder = try TemporaryFolder()
        defer { folder.delete() }
        try Server.run(folder: folder) { server in
            // A clean end, which leaves nothing beside the files from which they could be mended.
            server.process.send(signal: SIGTERM)
            let status = try server.process.exitStatus()
            #expect(status == 0)
        }
        let file = "\(folder.path)/state/tchat/\(name)"
        // In place, so that its mode stays.
        let handle = try #require(FileHandle(forWritingAtPath: file))
        let garbage = Data(String(repeating: "not what it was ", count: 400).utf8)
        try handle.write(contentsOf: garbage)
        try handle.close()
        let damaged = try Data(contentsOf: URL(filePath: file))

        let run = try TchatProcess.finished(["serve", "--listen", "127.0.0.1:0"], in: folder)
        #expect(run.status == 1)
        expectOneSentence(run.error, mentioning: "\(folder.path)/state/tchat", "damaged")
        #expect(try Data(contentsOf: URL(filePath: file)) == damaged)
    }

    @Test func `SIGTERM ends a server with open event streams in time`() throws {
        try Server.run { server in
            let streams = try (0..<20).map { _ in
                let peer = try ClassicPeer(unixSocket: server.socketPath)
                try peer.send("GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
                return peer
            }
            for stream in streams { #expect(try stream.receive().hasPrefix("HTTP/1.1 200 OK\r\n")) }
            let begin = ContinuousClock.now
            server.process.send(signal: SIGTERM)
            #expect(try server.process.exitStatus() == 0)
            // Later, it would have been cut off by the limit on a graceful end.
            #expect(ContinuousClock.now - begin < .seconds(4))
            #expect(!FileManager.default.fileExists(atPath: server.socketPath))
        }
    }

    @Test(.enabled(if: SmallDisk.isPossible))
    func `On a full disk nothing is taken that would be lost, and it goes on once there is room`() throws {
        let folder = try TemporaryFolder()
        defer { folder.delete() }
        let disk = try SmallDisk(at: "\(folder.path)/state", bytes: 8 << 20)
        defer { disk.unmount() }
        let name = try Server.run(folder: folder) { server in
            struct Status: Decodable {
                struct Caller: Decodable { var name: String }
                var caller: Caller
            }
            let name = try server.request("GET", "/v1/host").decode(Status.self).caller.name
            func say(_ number: Int) throws -> APIAnswer {
                let uuid = String(format: "00000000-0000-4000-8000-%012d", number)
                let text = "\(number) " + String(repeating: "x", count: 3000)
                return try server.request(
                    "PUT",
                    "/v1/conversations/\(name)/entries/\(uuid)",
                    json: #"{"type":"message","text":"\#(text)"}"#
                )
            }
            #expect(try say(0).status == 201)
            try disk.fill()
            // SQLite still has room in the pages that it holds.
            var refused = 0
            repeat {
                refused += 1
                let answer = try say(refused)
                if answer.status == 503 {
                    #expect(answer.body.contains("is full"), "\(answer.body)")
                    break
                }
                #expect(answer.status == 201, "\(answer)")
            } while refused < 100
            try #require(refused < 100, "the disk does not get full")
            #expect(try server.connect().ask("name") == Machine.nameReply, "what needs no disk goes on")
            #expect(try server.connect().ask("bonjour") == "Message refusé")
            try disk.makeRoom()
            for number in refused..<refused + 20 { #expect(try say(number).status == 201) }
            for number in 0..<refused { #expect(try say(number).status == 200) }
            let numbers = try server.messages(of: name).map { $0.prefix { $0 != " " } }
            #expect(numbers == (0..<refused + 20).map { "\($0)"[...] })
            server.process.end()
            return name
        }
        try Server.run(folder: folder) { server in
            let messages = try server.messages(of: name)
            #expect(messages.count > 20)
        }
    }
}
