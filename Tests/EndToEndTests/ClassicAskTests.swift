import Foundation
import Testing

/// `tchat ask --classic` against real servers and other things that listen.
@Suite(.ownThread)
struct ClassicAskTests {
    @Test func `Everything is printed as text without colours in a pipe`() throws {
        try Server.run { server in
            let run = try TchatProcess.finished(["ask", "--classic", "127.0.0.1:\(server.port)"])
            #expect(run.status == 0)
            #expect(run.error == "")
            for text in [Machine.name, Machine.system, Machine.version, try Machine.totalMemory()] {
                #expect(run.output.contains(text), "no \(text) in: \(run.output)")
            }
            #expect(run.output.contains(/[0-9]+\.[0-9]\u{A0}%/), "\(run.output)")
            #expect(!run.output.contains("\u{1B}"))
        }
    }

    @Test func `Only what was asked is printed`() throws {
        try Server.run { server in
            let run = try TchatProcess.finished(["ask", "--classic", "127.0.0.1:\(server.port)", "name"])
            #expect(run.status == 0)
            #expect(run.output.contains(Machine.name))
            #expect(!run.output.contains("GB") && !run.output.contains("GiB") && !run.output.contains("%"))
        }
    }

    @Test func `JSON has every item with its values`() throws {
        try Server.run { server in
            let run = try TchatProcess.finished(["ask", "--classic", "127.0.0.1:\(server.port)", "--json"])
            #expect(run.status == 0)
            #expect(run.error == "")
            let answers = try JSONDecoder().decode(Answers.self, from: Data(run.output.utf8))
            #expect(answers.name.name == Machine.name)
            #expect(answers.os.system == Machine.system)
            #expect(answers.os.version == Machine.version)
            #expect(0...100 ~= answers.cpu.usedPercent)
            let totalMemory = try Machine.totalMemory()
            #expect("\(answers.ram.totalGibibytes)" == totalMemory)
            #expect(answers.ram.usedGibibytes > 0)
            #expect(answers.ram.freeGibibytes > 0)
        }
    }

    @Test func `JSON has only what was asked`() throws {
        try Server.run { server in
            let run = try TchatProcess.finished([
                "ask", "--classic", "--json", "127.0.0.1:\(server.port)", "os", "name",
            ])
            let object = try JSONDecoder().decode([String: [String: String]].self, from: Data(run.output.utf8))
            #expect(
                object == [
                    "name": ["name": Machine.name], "os": ["system": Machine.system, "version": Machine.version],
                ]
            )
        }
    }

    @Test func `Colours are for terminals that are not told otherwise`() throws {
        try Server.run { server in
            func shown(_ environment: [String: String]) throws -> String {
                let terminal = try Pty()
                defer { terminal.hangUp() }
                let arguments = ["ask", "--classic", "127.0.0.1:\(server.port)", "name"]
                return try TchatProcess.run(arguments, input: .terminal(terminal), environment: environment) {
                    process in
                    #expect(try process.exitStatus() == 0)
                    return try terminal.output.wait(for: "the name") { $0.contains(Machine.name) }
                }
            }
            let (coloured, plain, dumb) = (try shown([:]), try shown(["NO_COLOR": "1"]), try shown(["TERM": "dumb"]))
            #expect(coloured.contains("\u{1B}["))
            #expect(!plain.contains("\u{1B}"))
            #expect(!dumb.contains("\u{1B}"))
        }
    }

    @Test func `Nobody listens`() throws {
        let reserved = try LoopbackListener(listens: false)
        try expectFailure(69, ["127.0.0.1:\(reserved.port)"], mentioning: "127.0.0.1:\(reserved.port)")
    }

    @Test(arguments: ["SSH-2.0-x\r\n", "HTTP/1.1 400 Bad Request\r\n\r\n", "Nom du pc", "kill them all\n"])
    func `Something else answers`(greeting: String) throws {
        let listener = try LoopbackListener()
        try TchatProcess.run(["ask", "--classic", "127.0.0.1:\(listener.port)", "os"]) { process in
            try listener.answerOne(with: greeting)
            #expect(try process.exitStatus() == 76)
            expectOneSentence(try process.standardError.whole(), mentioning: "127.0.0.1:\(listener.port)")
            #expect(try process.standardOutput.whole() == "")
        }
    }

    @Test func `The server does not serve this machine`() throws {
        try Server.run(["--classic", "off"]) { server in
            try expectFailure(77, ["127.0.0.1:\(server.port)"], mentioning: "127.0.0.1:\(server.port)")
        }
    }

    @Test func `Nothing is answered in time`() throws {
        // The kernel accepts for it, and nobody reads.
        let listener = try LoopbackListener()
        let address = "127.0.0.1:\(listener.port)"
        try expectFailure(75, [address, "--timeout", "0.3"], mentioning: address)
    }

    @Test func `A name that no host has`() throws {
        // `.invalid` is no domain by definition (RFC 6761).
        try expectFailure(68, ["nobody.invalid"], mentioning: "nobody.invalid")
    }

    @Test(arguments: [["127.0.0.1:1", "weather"], ["127.0.0.1:port"], [], ["127.0.0.1:1", "--timeout", "0"]])
    func `Wrong usage`(arguments: [String]) throws {
        let run = try TchatProcess.finished(["ask", "--classic"] + arguments)
        #expect(run.status == 64)
        #expect(run.output == "")
        #expect(run.error.hasPrefix("Error: ") || run.error.hasPrefix("tchat: "), "\(run.error)")
    }

    @Test func `An item of later versions is wrong usage`() throws {
        try expectFailure(64, ["127.0.0.1:1", "battery"], mentioning: "battery", "name, os, cpu, ram")
    }

    private func expectFailure(
        _ status: CInt,
        _ arguments: [String],
        mentioning words: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let run = try TchatProcess.finished(["ask", "--classic"] + arguments, sourceLocation: sourceLocation)
        #expect(run.status == status, "\(run.error)", sourceLocation: sourceLocation)
        #expect(run.output == "", sourceLocation: sourceLocation)
        expectOneSentence(run.error, sourceLocation: sourceLocation)
        for word in words { expectOneSentence(run.error, mentioning: word, sourceLocation: sourceLocation) }
    }

    private struct Answers: Decodable {
        struct Name: Decodable {
            var name: String
        }

        struct System: Decodable {
            var system: String
            var version: String
        }

        struct Processor: Decodable {
            var usedPercent: Double
        }

        struct Memory: Decodable {
            var totalGibibytes: Double
            var usedGibibytes: Double
            var freeGibibytes: Double
        }

        var name: Name
        var os: System
        var cpu: Processor
        var ram: Memory
    }

    @Test func `An answer that can't be written is a failure`() throws {
        try Server.run { server in
            let arguments = ["ask", "--classic", "127.0.0.1:\(server.port)", "--json"]
            try TchatProcess.run(arguments, outputFile: "/dev/full") { ask in
                #expect(try ask.exitStatus() == 74)
                expectOneSentence(try ask.standardError.whole(), mentioning: "No space left")
            }
        }
    }
}
