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
    ///   - given: The folder of an earlier server whose work it goes on with; without one, a new folder.
    ///   - port: The port of that server; 0 lets the system choose.
    ///   - listeningSocket: A socket that it inherits, with its port, in place of one of its own.
    static func run<Result>(
        _ arguments: [String] = [],
        configuration: String = "",
        environment: [String: String] = [:],
        in terminal: Pty? = nil,
        folder given: TemporaryFolder? = nil,
        port: Int = 0,
        inheriting listeningSocket: LoopbackListener? = nil,
        body: (Server) throws -> Result
    ) throws -> Result {
        let folder = try given ?? TemporaryFolder()
        defer { if given == nil { folder.delete() } }
        try folder.write(configuration, to: "config/tchat/tchat.yaml")
        defer { terminal?.hangUp() }
        let process = try TchatProcess(
            ["serve", "--listen", "127.0.0.1:\(port)"] + arguments,
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

    /// Its Unix socket.
    var socketPath: String { "\(folder.path)/tchat/tchat.sock" }

    /// Its log and identity.
    var dataPath: String { "\(folder.path)/state/tchat" }

    /// What it logs.
    var log: Output { process.standardError }

    /// A new client.
    ///
    /// - Parameter address: One of this machine's own, `127.0.0.0/8`; clients from two of them are two people.
    func connect(from address: String = "127.0.0.1") throws -> ClassicPeer {
        try ClassicPeer(port: port, from: address)
    }

    /// A new client that the server has answered already.
    func connectAndAsk(from address: String = "127.0.0.1") throws -> ClassicPeer {
        let peer = try connect(from: address)
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
