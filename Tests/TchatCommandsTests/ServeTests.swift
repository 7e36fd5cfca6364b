import ArgumentParser
import Testing

@testable import TchatCommands

@Suite struct ServeTests {
    @Test(arguments: Setting.all.map(\.key).filter { !$0.hasPrefix("limits.") })
    func `Every setting has its option`(key: String) throws {
        let serve = try Serve.parse(["--\(key)", "some value"])
        #expect(try serve.flags() == [key: "some value"])
    }

    @Test(arguments: Setting.all.map(\.key).filter { $0.hasPrefix("limits.") })
    func `Every limit can be set`(key: String) throws {
        let serve = try Serve.parse(["--limit", "\(key.dropFirst("limits.".count))=a=b"])
        #expect(try serve.flags() == [key: "a=b"])
    }

    @Test func `Without options, nothing is said; addresses and limits add up`() throws {
        #expect(try Serve.parse([]).flags().isEmpty)
        let several = [
            "--listen", "::1", "--listen", "127.0.0.1", "--limit", "connections=1", "--limit", "unread-seconds=2",
        ]
        let flags = ["listen": "::1,127.0.0.1", "limits.connections": "1", "limits.unread-seconds": "2"]
        #expect(try Serve.parse(several).flags() == flags)
    }

    @Test(arguments: ["connections", "conections=1", "=1", "limits.connections=1"])
    func `A limit that there is not is refused with those there are`(limit: String) throws {
        let serve = try Serve.parse(["--limit", limit])
        let error = try #require(throws: (any Error).self) { try serve.flags() }
        #expect(Serve.message(for: error).contains("connections, connections-per-address"))
    }

    @Test func `The settings in force are printed only when asked for`() throws {
        #expect(try Serve.parse(["--print-config"]).printConfig)
        #expect(try !Serve.parse([]).printConfig)
    }
}
