import Testing

/// What a server that can't start says.
@Suite(.ownThread)
struct StartTests {
    @Test func `A port in use is named with what to do`() throws {
        let listener = try LoopbackListener()
        let run = try TchatProcess.finished(["serve", "--listen", "127.0.0.1:\(listener.port)"])
        #expect(run.status == 1)
        expectOneSentence(run.error, mentioning: "\(listener.port)", "--listen")
        #expect(run.output == "")
    }

    @Test func `A port in use leaves the terminal as it was`() throws {
        let listener = try LoopbackListener()
        let terminal = try Pty()
        defer { terminal.hangUp() }
        let before = terminal.modes
        let folder = try TemporaryFolder()
        defer { folder.delete() }
        let process = try TchatProcess(
            ["serve", "--listen", "127.0.0.1:\(listener.port)"],
            input: .terminal(terminal),
            folder: folder
        )
        defer { process.end() }
        #expect(try process.exitStatus() == 1)
        #expect(terminal.modes == before)
        try terminal.output.wait(forText: "Port \(listener.port) is already in use")
    }

    @Test func `A name is no address to listen on`() throws {
        let run = try TchatProcess.finished(["serve", "--listen", "example.invalid:5005"])
        #expect(run.status == 1)
        expectOneSentence(run.error, mentioning: "example.invalid", "127.0.0.1")
        #expect(run.output == "")
    }

    @Test func `An address without a valid port is refused`() throws {
        let run = try TchatProcess.finished(["serve", "--listen", "127.0.0.1:99999"])
        #expect(run.status == 1)
        expectOneSentence(run.error, mentioning: "--listen", "127.0.0.1:99999")
        #expect(run.output == "")
    }

    @Test func `An address that this machine has not is named`() throws {
        // 192.0.2.0/24 is reserved for documentation (RFC 5737).
        let run = try TchatProcess.finished(["serve", "--listen", "192.0.2.1:0"])
        #expect(run.status == 1)
        expectOneSentence(run.error, mentioning: "192.0.2.1")
    }

    @Test(arguments: [
        (["serve", "--lissten", "127.0.0.1:0"], "--lissten"),
        (["serve", "--limit", "conections=1"], "connections"),
        (["serf"], "serf"),
    ])
    func `A misspelt option is wrong usage`(arguments: [String], word: String) throws {
        let run = try TchatProcess.finished(arguments)
        #expect(run.status == 64)
        #expect(run.output == "")
        #expect(run.error.contains(word), "\(run.error)")
    }

    @Test(arguments: [
        ("classic-role: king\n", 1, ["king", "guest, member or admin"]),
        ("classic: loopback\nlissten: \"127.0.0.1:0\"\n", 2, ["lissten", "listen"]),
        ("limits:\n  connections: 0\n", 2, ["limits.connections", "1 to 1000000"]),
        ("classic: loopback\nlisten: [\n", 3, ["YAML"]),
        ("classic: loopback\n\nlisten: \"127.0.0.1:99999\"\n", 3, ["127.0.0.1:99999", "127.0.0.1:5005"]),
    ])
    func `A mistake in the file is named with its line`(text: String, line: Int, words: [String]) throws {
        let folder = try TemporaryFolder()
        defer { folder.delete() }
        try folder.write(text, to: "config/tchat/tchat.yaml")
        let process = try TchatProcess(["serve"], folder: folder)
        defer { process.end() }
        #expect(try process.exitStatus() == 1)
        let error = try process.standardError.whole()
        expectOneSentence(error, mentioning: "\(folder.path)/config/tchat/tchat.yaml, line \(line)")
        for word in words { expectOneSentence(error, mentioning: word) }
        #expect(try process.standardOutput.whole() == "")
    }

    @Test func `A file that is not there is named`() throws {
        let run = try TchatProcess.finished(["serve", "--config", "/nonexistent/tchat.yaml"])
        #expect(run.status == 1)
        expectOneSentence(run.error, mentioning: "/nonexistent/tchat.yaml")
    }
}

/// Expects one sentence for a person, on one line, with these words.
func expectOneSentence(
    _ text: String,
    mentioning words: String...,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 2 && lines.last == "", "not one line: \(text)", sourceLocation: sourceLocation)
    #expect(text.hasPrefix("tchat: ") && text.hasSuffix(".\n"), "\(text)", sourceLocation: sourceLocation)
    for word in words {
        #expect(text.contains(word), "no \(word) in: \(text)", sourceLocation: sourceLocation)
    }
}
