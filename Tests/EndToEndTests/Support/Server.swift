import Foundation
import Testing

/// A running `tchat serve` with settings and state of its own, on a port the system chose.
struct Server {
    let process: TchatProcess
    let folder: TemporaryFolder
    let port: Int

    /// The terminal in which it is the operator's console, if it was started in one.
    let terminal: Pty?

    /// Starts a server, and ends it when the body has ended.
    ///
    /// - Parameters:
    ///   - configuration: The text of its `tchat.yaml`.
    ///   - terminal: The terminal to start it in; without one it logs to standard error.
    ///   - listeningSocket: A socket that it inherits, with its port, in place of one of its own.
    static func run<Result>(
        _ arguments: [String] = [],
        configuration: String = "",
        environment: [String: String] = [:],
        in terminal: Pty? = nil,
        inheriting listeningSocket: LoopbackListener? = nil,
        body: (Server) throws -> Result
    ) throws -> Result {
        let folder = try TemporaryFolder()
        defer { folder.delete() }
        try folder.write(configuration, to: "config/tchat/tchat.yaml")
        defer { terminal?.hangUp() }
        let process = try TchatProcess(
            ["serve", "--listen", "127.0.0.1:0"] + arguments,
            input: terminal.map(ProcessInput.terminal) ?? .text(""),
            environment: environment,
            folder: folder,
            inheriting: listeningSocket?.descriptor
        )
        defer { process.end() }
        let port = try process.listeningPort()
        return try body(Server(process: process, folder: folder, port: port, terminal: terminal))
    }

    /// Replaces its `tchat.yaml`.
    func configure(_ text: String) throws {
        try folder.write(text, to: "config/tchat/tchat.yaml")
    }

    /// What it logs.
    var log: Output { process.standardError }

    /// A new client.
    func connect() throws -> ClassicPeer {
        try ClassicPeer(port: port)
    }

    /// A new client that the server has answered already.
    func connectAndAsk() throws -> ClassicPeer {
        let peer = try connect()
        #expect(try peer.ask("name") == Machine.nameReply)
        return peer
    }
}

extension TchatProcess {
    /// The port a server says that it listens on.
    ///
    /// - Parameter occurrence: The first time, or after a reset the second, and so on.
    func listeningPort(
        _ occurrence: Int = 1,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Int {
        func ports(_ text: String) -> [Int] {
            // In the log, and on the console.
            text.matches(of: /(?:address=|Listening on )127\.0\.0\.1:([0-9]+)[^0-9]/).compactMap { Int($0.1) }
        }
        let text = try standardError.wait(for: "the port", sourceLocation: sourceLocation) {
            ports($0).count >= occurrence
        }
        return ports(text)[occurrence - 1]
    }
}
